"""Codes are unguessable, survive being typed by people, and are found in damaged files."""

from __future__ import annotations

import re
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.crockford import SIGNS
from berakhlak.signing.codes import (
    code_marker,
    codes_in,
    new_code,
    parse_verification_code,
)

CODE = "7QF2-M9XD-0KTR-4HZA"


def test_codes_are_written_in_four_groups_and_never_repeat() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(re.fullmatch(f"[{SIGNS}]{{4}}(-[{SIGNS}]{{4}}){{3}}", code) for code in codes)


def test_every_sign_is_equally_likely_so_that_no_bit_is_lost() -> None:
    signs = "".join(new_code().replace("-", "") for _ in range(4000))
    counts = [signs.count(sign) for sign in SIGNS]
    assert len(SIGNS) == 32
    assert min(counts) > 1700  # 2000 expected, standard deviation 44.
    assert max(counts) < 2300


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        "7QF2M9XD0KTR4HZA",
        "  7qf2 m9xd okTR 4hza ",
        f"https://360.example.go.id/verifikasi/{CODE}",
        f"360.example.go.id/verifikasi/{CODE}/",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_verification_code(typed) == CODE


@pytest.mark.parametrize(
    "typed", ["", "7QF2", f"{CODE}7", CODE.replace("Q", "U"), "7QF2-M9XD-0KTR-4HZ!"]
)
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert parse_verification_code(typed) is None


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_or_nothing(typed: str) -> None:
    found = parse_verification_code(typed)
    assert found is None or parse_verification_code(found) == found


def test_a_code_is_found_in_the_open_and_in_compressed_streams() -> None:
    folded = b"9 0 obj <<>>\nstream\n" + zlib.compress(code_marker(CODE).encode()) + b"\nendstream"
    assert codes_in(b"%PDF-1.7 (" + code_marker(CODE).encode() + b")") == {CODE}
    assert codes_in(folded) == {CODE}
    assert codes_in(CODE.encode()) == set()


@given(st.binary(max_size=400))
def test_any_bytes_can_be_searched(content: bytes) -> None:
    assert codes_in(b"stream\n" + content) == set()


@pytest.mark.parametrize("kind", ["many streams", "many bombs", "one bomb"])
def test_a_hostile_file_is_searched_within_a_second(kind: str) -> None:
    bomb = b"stream\n" + zlib.compress(b"\0" * (2 << 20))
    hostile = {
        "many streams": b"stream\n" * 600_000,
        "many bombs": bomb * 2000,
        "one bomb": b"stream\n" + zlib.compress(b"\0" * (64 << 20) + code_marker(CODE).encode()),
    }[kind]
    before = time.process_time()
    assert codes_in(hostile) == set()
    assert time.process_time() - before < 1
