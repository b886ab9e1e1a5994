"""Side by side, of drafts some of which came back with a backup and that nobody opens any more."""

from __future__ import annotations

from collections.abc import Mapping

from flask import render_template
from sqlalchemy.orm import Session

from berakhlak.ratings.drafts import beginning_of
from berakhlak.ratings.saving import begin_own_sheet_again
from berakhlak.ratings.sheet_description import SheetPart
from berakhlak.ratings.side_by_side import SideBySideSheets, typed_answers
from berakhlak.ratings.wording import side_by_side_heading

BEGIN_AGAIN = "mulai-lagi"
"""Field by which a rater asks for new drafts in the place of those that are lost."""


def begin_lost_again(session: Session, sheets: SideBySideSheets) -> set[int]:
    """Empty drafts in the place of the lost ones; ids of their assignments. The caller commits."""
    for each in sheets.lost:
        begin_own_sheet_again(session, each)
    return {each.assignment.id for each in sheets.lost}


def going_on(sent: Mapping[str, str], sheets: SideBySideSheets, begun: set[int]) -> dict[str, str]:
    """What was typed, as of the drafts that have just begun: their first revision, so that what
    another device has put into them since is overwritten by nothing."""
    revisions = {
        f"revision-{sheet.assignment.id}": str(beginning_of(sheet.content.revision))
        for sheet in sheets.sheets
        if sheet.assignment.id in begun
    }
    return {**sent, **revisions}


def drafts_lost_page(
    sheets: SideBySideSheets, part: SheetPart, sent: Mapping[str, str], address: str
) -> tuple[str, int]:
    """Whose drafts are lost, and what was just typed for them; nothing is given up unasked."""
    page = render_template(
        "ratings/drafts_lost.html",
        about=side_by_side_heading(sheets.rater_group),
        people=_people(sheets, part, typed_answers(sent)),
        typed={name: text for name, text in sent.items() if name != "csrf_token"},
        again={BEGIN_AGAIN: "1"},
        address=address,
        others=len(sheets.sheets),
    )
    return page, 409


def _people(
    sheets: SideBySideSheets, part: SheetPart, typed: Mapping[str, int]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Of each lost draft whom it is about, and behaviours and answers typed, both in words."""
    found = []
    for each in sheets.lost:
        fields = [(asked, asked.field_name_in(each.assignment.id)) for asked in part.questions]
        words = [(q.text, q.words_of(typed[name])) for q, name in fields if name in typed]
        found.append((each.assignment.ratee_name, words))
    return found
