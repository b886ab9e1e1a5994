"""What 18 digits say, what can be wrong with them, and how little outputs show."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.people import nip
from berakhlak.people.models import Employment
from tests.people.files import TODAY

GOOD = "198503152010012001"


def test_a_pns_number_tells_birth_appointment_sex_and_serial() -> None:
    number = nip.parse_nip("19850315 201001 2 001", today=TODAY)

    assert number.digits == GOOD
    assert number.born_on == date(1985, 3, 15)
    assert (number.appointed_year, number.appointed_month, number.appointment) == (2010, 1, None)
    assert (number.sex, number.serial) == (nip.Sex.WOMAN, 1)
    assert number.employment is Employment.PNS


def test_a_pppk_number_tells_which_appointment_it_is() -> None:
    number = nip.parse_nip("199001012022221003", today=TODAY)

    assert (number.appointed_month, number.appointment) == (None, 2)
    assert number.employment is Employment.PPPK


@pytest.mark.parametrize("text", [f"'{GOOD}", f'="{GOOD}"', f" {GOOD}\u00a0"])
def test_what_spreadsheets_put_around_a_number_is_taken_off(text: str) -> None:
    assert nip.parse_nip(text, today=TODAY).digits == GOOD


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", nip.NipMissing),
        ("19850315201001200", nip.NipWrongLength),
        ("1985031520100120011", nip.NipWrongLength),
        ("19850315201001200O", nip.NipNotDigits),
        ("٠٩٨٥٠٣١٥٢٠١٠٠١٢٠٠١", nip.NipNotDigits),
        ("1.98503E+17", nip.NipSpoiltBySpreadsheet),
        ("1,98503152010012E+17", nip.NipSpoiltBySpreadsheet),
        ("198503152010012000", nip.NipSpoiltBySpreadsheet),
        ("198502302010012001", nip.NipBirthDateImpossible),
        ("198513152010012001", nip.NipBirthDateImpossible),
        ("088503152010012001", nip.NipBirthDateImpossible),
        ("198503152010002001", nip.NipAppointmentImpossible),
        ("198503152010132001", nip.NipAppointmentImpossible),
        ("198503152010202001", nip.NipAppointmentImpossible),
        ("198503152010013001", nip.NipSexImpossible),
        ("201003152010012001", nip.NipAppointedTooYoung),
        ("198503152003022001", nip.NipAppointedTooYoung),
        ("198503152028012001", nip.NipAppointedInFuture),
    ],
)
def test_every_fault_has_its_own_name(text: str, fault: type[nip.NipError]) -> None:
    with pytest.raises(fault) as refused:
        nip.parse_nip(text, today=TODAY)

    assert type(refused.value) is fault
    assert str(refused.value)
    assert str(refused.value.mend)


@given(
    born=st.dates(date(1960, 1, 1), date(2005, 12, 31)),
    age=st.integers(19, 20),
    code=st.sampled_from(["01", "06", "12", "21", "25"]),
    sex=st.sampled_from("12"),
    serial=st.integers(1, 999),
)
def test_whatever_the_rules_allow_is_read_back(
    born: date, age: int, code: str, sex: str, serial: int
) -> None:
    text = f"{born:%Y%m%d}{born.year + age}{code}{sex}{serial:03d}"

    number = nip.parse_nip(text, today=TODAY)

    assert (number.born_on, number.serial, str(number.sex)) == (born, serial, sex)


@given(st.text(max_size=25))
def test_nothing_typed_into_a_cell_raises_anything_else(text: str) -> None:
    try:
        number = nip.parse_nip(text, today=TODAY)
    except nip.NipError:
        return
    assert len(number.digits) == nip.LENGTH


def test_a_masked_number_shows_neither_age_nor_sex() -> None:
    assert nip.mask_nip(GOOD).split() == ["••••••••", "••••••", "•", "001"]
    assert nip.mask_nip(None) == "–"
