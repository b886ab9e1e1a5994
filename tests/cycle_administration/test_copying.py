"""A new cycle after the pattern of an earlier one: everything alike unless HR changes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from berakhlak.assignments.operations import open_cycle
from berakhlak.citizens.copying import copy_counters
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import CounterNotEditable, add_counter
from berakhlak.cycle_administration.copying import forecast_comparison
from berakhlak.cycle_steps.closing import close_cycle
from berakhlak.cycle_steps.publishing import publish_cycle
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import policy_with_groups
from berakhlak.cycles.purposes import Purpose
from berakhlak.cycles.queries import participants_of
from tests.cycle_administration.test_draft_pages import drafted
from tests.factories.cycles import AT, LAST_DAY, make_open_cycle


@pytest.fixture
def hr(client, opened, on_day):
    return client.sign_in(opened.hr)


@pytest.fixture
def published(session, opened, keys):
    """The first cycle, over and out."""
    cycle = opened.cycle
    session.commit()
    close_cycle(session(), cycle.id, keys=keys, by=opened.hr, at=AT, today=LAST_DAY)
    publish_cycle(session(), cycle, keys=keys, by=opened.hr, at=AT + timedelta(days=1))
    return cycle


@pytest.fixture
def reopened(session, opened, published, keys):
    """The next cycle, open."""
    cycle = drafted(session, opened)
    open_cycle(session(), cycle, keys=keys, by=opened.hr, at=AT)
    return cycle


def test_a_copy_has_the_whole_policy_also_what_the_form_does_not_ask(hr, session, opened):
    renamed = [replace(each, order=9 - each.order) for each in Policy().groups]
    policy = policy_with_groups(Policy(gap_threshold=0.7, purpose=Purpose.DEVELOPMENT), renamed)
    earlier = drafted(session, opened, policy=policy)
    page = hr.get(f"/siklus/baru?seperti={earlier.id}")
    values = filled(page)

    assert "Disalin dari Semester I 2027" in page.text
    assert [values.get(name) for name in ("name", "opens_on", "closes_on")] == ["", "", ""]
    values |= {"name": "Semester II", "opens_on": "05/07/2027", "closes_on": "30/07/2027"}
    hr.post(f"/siklus/baru?seperti={earlier.id}", values)

    copy = session.scalars(select(Cycle).where(Cycle.name == "Semester II")).one()
    assert copy.policy == earlier.policy
    assert copy.instrument_id == earlier.instrument_id
    assert copy.state is CycleState.DRAFT


def test_the_cycle_of_another_agency_is_no_pattern(hr, session, keys):
    other = make_open_cycle(session, keys, staff=1).cycle
    hr.get(f"/siklus/baru?seperti={other.id}", status=404)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"policy": Policy().with_numbers({"supervisor": 0.9})}, "bobot kelompok penilainya"),
    ],
)
def test_a_draft_says_whether_it_can_be_compared(hr, session, opened, published, changes, words):
    later = drafted(session, opened, **{"policy": published.policy} | changes)
    session.commit()

    found = forecast_comparison(session(), later)
    page = hr.get(f"/siklus/{later.id}").text

    assert found.earlier.id == published.id
    assert words in found.obstacle
    assert ("tidak akan dapat dibandingkan" in page) is bool(words)
    assert published.name in page


def test_posters_of_the_last_cycle_stay_good(hr, session, opened, published, reopened):
    old = counter(session, published, "Loket A", rated=True)
    gone = counter(session, published, "Loket B", rated=False)
    code, code_of_gone = old.token, gone.token

    page = hr.post(f"/siklus/{reopened.id}/loket/salin")
    session.expire_all()

    new = session.scalars(select(Counter).where(Counter.cycle_id == reopened.id)).one()
    assert (new.name, new.token) == ("Loket A", code)
    assert old.token != code
    assert gone.token == code_of_gone
    assert [each.person_id for each in new.officers] == [each.person_id for each in old.officers]
    assert "1 loket disalin" in page.text
    assert "Loket B" in page.text
    hr.post(f"/siklus/{reopened.id}/loket/salin")
    codes = session.scalars(select(Counter.token).where(Counter.cycle_id == reopened.id)).all()
    assert codes == [code]


def test_counters_are_copied_into_an_open_cycle_alone(session, opened, published):
    later = drafted(session, opened)
    with pytest.raises(CounterNotEditable):
        copy_counters(session(), later, by=opened.hr, at=AT)


def filled(page):
    """What the form holds, as a browser would send it."""
    values = {}
    for each in page.all("main form input[name], main form select[name]"):
        if each.get("type") in ("checkbox", "radio") and not each.has_attr("checked"):
            continue
        chosen = each.select_one("option[selected]") if each.name == "select" else each
        values[each["name"]] = chosen["value"] if chosen and chosen.has_attr("value") else ""
    return values


def counter(session, cycle, name, *, rated):
    officers = [each for each in participants_of(session(), cycle) if each.is_rated][:1]
    serving = officers if rated else ()
    return add_counter(session(), cycle, name=name, officers=serving, by=None, at=AT)
