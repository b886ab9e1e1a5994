"""Sessions as rows: opening, listing and ending them. 0154 says what a row must not tell."""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account, DeviceSession, new_session_version
from berakhlak.accounts.queries import SessionClaim
from berakhlak.engines import rows_changed

_NONCE, _BOX = 12, 160  # Boxes have one size, or their length would tell the browser.


@dataclass(frozen=True)
class Device:
    """What its owner is told of a session: on what, since which day, and whether by a link."""

    reference: str
    browser: str
    system: str
    since: date
    is_by_link: bool
    is_this: bool


def open_session(
    session: Session,
    account: Account,
    *,
    browser: str,
    system: str,
    is_by_link: bool,
    today: date,
    last_day: date,
    secret: str,
) -> str:
    """Add the row; what the cookie has to say for it. That text is kept nowhere else."""
    session_id = f"{account.id}:{account.session_version}:{secrets.token_urlsafe(32)}"
    told = {"on": browser, "of": system, "since": today.isoformat(), "link": is_by_link}
    digest = sha256(session_id.encode()).digest()
    session.add(
        DeviceSession(
            digest=digest,
            owner=_owner(account.id, account.session_version, secret),
            box=_locked(told, digest, secret),
            last_day=last_day,
        )
    )
    return session_id


def devices_of(session: Session, claim: SessionClaim, *, secret: str) -> list[Device]:
    """Where this account is signed in: this session first, then the newest."""
    owner = _owner(claim.account, claim.version, secret)
    wanted = select(DeviceSession.digest, DeviceSession.box).where(DeviceSession.owner == owner)
    found = [_device(digest, box, claim, secret) for digest, box in session.execute(wanted)]
    return sorted(found, key=lambda each: (not each.is_this, -each.since.toordinal(), each.browser))


def end_session(session: Session, claim: SessionClaim) -> None:
    """End this session: whoever has copied its cookie has nothing."""
    session.execute(delete(DeviceSession).where(DeviceSession.digest == claim.digest))


def end_device(session: Session, claim: SessionClaim, reference: str, *, secret: str) -> bool:
    """End one other session of the same account; False when there is none of this reference."""
    owner = _owner(claim.account, claim.version, secret)
    wanted = select(DeviceSession.digest).where(DeviceSession.owner == owner)
    ended = [each for each in session.scalars(wanted) if _reference(each) == reference]
    gone = delete(DeviceSession).where(DeviceSession.digest.in_(ended))
    return bool(ended) and bool(rows_changed(session, gone))


def end_other_devices(session: Session, claim: SessionClaim, *, secret: str) -> int:
    """End all sessions of the same account but this one; how many there were."""
    owner = _owner(claim.account, claim.version, secret)
    others = (DeviceSession.owner == owner, DeviceSession.digest != claim.digest)
    return rows_changed(session, delete(DeviceSession).where(*others))


def end_all_devices(session: Session, account: Account, *, secret: str) -> int:
    """End every session of an account; how many there were."""
    owner = _owner(account.id, account.session_version, secret)
    return rows_changed(session, delete(DeviceSession).where(DeviceSession.owner == owner))


def end_sessions_of(account: Account) -> None:
    """Sign the account out everywhere; codes that are out end with its sessions."""
    account.session_version = new_session_version()


def forget_ended_sessions(session: Session, today: date) -> int:
    """Delete the rows whose last day is over, whoever owns them."""
    return rows_changed(session, delete(DeviceSession).where(DeviceSession.last_day < today))


def forget_all_sessions(session: Session) -> None:
    """Delete every row: nobody is signed in."""
    session.execute(delete(DeviceSession))


def _device(digest: bytes, box: bytes, claim: SessionClaim, secret: str) -> Device:
    told = _opened(box, digest, secret)
    return Device(
        _reference(digest),
        str(told.get("on", "")),
        str(told.get("of", "")),
        date.fromisoformat(str(told.get("since", date.min.isoformat()))),
        bool(told.get("link")),
        digest == claim.digest,
    )


def _reference(digest: bytes) -> str:
    """How a page names a session; the digest itself is told to nobody."""
    return sha256(b"reference" + digest).hexdigest()[:24]


def _owner(account_id: int, version: int, secret: str) -> bytes:
    return hmac.new(_key("owner", secret), f"{account_id}:{version}".encode(), sha256).digest()


def _locked(told: Mapping[str, object], digest: bytes, secret: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    plain = json.dumps(told).encode().ljust(_BOX)
    return nonce + AESGCM(_key("box", secret)).encrypt(nonce, plain, digest)


def _opened(box: bytes, digest: bytes, secret: str) -> dict[str, object]:
    try:
        plain = AESGCM(_key("box", secret)).decrypt(box[:_NONCE], box[_NONCE:], digest)
    except InvalidTag:
        return {}
    opened: dict[str, object] = json.loads(plain)
    return opened


@lru_cache(maxsize=8)
def _key(purpose: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), f"device session {purpose}".encode(), sha256).digest()
