"""When two texts are the same: the one place that tidies, folds and compares what people write.

Four questions, four answers:

- what is kept: `normalise_text` (several lines) and `single_line` (one line);
- whether a search finds it: `search_key` and `search_words`;
- which number or name somebody signs in with: `bare_number`, `sign_in_name`, `email_key`;
- which password was meant: `normalise_password` and `password_spellings`.

Decision 0042 says why. Nothing here knows a request, a table or a language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

_SECRET = ("password", "passphrase", "sandi")
# Marks that show nothing: soft hyphens, direction overrides, byte order marks, zero-width spaces.
# Two of them join signs of scripts that need it, and the parts of one emoji.
_JOINERS = "\u200c\u200d"
_APOSTROPHES = dict.fromkeys(
    map(ord, "'`\u00b4\u2018\u2019\u201a\u201b\u2032\u2035\uff07\ua78c")
) | dict.fromkeys([*range(0x02B9, 0x02C0), 0x02C8])
# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
    | {"Ø": "O", "Ł": "L", "Đ": "D", "Ħ": "H", "Æ": "Ae", "Œ": "Oe", "Ð": "D", "Þ": "Th"}
)
_WORDS = re.compile(r"\w+")
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029]")
_NIP_PREFIX = re.compile(r"(?i)^n\.?i\.?p\.?(?:\s*(?:baru|lama))?[\s.:=#-]*")
_BETWEEN_DIGITS = re.compile(r"[\s.\-_/\u2010-\u2015\u2212]+")


def normalise_text(text: str) -> str:
    """A text as it is kept: NFC, without marks that nobody sees, with line breaks of one kind."""
    if text.isascii() and text.isprintable():
        return text
    kept = "".join(_visible(_BREAKS.sub("\n", unicodedata.normalize("NFC", text))))
    # What stood apart with a mark between may belong together without it.
    return unicodedata.normalize("NFC", kept)


def single_line(text: str) -> str:
    """`normalise_text`, in one line: spaces of any kind are one space, and none at the ends."""
    return " ".join(normalise_text(text).split())


def is_same_label(one: str, other: str) -> bool:
    """Whether two names or codes are the same but for case, width and spaces."""
    return label_key(one) == label_key(other)


def label_key(text: str) -> str:
    """A name or code for comparing: case, width and spaces aside; accents count."""
    return single_line(
        unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    )


def normalise_width(text: str) -> str:
    """Letters and digits in their usual width and shape (NFKC); nothing else changes."""
    return unicodedata.normalize("NFKC", text)


def uppercase_code(text: str) -> str:
    """A code for reading: capitals of plain width, spaces and case aside."""
    return label_key(text).upper()


def word_key(text: str) -> str:
    """Letters and digits alone, in any case, as column headers are compared."""
    return re.sub(r"[\W_]+", "", label_key(text))


def search_key(text: str) -> str:
    """What searches look in: no case, accents, apostrophes or dots; other marks are spaces.

    `H. Ahmad Syafi’i, S.E.` is `h ahmad syafii se`; the key of a key is the same key.
    """
    if text.isascii():  # Most texts: nothing to take apart, sign by sign.
        return text.lower() if text.isalnum() else " ".join(_plain_key(text).split())
    text = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).casefold()
    text = unicodedata.normalize("NFKD", text).translate(_APOSTROPHES).translate(_LETTERS)
    return " ".join("".join(map(_searched, text)).split())


def ascii_words(text: str) -> frozenset[str] | None:
    """The words of a text of ASCII, as `\\w+` finds them, in small letters; None of any other."""
    return frozenset(_WORDS.findall(text.lower())) if text.isascii() else None


def words_finder(typed: str) -> Callable[[str], bool]:
    """As `has_every_word`, for thousands of texts."""
    words = search_words(typed)

    def has_words(said: str) -> bool:
        key = _plain_key(said) if said.isascii() else search_key(said)
        return all(word in key for word in words)

    return has_words if words else lambda _said: False


def _plain_key(text: str) -> str:
    """Of ASCII, spaces aside."""
    return text.lower().translate(_PLAIN)


def search_words(typed: str) -> tuple[str, ...]:
    """The words of a search, each once; a text is found when its key holds all of them."""
    return tuple(dict.fromkeys(search_key(typed).split()))


def has_every_word(typed: str, *said: str) -> bool:
    """Whether each word of a search stands in what is said; false where it has no word."""
    words, key = search_words(typed), search_key(" ".join(said))
    return bool(words) and all(word in key for word in words)


def bare_code(typed: str) -> str:
    """Letters and digits of a code however it was typed: small letters, spaces, dashes are fine."""
    return "".join(sign for sign in uppercase_code(typed) if sign.isalnum())


def bare_number(typed: str) -> str:
    """The digits of a NIP, however it is spaced, dotted, prefixed or quoted.

    Anything that is no number comes back without spaces, so that its fault can be named.
    """
    text = single_line(unicodedata.normalize("NFKC", typed))
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    text = _NIP_PREFIX.sub("", text.lstrip("'’‘` "))
    digits = _BETWEEN_DIGITS.sub("", text.lstrip("'’‘` "))
    return digits if is_number(digits) else "".join(text.split())


def has_invisible(text: str) -> bool:
    """Whether a text holds marks that nobody sees and that `normalise_text` takes away."""
    return any(unicodedata.category(sign) == "Cf" and sign not in _JOINERS for sign in text)


def has_unreadable(text: str) -> bool:
    """Whether a text holds signs that no reader can name: control signs, torn or unknown ones."""
    return any(
        sign == "\ufffd"
        or not (sign.isprintable() or sign.isspace() or unicodedata.category(sign) == "Cf")
        for sign in text
    )


def is_number(text: str) -> bool:
    """Whether a text is digits alone, 0 to 9, and at least one."""
    return text.isascii() and text.isdigit()


def email_key(typed: str) -> str:
    """An e-mail address as it is kept and looked up: small letters, no spaces around it."""
    return unicodedata.normalize("NFKC", single_line(unicodedata.normalize("NFKC", typed)).lower())


def sign_in_name(typed: str) -> str:
    """One spelling for all that mean the same account: an e-mail, or the digits of a NIP."""
    address = email_key(typed)
    return address if "@" in address else bare_number(typed)


def is_secret(field: str) -> bool:
    """Whether a field or option of this name holds a password, which is never tidied or shown."""
    return any(word in field.lower() for word in _SECRET)


def normalise_password(typed: str) -> str:
    """A password as it is hashed: NFKC, so that keyboards and systems spell it alike."""
    return unicodedata.normalize("NFKC", typed)


def password_spellings(typed: str) -> tuple[str, ...]:
    """How a password may have been hashed: as now, then as older versions kept it as typed."""
    composed, taken_apart = (
        unicodedata.normalize("NFC", typed),
        unicodedata.normalize("NFD", typed),
    )
    older = (typed, composed, taken_apart)
    return tuple(dict.fromkeys((normalise_password(typed), *older)))


def printable_text(text: str) -> str:
    """`normalise_text`, with a space for signs that no font draws: private, unassigned, torn."""
    return "".join(
        " " if unicodedata.category(sign) in {"Cs", "Cn", "Co"} else sign
        for sign in normalise_text(text)
    )


def begin_sentence(words: str) -> str:
    """Words as they begin a sentence: their first letter a capital."""
    return words[:1].upper() + words[1:]


def within_sentence(words: str) -> str:
    """A sentence or title as it goes on within another sentence: its first letter small."""
    return words[:1].lower() + words[1:]


def ascii_letters(text: str) -> str:
    """The text as far as ASCII can write it, for file names: accents fall away."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return plain.encode("ascii", "ignore").decode()


