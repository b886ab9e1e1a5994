"""What goes to e-Kinerja: a row for each officer by NIP, with a paragraph on each value, and what
the supervisor especially expected of it.

The paragraphs are sentences of the profile; nothing is computed here, and what a profile withholds
is not told.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle, Participant
from berakhlak.documents.wording import clean_line
from berakhlak.performance.listing import ListedRating, select_ratings
from berakhlak.performance.words import PREDICATES, RATINGS
from berakhlak.profiles.full.narrative import glance_sentence
from berakhlak.profiles.profile import ProfileSource
from berakhlak.profiles.queries import load_profile_source
from berakhlak.spreadsheets import new_workbook, no_formula

WIDTHS = (22, 34, 30, 34, 22, 22, 20)
FEEDBACK_WIDTH = 60

Row = tuple[str, ...]


def feedback_paragraphs(source: ProfileSource, language: str) -> list[str]:
    """How others see each value, in the words of the profile and the order of the instrument."""
    figures = {each.code: each for each in source.figures.values}
    return [
        glance_sentence(source, value, figures[value.code], language)
        if value.code in figures
        else ""
        for value in source.instrument.values
    ]


def expectation_texts(source: ProfileSource) -> list[str]:
    """What the supervisor especially expected of each value, in the same order."""
    values = source.instrument.values
    return [clean_line(source.expectations.get(value.code, "")) for value in values]


def e_kinerja_head(cycle: Cycle, language: str) -> Row:
    """The titles of the columns."""
    with force_locale(language):
        facts = (
            _("NIP"),
            _("Nama"),
            _("Unit kerja"),
            _("Jabatan"),
            _("Rating hasil kerja"),
            _("Rating perilaku kerja"),
            _("Predikat kinerja"),
        )
        names = [value.name.in_language(language) for value in cycle.instrument.content.values]
        feedback = [_("Umpan balik berkelanjutan: %(value)s", value=name) for name in names]
        expected = [_("Ekspektasi khusus pimpinan: %(value)s", value=name) for name in names]
    return (*map(str, facts), *map(str, feedback), *map(str, expected))


def e_kinerja_rows(
    session: Session, cycle_id: int, *, language: str, timezone: str
) -> Iterator[Row]:
    """One by one, by unit and name; `session` forgets what it has loaded after each."""
    cycle = session.get_one(Cycle, cycle_id)
    found = session.execute(select_ratings(cycle)).all()
    listed = [(row[0].id, row[1:]) for row in found]
    session.expunge_all()
    for participant_id, rest in listed:
        seat = session.get_one(Participant, participant_id)
        source = load_profile_source(session, seat, timezone)
        with force_locale(language):
            row = _row(ListedRating(seat, *rest), source, language)
        session.expunge_all()
        yield row


def _row(listed: ListedRating, source: ProfileSource, language: str) -> Row:
    seat = listed.participant
    return (
        seat.nip,
        seat.name,
        listed.unit,
        seat.position,
        str(RATINGS[listed.work]) if listed.work else "",
        str(RATINGS[listed.behaviour]) if listed.behaviour else "",
        str(PREDICATES[listed.predicate]) if listed.predicate else "",
        *feedback_paragraphs(source, language),
        *expectation_texts(source),
    )


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    """With the mark by which spreadsheets know its letters; every cell between quotation marks."""
    output = io.StringIO()
    csv.writer(output, quoting=csv.QUOTE_ALL).writerows(
        [no_formula(cell) for cell in row] for row in rows
    )
    path.write_bytes(output.getvalue().encode("utf-8-sig"))


def write_workbook(path: Path, rows: Sequence[Row]) -> None:
    """Every cell a text, the NIP too."""
    with new_workbook(str(path), row_by_row=True) as book:
        sheet = book.add_worksheet("e-Kinerja")
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for place in range(len(rows[0])):
            width = WIDTHS[place] if place < len(WIDTHS) else FEEDBACK_WIDTH
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 2)
        for number, row in enumerate(rows):
            for place, words in enumerate(row):
                sheet.write_string(number, place, words, text if number else head)
