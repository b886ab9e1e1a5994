"""The transparency file, which may be published, and the bundle, which only an auditor gets.

Their format is docs/format-keterbukaan.md. The file holds counts that withholding allows, hashes,
and the rules; the bundle every frozen result with its salt, in an order that says nothing, and no
name.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.assignments.queries import facts_before_opening
from berakhlak.cycles.models import Cycle
from berakhlak.disclosure.queries import latest_audit
from berakhlak.errors import StateConflict
from berakhlak.people.models import Agency
from berakhlak.sealing.merkle_tree import root_code
from berakhlak.sealing.models import CycleResult
from berakhlak.sealing.queries import ResultNotFound
from berakhlak.sealing.result_leaves import result_leaves, rules_text
from berakhlak.statistics.frozen_result import CycleFigures

FORMAT = "berakhlak-keterbukaan/4"
ONE_MINIMUM = "berakhlak-keterbukaan/3"  # Values and behaviours of a group need equally many.
FIVE_GROUPS = "berakhlak-keterbukaan/2"  # The policy knows weights and minimums alone.
UNBOUND = "berakhlak-keterbukaan/1"  # The root does not stand for what was before opening.


class ResultHasNoRoot(StateConflict):
    """The cycle was sealed before results had a root."""

    message = _(
        "Siklus ini ditutup oleh versi lama, tanpa kode keaslian atas semua hasil; "
        "berkas keterbukaan tidak dapat dibuat."
    )


def transparency_file(session: Session, cycle: Cycle) -> str:
    """The transparency file of a sealed cycle as JSON. Raises ResultNotFound, ResultHasNoRoot."""
    result = rooted_result(session, cycle)
    figures = CycleFigures.from_json(result.payload)
    root = bytes.fromhex(result.root or "")
    rules = json.loads(rules_text(cycle, result.rules_version))
    document: dict[str, Any] = {
        "format": _format(figures, rules),
        "root": result.root,
        "root_signs": root_code(root),
        "results_sha256": result.sha256,
        "cycle": _cycle(session, cycle),
        "rules": rules,
        "policy_sha256": _hash(cycle.policy_json),
        "instrument": {"code": cycle.instrument.code, "version": cycle.instrument.version},
        "counts": {
            "officers": figures.n_officers,
            "sheets": figures.n_sheets,
            "invited": figures.n_invited,
        },
        "before_opening": before_opening(session, cycle, figures),
        "audit": _audit(session, cycle),
        "certificate": asdict(figures.certificate) if figures.certificate else None,
    }
    return json.dumps(document, sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def _format(figures: CycleFigures, rules: Mapping[str, Any]) -> str:
    if not figures.before_opening:
        return UNBOUND
    if "groups" not in rules["policy"]:
        return FIVE_GROUPS
    return FORMAT if rules["policy"].get("behaviour_tickets") else ONE_MINIMUM


def auditor_bundle(session: Session, cycle: Cycle) -> Iterator[str]:
    """The auditor's lines, one result each. Raises ResultNotFound, ResultHasNoRoot."""
    rooted_result(session, cycle)
    for leaf in sorted(result_leaves(session, cycle), key=lambda each: each.hash):
        line = {
            "kind": leaf.kind,
            "owner": leaf.owner.hex(),
            "salt": leaf.salt.hex(),
            "payload": leaf.payload,
        }
        yield json.dumps(line, sort_keys=True, ensure_ascii=False) + "\n"


def rooted_result(session: Session, cycle: Cycle) -> CycleResult:
    """The frozen figures that the root stands for. Raises ResultNotFound, ResultHasNoRoot."""
    result = session.get(CycleResult, cycle.id)
    if result is None:
        raise ResultNotFound(_("Siklus ini belum ditutup, jadi belum ada hasil."))
    if result.root is None:
        raise ResultHasNoRoot
    return result


def _cycle(session: Session, cycle: Cycle) -> dict[str, str | None]:
    moments = {"sealed_at": cycle.sealed_at, "published_at": cycle.published_at}
    return {
        "agency": session.get_one(Agency, cycle.agency_id).name,
        "name": cycle.name,
        "opens_on": cycle.opens_on.isoformat(),
        "closes_on": cycle.closes_on.isoformat(),
        **{name: at.isoformat() if at else None for name, at in moments.items()},
    }


def before_opening(
    session: Session, cycle: Cycle, figures: CycleFigures
) -> Mapping[str, int | None]:
    """As closing froze it, else as the record of acts has it."""
    return figures.before_opening or facts_before_opening(session, cycle)


def _audit(session: Session, cycle: Cycle) -> dict[str, Any] | None:
    kept = latest_audit(session, cycle.id)
    if kept is None:
        return None
    row, report = kept
    return {
        "at": row.at.isoformat(),
        "is_safe": row.is_safe,
        "results_sha256": row.sha256,
        "report_sha256": _hash(row.payload),
        "figures": report.counts.figures,
    }


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
