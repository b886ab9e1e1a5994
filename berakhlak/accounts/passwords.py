"""Which passwords are too easy to guess: common ones, those of known words, leaked ones.

No rule asks for kinds of signs: such rules lead to `Password1!`. 0155 says what is looked at.
"""

from __future__ import annotations

import mmap
import re
from binascii import Error as BinasciiError
from binascii import unhexlify
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha1
from pathlib import Path

from flask import current_app, has_app_context
from flask_babel import lazy_gettext as _

from berakhlak import text
from berakhlak.errors import InvalidInput

MIN_PASSWORD_LENGTH = 10

_DATA = Path(__file__).parent / "data"
_LISTS = ("common-passwords.txt", "common-passwords-id.txt")
_PRODUCT = ("BerAKHLAK", "BerAKHLAK 360", "ASN", "360")
# Signs that stand for letters: nobody is stopped by them.
_SIGNS = str.maketrans("@$!013457", "asioieast")
_SHORTEST_WORD, _SHORTEST_REST, _FEWEST_SIGNS = 3, 5, 3
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")


class PasswordRefused(InvalidInput):
    """The password may not be chosen; the message says why, and how to choose."""


class PasswordTooShort(PasswordRefused):
    """The password is shorter than the rule allows."""

    message = _("Kata sandi harus paling sedikit 10 karakter.")


class PasswordCommon(PasswordRefused):
    """Many people choose it, so it is tried first."""

    message = _(
        "Kata sandi ini termasuk yang paling sering dipakai orang, jadi cepat ditebak. Gabungkan "
        "beberapa kata yang tidak berhubungan."
    )


class PasswordOfPattern(PasswordRefused):
    """It repeats something, or follows the alphabet or the keyboard."""

    message = _(
        "Kata sandi ini hanya pengulangan atau urutan, jadi cepat ditebak. Gabungkan beberapa kata "
        "yang tidak berhubungan."
    )


class PasswordOfKnownWords(PasswordRefused):
    """It is made of what others know of the account."""

    message = _(
        "Kata sandi ini hanya berisi nama, NIP, email, atau nama instansi, yang diketahui orang "
        "lain. Gabungkan beberapa kata yang tidak berhubungan dengan Anda."
    )


class PasswordLeaked(PasswordRefused):
    """It stands in the file of leaked passwords."""

    message = _(
        "Kata sandi ini pernah bocor dari layanan lain, jadi dicoba lebih dahulu oleh penyerang. "
        "Pilih yang belum pernah Anda pakai di mana pun."
    )


def leaked_file() -> Path | None:
    """The file of leaked passwords that the operator has named."""
    file: Path | None = (
        current_app.config["BERAKHLAK"].breached_passwords if has_app_context() else None
    )
    return file


def require_good_password(
    password: str, known: Iterable[str] = (), *, leaked: Path | None = None
) -> None:
    """`known`: names, numbers and addresses of the account. Raises PasswordRefused."""
    password = text.normalise_password(password)
    if len(password) < MIN_PASSWORD_LENGTH:
        raise PasswordTooShort
    key = text.word_key(password) or password
    if _is_common(password):
        raise PasswordCommon
    if _is_pattern(key):
        raise PasswordOfPattern
    if _is_of_known_words(key, known):
        raise PasswordOfKnownWords
    if leaked and is_leaked(password, leaked):
        raise PasswordLeaked


def is_leaked(password: str, file: Path) -> bool:
    """Whether the file, sorted lines `SHA1:count` as Have I Been Pwned gives them, holds it."""
    if not file.stat().st_size:
        return False
    wanted = sha1(password.encode(), usedforsecurity=False).digest()
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as held:
        low, high = 0, len(held)
        while low < high:  # The wanted line begins at or after `low`, and before `high`.
            middle = (low + high) // 2
            start = held.rfind(b"\n", 0, middle) + 1
            line = _digest_of(held[start : start + 2 * len(wanted)])
            if line == wanted:
                return True
            if line < wanted:
                end = held.find(b"\n", middle)
                low = end + 1 if end >= 0 else high
            else:
                high = start
    return False


def _digest_of(line: bytes) -> bytes:
    """What the digits stand for; nothing where they are no digits."""
    try:
        return unhexlify(line)
    except BinasciiError:
        return b""


def _is_common(password: str) -> bool:
    plain = text.word_key(password)
    forms = {plain, text.word_key(text.label_key(password).translate(_SIGNS))}
    return any(form in _common() or _bare(form) in _common() for form in forms if form)


def _is_pattern(key: str) -> bool:
    doubled = (key + key).find(key, 1)  # How long the shortest part is that makes it up.
    is_repeated = doubled < len(key) and doubled < MIN_PASSWORD_LENGTH
    return is_repeated or len(set(key)) < _FEWEST_SIGNS or _is_row(key)


def _is_row(key: str) -> bool:
    rows = [*_ROWS, *(row[::-1] for row in _ROWS)]
    pieces = [key[start : start + 4] for start in range(0, len(key), 4)]
    return all(any(piece in row * 2 for row in rows) for piece in pieces)


def _is_of_known_words(key: str, known: Iterable[str]) -> bool:
    """Whether little is left without the known words; `key` may hold them in any order."""
    words = {part for each in (*known, *_PRODUCT) for part in _parts(each)}
    rest = key
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    if rest == key:
        return False
    bare = _bare(rest)
    return len(bare) < _SHORTEST_REST or bare in _common()


def _parts(known: str) -> set[str]:
    """A name as a whole and in its words, an address without its host's ending, days of a NIP."""
    whole = text.word_key(known)
    parts = {whole, *(text.word_key(part) for part in re.split(r"[\W_]+", known))}
    if text.is_number(whole):
        parts |= {whole[:8], whole[8:14]}
    return {part for part in parts if len(part) >= _SHORTEST_WORD}


def _bare(key: str) -> str:
    return key.strip("0123456789")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    found = set()
    for name in _LISTS:
        for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                word = text.word_key(line)
                found |= {each for each in (word, _bare(word)) if len(each) > _SHORTEST_WORD}
    return frozenset(found)
