"""HR's desk asks who answers from the top of the tree, so that it stays quick in a large agency."""

from __future__ import annotations

from itertools import product
from typing import Any

from berakhlak.complaints.answerers import answering_for, without_answerer
from berakhlak.formats import local_today
from tests.complaints.conftest import Office
from tests.whole_app.test_query_plans import planned, told


def test_units_without_an_answerer_are_those_for_which_nobody_may_answer(
    session: Any, office: Office
) -> None:
    units = [office.department.id, office.section.id]
    accounts = [office.accounts["dewi"], office.accounts["rahmat"]]
    found = []
    for enabled in product((True, False), repeat=2):
        for account, is_enabled in zip(accounts, enabled, strict=True):
            account.is_enabled = is_enabled
        session.flush()
        asked = (session(), office.agency.id, units, local_today())
        found.append(without_answerer(*asked))
        assert found[-1] == {unit for unit in units if not answering_for(*asked).answer[unit]}
    assert found == [set(), set(), {office.department.id}, set(units)]


def test_where_the_uppermost_unit_has_a_head_no_other_is_asked_for_and_leaders_come_last(
    session: Any, office: Office
) -> None:
    units = [office.department.id, office.section.id]
    with told() as seen:
        assert not without_answerer(session(), office.agency.id, units, local_today())
    heads = {words: values for words, values in seen.items() if "account.is_enabled" in words}
    assert len(heads) == 3
    for words, values in heads.items():
        assert office.section.id not in values[:1]
        assert "unit_id IN (?)" in words
    [own] = [words for words in heads if "supervisor_id" in words]
    assert own.index("person.supervisor_id) IS NOT person.unit_id") < own.index("coalesce(")
    assert "SEARCH" in planned(own, heads[own])
