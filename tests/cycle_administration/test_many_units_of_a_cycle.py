"""A cycle over some of many units: those that the form leaves out are typed by their codes."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak.cycle_administration import unit_choice
from berakhlak.cycle_administration.unit_choice import unit_choice_tree, upper_levels
from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.people.units import UnitRow
from tests.cycle_administration.test_draft_pages import filled_in, typed, unit_below


@pytest.fixture
def hr(client, opened, on_day):
    return client.sign_in(opened.hr)


@pytest.fixture
def below(session, opened, monkeypatch):
    monkeypatch.setattr(unit_choice, "MOST_LISTED", 1)
    return unit_below(session, opened)


def covered(session, name):
    wanted = select(CycleUnit.unit_id).join(Cycle, Cycle.id == CycleUnit.cycle_id)
    return set(session.scalars(wanted.where(Cycle.name == name)))


def test_units_that_the_tree_leaves_out_are_typed_and_shown_again(hr, session, opened, below):
    page = hr.get("/siklus/baru")
    assert [box["value"] for box in page.all("main input[name=units]")] == [str(opened.unit.id)]

    sent = {**typed(opened, name="Sebagian"), "units": [], "units_codes": " 1.1 \n\n"}
    hr.post("/siklus/baru", sent)

    assert covered(session, "Sebagian") == {below.id}
    draft = session.scalars(select(Cycle).where(Cycle.name == "Sebagian")).one()
    again = hr.get(f"/siklus/{draft.id}/ubah")
    assert again.one("textarea[name=units_codes]").text.strip() == "1.1"
    assert filled_in(again)["units"] == []


def test_a_code_of_no_unit_is_told_beside_the_field_and_kept(hr, session, opened, below):
    sent = {**typed(opened, name="Salah"), "units": [], "units_codes": "X9\n1.1"}
    page = hr.post("/siklus/baru", sent, status=422)

    assert "Tidak ada unit dengan kode X9." in page.one("#units-error").text
    assert page.one("textarea[name=units_codes]").text.strip() == "X9\n1.1"
    assert covered(session, "Salah") == set()


def test_a_tree_is_cut_at_whole_levels():
    units = [UnitRow(1, None, "1", "A"), *(UnitRow(n, 1, f"1.{n}", "B") for n in (2, 3))]
    units.append(UnitRow(4, 2, "1.2.1", "C"))
    tree = unit_choice_tree(units)

    def shape(nodes):
        return [(node.unit.id, shape(node.below)) for node in nodes]

    assert shape(upper_levels(tree, 3)) == [(1, [(2, []), (3, [])])]
    assert shape(upper_levels(tree, 2)) == [(1, [])]
    assert shape(upper_levels(tree, 9)) == shape(tree)
