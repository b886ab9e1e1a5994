"""What HR once said of the columns of a file holds for the agency's next file, and for no other."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from berakhlak import clock
from berakhlak.people.import_questions import QuestionKind
from berakhlak.people.models import Agency, ImportAnswer, Person
from berakhlak.people.operations import import_people, preview_import
from berakhlak.people.queries import remembered_answers
from berakhlak.text import word_key
from tests.factories.people import make_agency
from tests.people.files import HEADER, TODAY, csv_file, row

THEIRS = HEADER.replace("jabatan,", "pekerjaan sehari hari,").replace("unit_nama", "kantor kita")
JOB = QuestionKind.COLUMN.key(word_key("pekerjaan sehari hari"))
OFFICE = QuestionKind.COLUMN.key(word_key("kantor kita"))
ANSWERS = {JOB: "jabatan", OFFICE: "unit_nama"}


@pytest.fixture
def agency(session: Any) -> Agency:
    return make_agency(session)


def import_file(
    session: Any, agency: Agency, *serials: int, answers: dict[str, str] | None = None
) -> Any:
    content = csv_file(
        *(row(serial, jabatan=f"Analis {serial}") for serial in serials), header=THEIRS
    )
    return import_people(
        session, agency, content, today=TODAY, by=None, at=clock.utc_now(), answers=answers
    )


def positions(session: Any, agency: Agency) -> set[str]:
    return set(session.scalars(select(Person.position).where(Person.agency_id == agency.id)))


def test_the_next_file_of_the_same_titles_is_read_without_asking_again(
    session: Any, agency: Agency
) -> None:
    assert not import_file(session, agency, 1).is_ready
    assert import_file(session, agency, 1, answers=ANSWERS).is_ready

    assert import_file(session, agency, 1, 2, answers={}).is_ready

    assert positions(session, agency) == {"Analis 1", "Analis 2"}


def test_a_preview_uses_what_was_said_and_keeps_nothing_itself(
    session: Any, agency: Agency
) -> None:
    content = csv_file(row(1), header=THEIRS)
    assert preview_import(session, agency, content, today=TODAY, answers=ANSWERS).is_ready
    assert remembered_answers(session, agency.id) == {}

    import_file(session, agency, 1, answers=ANSWERS)

    assert preview_import(session, agency, content, today=TODAY).is_ready


def test_a_later_answer_takes_the_place_of_the_earlier_one(session: Any, agency: Agency) -> None:
    import_file(session, agency, 1, answers=ANSWERS)
    later = {JOB: "jabatan", "kata:golongan:penata mda": "III/a"}

    import_file(session, agency, 1, answers=later)
    import_file(session, agency, 1, answers={"kata:golongan:penata mda": "III/b"})

    kept = remembered_answers(session, agency.id)
    assert kept == {**ANSWERS, "kata:golongan:penata mda": "III/b"}


def test_another_agency_is_asked_for_itself(session: Any, agency: Agency) -> None:
    other = make_agency(session, code="LAIN")
    import_file(session, agency, 1, answers=ANSWERS)
    import_file(session, other, 3, answers={**ANSWERS, "kata:status:asn tetap": "PNS"})

    assert remembered_answers(session, agency.id) == ANSWERS
    assert set(remembered_answers(session, other.id)) == {*ANSWERS, "kata:status:asn tetap"}


def test_a_file_that_is_not_imported_leaves_nothing_behind(session: Any, agency: Agency) -> None:
    half = {OFFICE: "unit_nama"}

    assert not import_file(session, agency, 1, answers=half).is_ready

    assert remembered_answers(session, agency.id) == {}


@pytest.mark.parametrize(
    ("kind", "is_kept"),
    [
        (QuestionKind.SHEET, False),
        (QuestionKind.HIDDEN, False),
        (QuestionKind.COLUMN, True),
        (QuestionKind.MISSING, True),
        (QuestionKind.WORD, True),
        (QuestionKind.UNIT, True),
        (QuestionKind.NIP, False),
        (QuestionKind.LEFT, False),
    ],
)
def test_only_what_holds_for_the_next_file_is_kept(
    session: Any, agency: Agency, kind: QuestionKind, is_kept: bool
) -> None:
    key = kind.key("apa saja")

    import_file(session, agency, 1, answers={**ANSWERS, key: "ya", kind.key("kosong"): ""})

    assert (key in remembered_answers(session, agency.id)) is is_kept
    assert kind.key("kosong") not in remembered_answers(session, agency.id)


@pytest.mark.parametrize(("letters", "is_kept"), [(300, True), (301, False)])
def test_a_title_too_long_to_keep_is_read_all_the_same(
    session: Any, agency: Agency, letters: int, is_kept: bool
) -> None:
    key = "kata:golongan:".ljust(letters, "x")

    assert import_file(session, agency, 1, answers={**ANSWERS, key: "y" * 201}).is_ready

    kept = session.scalar(select(ImportAnswer.answer).where(ImportAnswer.key == key))
    assert kept == ("y" * 200 if is_kept else None)
