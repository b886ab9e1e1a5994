"""A unit is chosen in forms as in filters: from a list of few, by typing among many."""

from __future__ import annotations

from typing import Any

import pytest

from berakhlak.complaints.forms import UNIT_UNKNOWN, ComplaintForm
from berakhlak.people import unit_search
from berakhlak.people.unit_field import UnitField
from berakhlak.people.unit_matches import ListedUnit, ListedUnits
from berakhlak.web.forms import BaseForm
from tests.factories.people import make_unit
from tests.factories.published import PublishedCycle
from tests.support.pages import PageClient

ARCHIVES = [ListedUnit(7, "B1", "Bidang Arsip"), ListedUnit(8, "B11", "Subbidang Arsip")]
UNITS = ListedUnits([*ARCHIVES, ListedUnit(9, "7", "Bidang Diklat")])


class OneUnit(BaseForm):
    """Nothing but the field."""

    class Meta:
        csrf = False

    unit = UnitField("Unit kerja", thing="unit kerja")


def sent(app: Any, *values: str, first: Any = ()) -> Any:
    """The field once a browser has sent these, in their order, and it was checked."""
    with app.test_request_context(method="POST", data={"unit": list(values)}):
        form = OneUnit()
        form.unit.offer(UNITS, first)
        form.validate()
        form.unit.errors = [str(each) for each in form.unit.errors]
        return form.unit


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_search, "MOST_LISTED", 2)


@pytest.mark.parametrize(
    ("typed", "unit_id"),
    [
        (("b11",), 8),
        (("Bidang Arsip",), 7),
        (("B1 · Bidang Arsip",), 7),
        (("7",), 9),  # Digits are a code, though a unit has them as its id.
        (("diklat",), 9),
        (("arsip", "id:8"), 8),  # Chosen among several.
        (("", "id:8"), 8),
    ],
)
@pytest.mark.usefixtures("many")
def test_a_unit_among_many_is_typed_or_chosen_below(
    app: Any, typed: tuple[str, ...], unit_id: int
) -> None:
    field = sent(app, *typed)
    assert (field.component, field.data, field.errors) == ("unit", unit_id, [])
    assert field.typed.startswith(UNITS.one(unit_id).code)


@pytest.mark.parametrize(
    ("typed", "problem", "offered"),
    [
        ("arsip", "Beberapa unit cocok. Pilih satu di bawah.", {7, 8}),
        ("satpol", "Tidak ada unit dengan kode atau nama ini. Periksa ejaannya.", set()),
        ("B1 · " + "é" * 500, "Tidak ada unit dengan kode atau nama ini. Periksa ejaannya.", set()),
        ("id:99999999999", "Pilih unit kerja.", set()),
        ("id:" + "9" * 5000, "Pilih unit kerja.", set()),
        ("", "Pilih unit kerja.", set()),
    ],
)
@pytest.mark.usefixtures("many")
def test_what_is_no_unit_is_told_beside_the_field_and_kept(
    app: Any, typed: str, problem: str, offered: set[int]
) -> None:
    field = sent(app, typed)
    assert field.data is None
    assert field.errors[:1] == [problem]
    assert {unit_id for unit_id, _label in field.found} == offered
    assert field.typed == ("" if typed.startswith("id:") else typed)


def test_few_units_are_a_list_in_which_nothing_else_is_a_choice(app: Any) -> None:
    assert [choice.value for choice in sent(app, "8").choices] == [7, 8, 9]
    assert sent(app, "8").data == 8
    for wrong in ("12", "B1", "id:7", ""):
        assert sent(app, wrong, first=[("", "Seluruh instansi")] if wrong else ()).errors, wrong
    assert sent(app, "", first=[("", "Seluruh instansi")]).data is None


@pytest.mark.usefixtures("many")
def test_a_citizen_who_leaves_the_unit_empty_does_not_know_it(app: Any) -> None:
    with app.test_request_context(method="POST", data={"unit": "", "text": "Antre lama."}):
        form = ComplaintForm(meta={"csrf": False})
        form.offer({}, UNITS, "id")
        form.validate()
        assert form.unit.data == UNIT_UNKNOWN
        assert not form.unit.errors


def test_forms_of_a_large_agency_offer_what_fits_and_keep_the_rest(
    client: PageClient, published: PublishedCycle, session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_search, "MOST_LISTED", 0)
    agency, cycle_id = published.opened.agency, published.opened.cycle.id
    for code, name in (("B1", "Bidang Arsip"), ("B11", "Subbidang Arsip"), ("B2", "Diklat")):
        make_unit(session, agency, code=code, name=name)
    session.commit()
    hr = client.sign_in(published.opened.hr)
    typed = {"scope": "unit", "unit": "arsip", "way": "slip", "valid_days": "12"}
    page = hr.post("/pegawai/kode", typed, status=422)
    assert page.one("#unit")["value"] == "arsip"
    assert "Beberapa unit cocok" in page.one("#unit-error").text
    labels = [each.text.strip() for each in page.all("[role=radiogroup] label")]
    assert labels == ["B1 · Bidang Arsip", "B11 · Subbidang Arsip"]
    assert page.one("#valid_days")["value"] == "12"
    unknown = hr.open(f"/siklus/{cycle_id}/loket/baru?unit=satpol", follow_redirects=True)
    assert "Tidak ada unit dengan kode atau nama ini" in unknown.text
    assert 'value="satpol"' in unknown.text
