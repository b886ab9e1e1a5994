"""Further rows of one officer that state an acting post (Plt., Plh., Pj., Pjs.)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from flask_babel import lazy_gettext as _

from berakhlak.people.import_plan.contents import (
    ActingRecord,
    ExistingRecord,
    ImportPlan,
    ParsedRow,
)
from berakhlak.people.models import ActingKind
from berakhlak.text import label_key

_KIND = re.compile(r"\s*(plt|plh|pjs|pj|pelaksana tugas|pelaksana harian|penjabat)\b\.?", re.I)
_KINDS = {
    "plt": ActingKind.PLT,
    "pelaksana tugas": ActingKind.PLT,
    "plh": ActingKind.PLH,
    "pelaksana harian": ActingKind.PLH,
    "pj": ActingKind.PJ,
    "penjabat": ActingKind.PJ,
    "pjs": ActingKind.PJS,
}


def acting_kind_of(position: str | None) -> ActingKind | None:
    """The kind of acting post that a title states, if any."""
    found = _KIND.match(position or "")
    return _KINDS[label_key(found[1])] if found else None


def split_acting_rows(drafts: list[ParsedRow]) -> tuple[list[ParsedRow], list[ParsedRow]]:
    """The row of every officer's own post, and further rows of acting posts.

    Whoever has acting posts alone keeps the first as their own. Anything else that repeats a
    number stays among the first, to be reported.
    """
    own: dict[str, ParsedRow] = {}
    for draft in drafts:
        if draft.nip and (draft.nip not in own or _is_acting(own[draft.nip], draft)):
            own[draft.nip] = draft
    acting = [
        draft
        for draft in drafts
        if draft.nip and own[draft.nip] is not draft and acting_kind_of(draft.position)
    ]
    return [draft for draft in drafts if draft not in acting], acting


def _is_acting(earlier: ParsedRow, later: ParsedRow) -> bool:
    return acting_kind_of(earlier.position) is not None and acting_kind_of(later.position) is None


def add_acting_posts(
    plan: ImportPlan, acting: list[ParsedRow], known: ExistingRecord, named: set[str]
) -> ImportPlan:
    """The plan with the acting posts of everybody whom the file names; others keep theirs.

    What HR noted by hand does not end because a file says nothing of it.
    """
    stated = set(_records(acting))
    before = {record for record in known.acting if record.nip in named}
    ended = before - stated - known.acting_by_hand
    return replace(
        plan,
        new_acting=tuple(sorted(stated - before, key=_order)),
        ended_acting=tuple(sorted(ended, key=_order)),
        notes=(*plan.notes, *_notes(acting, ended)),
    )


def _records(acting: list[ParsedRow]) -> Iterator[ActingRecord]:
    for draft in acting:
        kind = acting_kind_of(draft.position)
        if draft.nip and draft.unit_code and draft.position and kind:
            yield ActingRecord(draft.nip, draft.unit_code, draft.position, kind)


def _order(record: ActingRecord) -> tuple[str, str, str]:
    return record.nip, record.unit_code, record.title


def _notes(acting: list[ParsedRow], ended: set[ActingRecord]) -> Iterator[object]:
    for draft in acting[:20]:
        yield _(
            "Baris %(line)s dibaca sebagai jabatan tambahan %(name)s: %(title)s.",
            line=draft.line,
            name=draft.name,
            title=draft.position,
        )
    for record in sorted(ended, key=_order)[:20]:
        yield _("Jabatan tambahan berakhir: %(title)s.", title=record.title)
