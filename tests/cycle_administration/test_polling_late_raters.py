"""HR polls the pages of late raters with every choice, and takes differences, while people send."""

from __future__ import annotations

from itertools import groupby, islice

import pytest

from berakhlak.cycle_administration import chasing_pages, coarse_progress
from berakhlak.cycle_administration.progress import live_progress
from berakhlak.extensions import db
from berakhlak.formats import local_today
from tests.cycle_administration.offices import make_two_offices
from tests.factories.answering import answer, assignments
from tests.support.pages import PageClient

SENDERS = 3


@pytest.fixture
def offices(session, keys, on_day):
    return make_two_offices(session, keys)


def choices(session, offices):
    """Everywhere, an office and a unit, alone and crossed with a group and a name."""
    health, unit = offices.seat(session, "H"), offices.seat(session, "H1")
    places = ({}, {"opd": health}, {"opd": health, "unit": unit})
    groups = ({}, {"kelompok": "subordinate"}, {"cari": "staf"})
    return [place | group for place in places for group in groups]


def polled(hr, offices, asked):
    """What every choice shows: the names, and all else that the page says."""
    path = f"/siklus/{offices.cycle.id}/belum-selesai"
    pages = [hr.get(path + way, **each) for each in asked for way in ("", "/cetak")]
    names = [
        frozenset(row.th.get_text(" ", strip=True) for row in page.all("tbody tr"))
        for page in pages
    ]
    return names, [page.one("main").get_text(" ", strip=True) for page in pages]


def senders_told(seen):
    """Whoever went from some list alone, between two polls."""
    told = []
    for (before, _said), (after, _said_then) in zip(seen, seen[1:], strict=False):
        gone = set().union(*(a - b for a, b in zip(before, after, strict=True)))
        told += gone if len(gone) == 1 else []
    return told


def polled_while_they_send(session, keys, offices, hr):
    """Polls before and after each of some raters has sent all that was asked; and their names."""
    asked = choices(session, offices)
    seen, senders = [polled(hr, offices, asked)], []
    rows = sorted(assignments(session, offices), key=lambda row: row.rater.name)
    by_rater = groupby(rows, key=lambda row: row.rater.name)
    for name, theirs in islice(by_rater, SENDERS):
        answer(session, keys, offices, list(theirs))
        senders.append(name)
        seen.append(polled(hr, offices, asked))
    return seen, senders


def test_no_choice_and_no_difference_of_choices_tells_who_has_just_sent(
    app, session, keys, offices
):
    hr = PageClient(app).sign_in(offices.hr)

    seen, _senders = polled_while_they_send(session, keys, offices, hr)

    assert senders_told(seen) == []
    assert all(poll == seen[0] for poll in seen)


def test_the_attack_names_every_sender_where_the_pages_count_live(
    app, session, keys, offices, monkeypatch
):
    def live(cycle, _reach):
        counted = live_progress(db.session(), cycle, keys=keys)
        return coarse_progress._coarse(counted, local_today())

    monkeypatch.setattr(chasing_pages, "late_progress", live)
    hr = PageClient(app).sign_in(offices.hr)

    seen, senders = polled_while_they_send(session, keys, offices, hr)

    assert sorted(senders_told(seen)) == sorted(senders)
