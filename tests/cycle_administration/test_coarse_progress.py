"""HR sees enough to chase, and polling the page tells neither minute nor rater nor group."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from berakhlak.assignments.models import DeclineReason, ProgressLook
from berakhlak.cycle_administration.coarse_progress import LEAST_NEW, CoarseShare, dated_progress
from berakhlak.cycle_administration.late_raters import raters_of_units
from berakhlak.cycle_administration.progress import SheetTally, live_progress
from tests.factories.answering import answer, assignments, close
from tests.support.pages import PageClient

OPENED = date(2026, 11, 1)


@pytest.fixture
def looked(session, keys, opened):
    """Look at the cycle on a day of November."""

    def look(day):
        return dated_progress(session(), opened.cycle, keys=keys, today=date(2026, 11, day))

    return look


def senders_told(seen):
    """The attack: (rater, group) of each form, from what the page showed before and after it."""
    found = []
    for before, after in zip(seen, seen[1:], strict=False):
        groups = [g for g in before[0] if before[0][g] != after[0][g]]
        raters = [r for r in before[1] if before[1][r] != after[1].get(r)]
        if len(groups) == len(raters) == 1:
            found.append((raters[0], groups[0]))
    return found


def seen_live(session, opened, keys):
    progress = live_progress(session, opened.cycle, keys=keys)
    return progress.groups, {each.name: each.tally for each in progress.raters}


def seen_by_hr(look):
    return look.groups, {each.name: each.has_begun for each in look.raters}


def sent_one_by_one(session, keys, opened):
    rows = list(assignments(session, opened))
    random.Random(7).shuffle(rows)
    truth = [(row.rater.name, row.group) for row in rows]
    for row in rows:
        answer(session, keys, opened, [row])
        yield
    return truth


def test_polling_a_live_count_would_name_every_sender(session, keys, opened):
    """The control: the attack works on what the page must never show."""
    seen, sending = [seen_live(session, opened, keys)], sent_one_by_one(session, keys, opened)
    while True:
        try:
            next(sending)
        except StopIteration as stop:
            truth = stop.value
            break
        seen.append(seen_live(session, opened, keys))

    assert senders_told(seen) == truth
    assert len(truth) == 36


def test_polling_what_hr_sees_names_nobody(session, keys, opened, looked):
    """36 forms over six days, the page read after each of them."""
    seen, day = [looked(20)], 20
    for number, _sent in enumerate(sent_one_by_one(session, keys, opened)):
        day = 20 + number // 6
        seen.append(looked(day))

    changes = [(a, b) for a, b in zip(seen, seen[1:], strict=False) if a != b]
    assert senders_told([seen_by_hr(look) for look in seen]) == []
    assert changes
    assert all(b.total.done - a.total.done >= LEAST_NEW for a, b in changes)
    assert len({b.taken_on for _a, b in changes}) == len(changes)


def test_nothing_is_told_until_enough_forms_are_sent(session, keys, opened, looked):
    answer(session, keys, opened, assignments(session, opened)[: LEAST_NEW - 1])

    assert looked(20).total == SheetTally(0, 36)
    assert not any(each.has_begun for each in looked(21).raters)


def test_another_day_and_enough_forms_bring_another_look(session, keys, opened, looked):
    looked(20)
    answer(session, keys, opened, assignments(session, opened)[:LEAST_NEW])

    assert looked(20).total.done == 0
    assert looked(21).total.done == LEAST_NEW
    answer(session, keys, opened, assignments(session, opened)[LEAST_NEW : 2 * LEAST_NEW - 1])
    assert looked(22).total.done == LEAST_NEW
    answer(session, keys, opened, assignments(session, opened)[2 * LEAST_NEW - 1 : 2 * LEAST_NEW])
    assert looked(22).total.done == 2 * LEAST_NEW


def test_on_the_day_of_opening_nothing_is_told(session, keys, opened):
    answer(session, keys, opened, assignments(session, opened)[:20])
    on = opened.cycle.opened_at.date()

    assert dated_progress(session(), opened.cycle, keys=keys, today=on).total.done == 0
    later = dated_progress(session(), opened.cycle, keys=keys, today=on + timedelta(days=1))
    assert later.total.done == 20


def test_a_decline_is_not_told_at_once(session, keys, opened, looked):
    before = looked(20)
    assignments(session, opened)[0].declined = DeclineReason.DOES_NOT_KNOW
    session.commit()

    assert looked(21) == before


def test_groups_and_units_are_told_in_tenths_and_raters_in_words(session, keys, opened, looked):
    rater = opened.staff[0]
    mine = assignments(session, opened, rater=rater)
    others = [row for row in assignments(session, opened) if row not in mine]
    answer(session, keys, opened, [*mine[:1], *others[:11]])

    look = looked(20)

    assert [each[:2] for each in look.units] == [("Bidang Mutasi", CoarseShare(36, 3))]
    assert {each.name: each.has_begun for each in look.raters}[rater.name]
    # Who has sent nothing is to be reminded first.
    assert [each.has_begun for each in look.raters] == sorted(e.has_begun for e in look.raters)


def test_ten_tenths_mean_all(session, keys, opened, looked):
    answer(session, keys, opened, assignments(session, opened)[1:])

    look = looked(20)

    assert look.total == SheetTally(35, 36)
    assert look.units[0][1].tenths == 9


def test_another_cycle_s_look_is_another_row(session, keys, opened, looked):
    from tests.factories.cycles import make_open_cycle

    other = make_open_cycle(session, keys, staff=5)
    answer(session, keys, other, assignments(session, other)[:30])

    assert looked(20).total.done == 0
    seen = dated_progress(session(), other.cycle, keys=keys, today=date(2026, 11, 20))
    assert seen.total.done == 30
    assert session.query(ProgressLook).count() == 2


def test_two_requests_of_one_moment_show_one_look(session, keys, opened, looked, app):
    """The second one kept nothing, and shows what the first one kept."""
    looked(20)
    answer(session, keys, opened, assignments(session, opened)[:12])
    first = looked(21)
    stale = session.get(ProgressLook, opened.cycle.id)
    assert stale.taken_on == date(2026, 11, 21)
    answer(session, keys, opened, assignments(session, opened)[12:30])

    assert looked(21) == first


def test_a_look_is_not_readable_without_the_key(session, keys, opened, looked):
    looked(20)

    box = session.get(ProgressLook, opened.cycle.id).box

    assert all(person.name.encode() not in box for person in opened.staff)


def test_a_damaged_look_is_replaced(session, keys, opened, looked):
    looked(20)
    row = session.get(ProgressLook, opened.cycle.id)
    row.box = row.box[:-1] + bytes([row.box[-1] ^ 1])
    session.commit()

    assert looked(20).total == SheetTally(0, 36)


def test_closing_deletes_the_look(session, keys, opened, looked):
    looked(20)
    close(session, keys, opened)

    assert session.query(ProgressLook).count() == 0


def test_every_page_of_hr_shows_the_same_look(session, keys, opened, app, on_day):
    on_day(2026, 11, 20)
    answer(session, keys, opened, assignments(session, opened)[:LEAST_NEW])
    hr = PageClient(app).sign_in(opened.hr)
    number = opened.cycle.id
    pages = [f"/siklus/{number}", f"/siklus/{number}/tutup", "/", "/siklus"]
    first = [hr.get(path).text for path in pages]
    assert all("10 dari 36" in text for text in first[:3])
    answer(session, keys, opened, assignments(session, opened)[LEAST_NEW:30])

    assert [hr.get(path).text for path in pages] == first
    assert "Keadaan pada" in hr.get(f"/siklus/{number}/belum-selesai").text


def test_a_look_of_an_older_version_is_shown_as_it_was(session, keys, opened, looked):
    """Its raters lay with the rest, by name; it is no reason to count anew."""
    answer(session, keys, opened, assignments(session, opened)[:12])
    first = looked(21)
    row = session.get(ProgressLook, opened.cycle.id)
    key, handle = keys.key_of(opened.cycle), b"progress:%d" % opened.cycle.id
    told = json.loads(key.decrypt(row.box, handle))
    told["raters"] = [[each.name, each.unit_id, each.unit, each.has_begun] for each in first.raters]
    row.box, row.raters = key.encrypt(json.dumps(told).encode(), handle), None
    session.commit()

    shown = looked(21)

    assert [replace(each, id=0) for each in first.raters] == list(shown.raters)
    assert (shown.total, shown.units) == (first.total, first.units)


def test_a_page_of_late_raters_reads_those_alone_that_it_shows(session, keys, opened, looked):
    answer(session, keys, opened, assignments(session, opened)[:12])
    everybody = list(looked(21).raters)
    kept = looked(21).raters

    assert kept[2:4] == everybody[2:4]
    assert kept[-1] == everybody[-1]
    unit_id = everybody[0].unit_id
    assert raters_of_units(kept, {unit_id}) == [e for e in everybody if e.unit_id == unit_id]
    assert list(raters_of_units(kept, {None})) == [e for e in everybody if e.unit_id is None]
