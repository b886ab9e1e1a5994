"""Links of a hash chain over the record of acts: docs/decisions/0156."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.audit.models import AuditEntry, AuditLink

SETTLED = timedelta(hours=1)
"""As old are rows before they are covered: transactions that record an act are over by then."""
MOST_ROWS = 500


@dataclass(frozen=True)
class ChainReport:
    """What walking the chain found. `breaks`: (first, last) numbers of the rows in doubt."""

    entries: int
    links: int
    breaks: tuple[tuple[int, int], ...]
    of_other_keys: int
    last_digest: str


def extend_chain(session: Session, *, secret: str, at: datetime) -> list[AuditLink]:
    """Cover all settled rows; returns the links that were added. Does not commit."""
    added: list[AuditLink] = []
    last = session.scalars(select(AuditLink).order_by(AuditLink.last_entry_id.desc())).first()
    settled = session.scalar(select(func.max(AuditEntry.id)).where(AuditEntry.at < at - SETTLED))
    done, digest = (last.last_entry_id, last.digest) if last else (0, b"")
    while done < (settled or 0):
        rows = _rows(session, done, settled or 0, MOST_ROWS)
        link = _link(done, rows, digest, secret)
        session.add(link)
        session.flush()
        added.append(link)
        done, digest = link.last_entry_id, link.digest
    return added


def walk_chain(session: Session, *, secret: str) -> ChainReport:
    """Compare every link with the rows that it covers and with the link before."""
    links = session.scalars(select(AuditLink).order_by(AuditLink.last_entry_id)).all()
    key, mark = _key(secret)
    breaks = tuple(_breaks(session, links, key, mark))
    return ChainReport(
        entries=sum(link.entries for link in links),
        links=len(links),
        breaks=breaks,
        of_other_keys=sum(link.key_mark != mark for link in links),
        last_digest=links[-1].digest.hex() if links else "",
    )


def _breaks(
    session: Session, links: Sequence[AuditLink], key: bytes, mark: bytes
) -> Iterator[tuple[int, int]]:
    for before, link in pairwise((None, *links)):
        assert link is not None
        done, digest = (before.last_entry_id, before.digest) if before else (0, b"")
        rows = _rows(session, link.after_entry_id, link.last_entry_id, None)
        holds = (
            link.after_entry_id == done
            and len(rows) == link.entries
            and _digest(digest, rows) == link.digest
            and (link.key_mark != mark or hmac.compare_digest(_mac(key, link.digest), link.mac))
        )
        if not holds:
            yield done + 1, link.last_entry_id


def _rows(session: Session, after: int, last: int, most: int | None) -> list[str]:
    """Rows as texts, each beginning with its number."""
    wanted = select(
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.account_id,
        AuditEntry.act,
        AuditEntry.object_kind,
        AuditEntry.object_id,
        AuditEntry.detail,
    ).where(AuditEntry.id > after, AuditEntry.id <= last)
    return [
        json.dumps([number, at.isoformat(), *rest], sort_keys=True)
        for number, at, *rest in session.execute(wanted.order_by(AuditEntry.id).limit(most))
    ]


def _link(after: int, rows: Sequence[str], before: bytes, secret: str) -> AuditLink:
    key, mark = _key(secret)
    digest = _digest(before, rows)
    return AuditLink(
        last_entry_id=json.loads(rows[-1])[0],
        after_entry_id=after,
        entries=len(rows),
        digest=digest,
        key_mark=mark,
        mac=_mac(key, digest),
    )


def _digest(before: bytes, rows: Sequence[str]) -> bytes:
    return sha256(before + b"\n" + "\n".join(rows).encode()).digest()


def _key(secret: str) -> tuple[bytes, bytes]:
    """The key of the chain and its mark, which tells nothing of it."""
    key = hmac.digest(secret.encode(), b"audit chain", "sha256")
    return key, hmac.digest(key, b"mark", "sha256")[:8]


def _mac(key: bytes, digest: bytes) -> bytes:
    return hmac.digest(key, digest, "sha256")
