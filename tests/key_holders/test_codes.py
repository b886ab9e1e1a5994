"""Codes of key holders: what slips find, and what is read as meant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.key_holders.codes import SIGNS, CodeMistyped, new_secret, read_code, spell

SECRETS = st.binary(min_size=16, max_size=16)


def test_a_code_is_spelled_as_ever():
    """Papers outlive versions: what was printed once must be read by every later one."""
    assert spell(bytes(range(16))) == "0004-1061-050R-3GG2-8A1C-60T3-GF1A"
    assert spell(bytes(16)) == "0000-0000-0000-0000-0000-0000-0000"
    assert spell(b"\xff" * 16) == "7ZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZM7"


@settings(max_examples=30)
@given(SECRETS)
def test_what_was_spelled_is_read_however_it_is_typed(secret):
    code = spell(secret)
    careless = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert read_code(code) == read_code(careless) == secret


@settings(max_examples=30)
@given(SECRETS, st.randoms(use_true_random=False))
def test_every_single_slip_is_found(secret, chance):
    code = spell(secret).replace("-", "")
    place = chance.randrange(len(code))
    wrong = chance.choice(SIGNS.replace(code[place], ""))
    slips = [code[:place] + wrong + code[place + 1 :], code[:place] + code[place + 1 :]]
    if place and code[place - 1] != code[place]:
        slips.append(code[: place - 1] + code[place] + code[place - 1] + code[place + 1 :])
    for slip in slips:
        with pytest.raises(CodeMistyped):
            read_code(slip)


@pytest.mark.parametrize("typed", ["", "ABCD", "U" * 28, "8" + "Z" * 27, "7ZZZ" * 9, "١" * 28])
def test_what_is_no_code_is_refused_as_a_slip(typed):
    with pytest.raises(CodeMistyped):
        read_code(typed)


def test_two_new_codes_are_never_alike():
    assert len({new_secret() for _each in range(100)}) == 100
