"""HR polls page, workbook and list to print of late raters by every filter, and compares."""

from __future__ import annotations

import io

import openpyxl
import pytest

from berakhlak.cycle_administration import chasing_pages, coarse_progress
from berakhlak.cycle_administration.progress import live_progress
from berakhlak.extensions import db
from tests.cycle_administration.offices import make_two_offices
from tests.factories.answering import answer, assignments
from tests.support.markup import words
from tests.support.pages import PageClient


@pytest.fixture
def offices(session, keys, on_day):
    return make_two_offices(session, keys, staff=2)


@pytest.fixture
def hr(app, offices):
    return PageClient(app).sign_in(offices.hr)


@pytest.fixture
def sheets(session, keys, offices):
    """The next sheet of a rater, after twelve sheets of others."""
    rows = assignments(session, offices)
    (sender,) = {row.rater for row in rows if row.rater.name == "Staf E1 B"}
    answer(session, keys, offices, [row for row in rows if row.rater != sender][:12])
    return [row for row in rows if row.rater == sender]


def filters(session, offices):
    places = {code: offices.seat(session, code) for code in offices.units}
    return [
        {},
        {"opd": 0},
        *({"opd": places[code]} for code in ("H", "E")),
        *({"opd": places[code[0]], "unit": places[code]} for code in ("H1", "E1")),
        *({"kelompok": group} for group in ("supervisor", "subordinate", "peer")),
        *({"cari": name} for name in ("kepala", "staf e1 b")),
        {"opd": places["E"], "kelompok": "subordinate", "cari": "b"},
    ]


def polled(session, offices, hr):
    """(Form, filter) -> the rows that it shows, and the words around them."""
    path, seen = f"/siklus/{offices.cycle.id}/belum-selesai", {}
    for chosen in filters(session, offices):
        for form in (path, path + "/cetak"):
            page = hr.get(form, **chosen)
            rows = [words(row) for row in page.all("tbody tr")]
            seen[form, str(chosen)] = [*rows, page.text]
        file = hr.open(path + ".xlsx", query_string=chosen)
        cells = openpyxl.load_workbook(io.BytesIO(file.data)).active.iter_rows(values_only=True)
        seen[path + ".xlsx", str(chosen)] = [" ".join(map(str, row)) for row in cells]
    return seen


def people_told(before, after):
    """The attack: every line that is in one of two looks alone; whose it is, it says itself."""
    return {line for at in before for line in set(before[at]) ^ set(after[at])}


def test_polling_with_every_filter_tells_nothing_of_one_who_sends_a_sheet(
    session, keys, offices, hr, sheets, on_day
):
    before = polled(session, offices, hr)
    assert sum("Sebagian" in line for lines in before.values() for line in lines) > 3

    # Nor on later days, for as long as few have sent more.
    for day, sent in ((20, sheets[:1]), (22, sheets[1:3])):
        answer(session, keys, offices, sent)
        on_day(2026, 11, day)
        assert people_told(before, polled(session, offices, hr)) == set()


def test_the_attack_finds_the_sender_in_an_exact_look(
    session, keys, offices, hr, sheets, monkeypatch
):
    """The control: the same pages over a count that is neither late nor coarse."""

    def exact(cycle, _reach):
        live = live_progress(db.session(), cycle, keys=keys)
        return coarse_progress._coarse(live, offices.cycle.opens_on)

    monkeypatch.setattr(chasing_pages, "late_progress", exact)
    before = polled(session, offices, hr)
    answer(session, keys, offices, sheets[:1])

    rows = [line for line in people_told(before, polled(session, offices, hr)) if len(line) < 200]

    assert rows
    assert all("Staf E1 B" in line for line in rows)