def _visible(text: str) -> Iterator[str]:
    for place, sign in enumerate(text):
        kind = unicodedata.category(sign)
        if kind == "Cc":
            yield sign if sign in "\n\t" else " " * sign.isspace()
        elif kind == "Cf":
            yield sign * (sign in _JOINERS and _joins(text, place))
        elif not _is_noncharacter(sign):
            yield sign


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands between signs that it changes: not between letters of Latin."""
    around = (text[place - 1 : place], text[place + 1 : place + 2])
    return all(
        sign > "\u02ff" and unicodedata.category(sign) in {"Lo", "Mn", "Mc", "So", "Sk"}
        for sign in around
    )


def _is_noncharacter(sign: str) -> bool:
    # Unicode keeps these for use inside programs; prerendered pages do.
    return "\ufdd0" <= sign <= "\ufdef" or ord(sign) & 0xFFFE == 0xFFFE


def _searched(sign: str) -> str:
    kind = unicodedata.category(sign)
    if sign == "." or kind in {"Mn", "Me", "Cf", "Cc"} and not sign.isspace():
        return ""
    return sign if kind[0] in "LNM" else " "


_PLAIN = {code: "" if code in _APOSTROPHES else _searched(chr(code)) for code in range(128)}
UNSEARCHED = "".join(chr(code) for code, kept in _PLAIN.items() if not kept and 32 <= code < 127)
"""What a key leaves out of ASCII, control signs aside: no text that is kept has any of these."""
