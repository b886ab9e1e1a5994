"""When two texts are the same: the rules of `berakhlak.text`, which no other module has."""

from __future__ import annotations

import ast
import unicodedata
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak import clock, text
from berakhlak.accounts import operations
from tests.factories.people import make_account, make_agency

PACKAGE = Path(text.__file__).parent
SIGNS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NAMES = st.lists(st.text("abcdefgéñüåøŁđ'’.-", min_size=1, max_size=8), min_size=1, max_size=4)
# Small and capital letters of protocols, never of people: names of headers, settings and formats.
PROTOCOLS = {
    "statistics/categories.py",
    "statistics/inference/verdicts.py",
    "comments/word_filter.py",
    "environment.py",
    "outgoing_http.py",
    "people/marking.py",
    "people/personnel_file/parts.py",
    "people/personnel_file/xlsx.py",
    "formats.py",
    "web/headers.py",
    "web/language.py",
    "web/log_lines.py",
}


@given(SIGNS)
def test_what_is_kept_is_kept_as_it_is(typed: str) -> None:
    kept = text.normalise_text(typed)
    assert text.normalise_text(kept) == kept
    assert unicodedata.is_normalized("NFC", kept)
    assert text.single_line(text.single_line(typed)) == text.single_line(typed)


@given(SIGNS)
def test_a_text_is_kept_alike_however_it_was_composed(typed: str) -> None:
    assert text.normalise_text(unicodedata.normalize("NFD", typed)) == text.normalise_text(
        unicodedata.normalize("NFC", typed)
    )


@given(SIGNS)
def test_a_search_key_is_its_own_key(typed: str) -> None:
    key = text.search_key(typed)
    assert text.search_key(key) == key
    assert text.search_key(unicodedata.normalize("NFD", typed)) == key


@given(NAMES, st.randoms())
def test_every_word_of_a_name_finds_it_in_any_order_and_case(words: list[str], chance) -> None:
    key = text.search_key(" ".join(words))
    typed = [chance.choice([word.upper(), word.lower(), word]) for word in words]
    chance.shuffle(typed)
    assert all(word in key for word in text.search_words(" ".join(typed)))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Irfan Nur Siregar", "irfan siregar"),
        ("H. Ahmad Syafi’i, S.E.", "syafi'i"),
        ("H. Ahmad Syafi’i, S.E.", "SYAFII"),
        ("Desirée Noëlla", "desiree noella"),
        ("Muḥammad ʿAbduh", "muhammad abduh"),
        ("Ni Luh Putu Ayu", "ayu putu"),
        ("Bjørn Łukasz", "bjorn lukasz"),
        ("\uff33\uff49\uff54\uff49", "siti"),
        ("Siti\u200b Rahma", "sitirahma siti"),
    ],
)
def test_a_search_finds(name: str, typed: str) -> None:
    key = text.search_key(name)
    found = [word for word in text.search_words(typed) if word in key.replace(" ", "")]
    assert found


@given(st.text("0123456789", min_size=1, max_size=20), st.randoms())
def test_a_number_is_its_digits_however_it_is_written(digits: str, chance) -> None:
    marks = ["", " ", ".", "-", "\u00a0", "/"]
    typed = digits[0] + "".join(chance.choice(marks) + digit for digit in digits[1:])
    prefix = chance.choice(["", "NIP ", "NIP. ", "nip:", "N.I.P. ", "NIP Baru "])
    assert text.bare_number(prefix + typed) == digits


@pytest.mark.parametrize(
    "typed",
    ["kata sandi \u00e9", "\ufb01 ligatur", "\uff21\uff42\uff43 huruf lebar", "e\u0301 terpisah"],
)
def test_a_password_of_an_older_version_still_opens_and_is_renewed(session, typed: str) -> None:
    account = make_account(session, make_agency(session), email="siti@x.go.id")
    account.password_hash = PasswordHasher().hash(typed)
    session.commit()

    for spelling in (typed, unicodedata.normalize("NFC", typed)):
        found = operations.sign_in(session, "SITI@x.go.id ", spelling, at=clock.utc_now())
        assert found is account
    assert operations.sign_in(
        session, "siti@x.go.id", text.normalise_password(typed), at=clock.utc_now()
    )


def test_a_password_that_was_kept_as_typed_is_kept_in_the_one_spelling_from_then_on(
    session,
) -> None:
    account = make_account(session, make_agency(session), email="siti@x.go.id")
    account.password_hash = operations._hasher.hash("\ufb01 ligatur")

    operations.sign_in(session, "siti@x.go.id", "\ufb01 ligatur", at=clock.utc_now())

    assert operations._hasher.verify(account.password_hash, "fi ligatur")


def test_no_other_module_folds_texts_in_its_own_way() -> None:
    """Reads every module: folding is asked of `berakhlak.text`, for names, searches and numbers."""
    faults = []
    for file in sorted(PACKAGE.rglob("*.py")):
        place = file.relative_to(PACKAGE).as_posix()
        if place != "text.py":
            faults += [f"{place}:{line} {what}" for line, what in foldings(file.read_text(), place)]

    assert not faults


def foldings(source: str, place: str) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Attribute):
            continue
        never = {"casefold", "swapcase", "normalize", "icontains", "istartswith", "ilike"}
        if node.attr in never or (node.attr in {"lower", "upper"} and place not in PROTOCOLS):
            found.append((node.lineno, node.attr))
    return found


def test_the_guard_finds_a_folding() -> None:
    assert foldings("name.strip().casefold()", "people/views.py")
    assert foldings("func.lower(Person.name)", "people/queries.py")
    assert not foldings("name.lower()", "web/headers.py")


@settings(max_examples=60, deadline=None)
@given(
    said=st.text(st.characters(max_codepoint=127), max_size=40),
    typed=st.text(st.sampled_from("ab. '-é"), max_size=6),
)
def test_plain_texts_are_searched_the_short_way_with_the_same_answer(said: str, typed: str) -> None:
    # A letter with an accent makes the whole go the long way.
    assert text.search_key(f"{said} é") == f"{text.search_key(said)} e".strip()
    assert text.words_finder(typed)(said) == text.has_every_word(typed, said)
