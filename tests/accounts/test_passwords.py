"""Which passwords may be chosen: those that are guessed first may not, wherever one is set."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak import clock
from berakhlak.accounts import operations
from berakhlak.accounts.models import Account
from berakhlak.accounts.passwords import (
    PasswordCommon,
    PasswordLeaked,
    PasswordOfKnownWords,
    PasswordOfPattern,
    PasswordRefused,
    PasswordTooShort,
    is_leaked,
    require_good_password,
)
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency
from tests.support.pages import PageClient

NIP = "198503152010012003"
KNOWN = ("Siti Rahmawati", NIP, "s.rahmawati@sukamaju.go.id", "Kabupaten Sukamaju")


@pytest.mark.parametrize(
    ("kind", "passwords"),
    [
        (PasswordTooShort, ["", "sembilan9"]),
        (
            PasswordCommon,
            ["password123", "P@ssw0rd2024", "1234567890", "qwertyuiop1", "Bismillah2024!"]
            + ["contoh-berakhlak", "kata sandi", "pass-word-1234", "ｐａｓｓｗｏｒｄ１２３"],
        ),
        (
            PasswordOfPattern,
            ["xxxxxxxxxxxx", "abcabcabcabc", "abcdefghij", "!!!!!!!!!!", "9876543210987"]
            + ["          ", "ab" * 6],
        ),
        (
            PasswordOfKnownWords,
            [NIP, f"{NIP[:8]} {NIP[8:]}", "sitirahmawati", "Siti1985!!", "19850315siti"]
            + ["berakhlak2026", "BerAKHLAK-360!", "sukamaju2026", "rahmawati.siti.asn"],
        ),
    ],
)
def test_what_is_guessed_first_is_refused_with_its_reason(
    kind: type[PasswordRefused], passwords: list[str]
) -> None:
    for password in passwords:
        with pytest.raises(PasswordRefused) as refused:
            require_good_password(password, KNOWN)
        assert type(refused.value) is kind, password


@pytest.mark.parametrize(
    "password",
    ["kuda baterai staples", "katak merah 1985", "sepeda hijau rahmawati menari", "aB3$kd92!xQw"]
    + [
        PASSWORD,
        "melayani-dengan-bangga",
        "密码是很长的一句话没有人知道",
        "hujan berakhlak turun sore",
    ],
)
def test_a_few_words_or_chance_letters_are_good_enough(password: str) -> None:
    require_good_password(password, KNOWN)


@given(password=st.text(max_size=200), known=st.lists(st.text(max_size=50), max_size=4))
def test_every_text_is_judged(password: str, known: list[str]) -> None:
    with suppress(PasswordRefused):
        require_good_password(password, known)


@given(words=st.sets(st.text(min_size=1, max_size=12), max_size=40), other=st.text(max_size=12))
def test_the_search_finds_what_the_file_of_leaks_holds_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, words: set[str], other: str
) -> None:
    file = tmp_path_factory.getbasetemp() / "leaks.txt"
    hashes = sorted(sha1(word.encode()).hexdigest().upper() for word in words)  # noqa: S324
    file.write_text("".join(f"{each}:{place}\r\n" for place, each in enumerate(hashes)))

    assert all(is_leaked(word, file) for word in words)
    assert is_leaked(other, file) is (other in words)


def test_a_leaked_password_is_refused_where_the_operator_gives_the_file(tmp_path: Path) -> None:
    file = tmp_path / "leaks.txt"
    file.write_text(sha1(PASSWORD.encode()).hexdigest().upper() + ":3")  # noqa: S324

    require_good_password(PASSWORD)
    with pytest.raises(PasswordLeaked):
        require_good_password(PASSWORD, leaked=file)


def test_an_easy_password_is_refused_beside_its_field_and_the_old_one_stays(
    session: Any, client: PageClient
) -> None:
    agency = make_agency(session, name="Dinas Cemara Kipas")
    siti = make_account(session, agency, Role.HR, password=PASSWORD, name="Siti Rahmawati")
    client.sign_in(siti)
    for easy, why in (
        ("password123", PasswordCommon),
        ("cemarakipas1", PasswordOfKnownWords),
        ("siti rahmawati", PasswordOfKnownWords),
    ):
        new = {"new_password": easy, "new_password_again": easy, "current_password": PASSWORD}
        page = client.post("/akun/kata-sandi", new, status=422)
        assert page.errors == [str(why.message)]
    session.refresh(siti)
    assert operations._matching(str(siti.password_hash), PASSWORD)


def test_no_account_is_made_with_an_easy_password(session: Any) -> None:
    agency = make_agency(session)
    with pytest.raises(PasswordCommon):
        make_account(session, agency, password="password123")
    assert session.query(Account).count() == 0


def test_a_long_passphrase_is_taken_whole(session: Any) -> None:
    phrase = "kuda hijau menari di atas genteng sambil menghitung bintang jatuh " * 2
    account = make_account(session, make_agency(session), password=phrase, email="a@x.go.id")
    session.commit()

    def signed_in(typed: str) -> bool:
        try:
            return operations.sign_in(session, "a@x.go.id", typed, at=clock.utc_now()) is account
        except operations.WrongCredentials:
            return False

    assert len(phrase) > 128
    assert [signed_in(phrase), signed_in(phrase[:-1]), signed_in(phrase.upper())] == [
        True, False, False
    ]  # fmt: skip
