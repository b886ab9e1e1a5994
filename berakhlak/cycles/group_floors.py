"""What a rater group may be, told where it is drafted; stored groups are read without asking."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _

from berakhlak.cycles.bounds import BrokenFloor, as_typed, is_whole, no_whole
from berakhlak.cycles.purposes import LEAST_ANONYMOUS, Purpose
from berakhlak.cycles.rater_groups import (
    OF_THE_TREE,
    SHIPPED_GROUPS,
    GroupColour,
    GroupMark,
    RaterGroup,
    Relation,
    SheetLength,
)
from berakhlak.text import label_key, single_line

MOST_RATERS = 10
MOST_ORDER = 99
LONGEST_NAME = 40
_CODE = re.compile(r"[a-z][a-z0-9_]{1,29}")
_SHIPPED = {group.code: group for group in SHIPPED_GROUPS}
_TOLD_BY_RELATION = ("relation", "is_anonymous", "form")
Draft = Mapping[str, Any]


def floor_of(group: RaterGroup, purpose: Purpose = Purpose.UNSTATED) -> int:
    """How few raters a group may be shown with."""
    return purpose.least_anonymous if group.is_anonymous else 1


def drafted_groups(
    given: object, shipped: Sequence[RaterGroup] = SHIPPED_GROUPS
) -> list[dict[str, Any]]:
    """The shipped groups with what is given of each by its code, and those that come on top.

    Of a new group only code and words must be given. What is no group at all is passed on as it
    is, to be refused.
    """
    plain = [{**vars(group), "words": vars(group.words)} for group in shipped]
    rows = given if isinstance(given, list) else [given]
    for row in map(_tidied, rows):
        code = row.get("code") if isinstance(row, dict) else None
        known = next((each for each in plain if each.get("code") == code), None)
        if known is not None and isinstance(row, dict):
            known.update(row)
        else:
            plain.append(_new_group(row, plain) if isinstance(row, dict) else {"code": row})
    return plain


def _tidied(row: object) -> Any:
    """The names of a group in one line each; the Indonesian one where no other is given."""
    if not isinstance(row, dict) or not isinstance(row.get("words"), dict):
        return row
    words = {
        language: single_line(name) if isinstance(name, str) else name
        for language, name in row["words"].items()
    }
    return {**row, "words": {"en": words.get("id"), **words}}


def _new_group(row: Draft, others: Sequence[Draft]) -> dict[str, Any]:
    defaults = {
        "relation": Relation.APPOINTED,
        "is_anonymous": True,
        "weight": 0.0,
        "minimum": LEAST_ANONYMOUS,
        "form": SheetLength.FULL,
        "mark": free_word(GroupMark, [each.get("mark") for each in others]),
        "colour": free_word(GroupColour, [each.get("colour") for each in others]),
        "order": len(others) + 1,
    }
    return {**defaults, **row}


def free_word(words: type[StrEnum], taken: Sequence[object]) -> str:
    """The first of some words that no group has; the first of all when each is taken."""
    return next((str(word) for word in words if word not in taken), str(next(iter(words))))


def broken_groups(groups: Sequence[Draft]) -> Iterator[BrokenFloor]:
    """Everything that groups may not be, but for their weights and minimums."""
    most = len(GroupMark)
    if len(groups) > most:
        yield BrokenFloor("groups", _("paling banyak %(most)s kelompok.", most=most))
    missing = sorted(set(OF_THE_TREE) - {str(group.get("code")) for group in groups})
    if missing:
        names = ", ".join(missing)
        yield BrokenFloor("groups", _("harus memuat juga: %(names)s.", names=names))
    for group in groups:
        yield from _broken_group(group)
    yield from _repeated(groups)


def _broken_group(group: Draft) -> Iterator[BrokenFloor]:
    code = group.get("code")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        yield BrokenFloor(
            f"groups.{as_typed(code)}",
            _("kode berupa 2 sampai 30 huruf kecil, angka, atau garis bawah, diawali huruf."),
        )
        return
    place = f"groups.{code}"
    fields = RaterGroup.__dataclass_fields__
    for name in group:
        if name not in fields:
            known = ", ".join(fields)
            words = _("tidak dikenal. Yang dikenal: %(names)s.", names=known)
            yield BrokenFloor(f"{place}.{name}", words)
    yield from _broken_words(place, group.get("words"))
    yield from _broken_relation(place, group)
    for name, words in (("mark", GroupMark), ("colour", GroupColour)):
        if group.get(name) not in list(words):
            yield BrokenFloor(f"{place}.{name}", _one_of(group.get(name), list(words)))
    if not is_whole(group.get("order"), 1, MOST_ORDER):
        yield BrokenFloor(f"{place}.order", no_whole(group.get("order"), 1, MOST_ORDER))


def _broken_words(place: str, words: object) -> Iterator[BrokenFloor]:
    given = words if isinstance(words, dict) else {}
    for language in ("id", "en"):
        name = given.get(language)
        if not isinstance(name, str) or not 0 < len(single_line(name)) <= LONGEST_NAME:
            yield BrokenFloor(
                f"{place}.words.{language}",
                _("beri nama, paling panjang %(most)s huruf.", most=LONGEST_NAME),
            )


def _broken_relation(place: str, group: Draft) -> Iterator[BrokenFloor]:
    """How raters are found decides the rest; only who is appointed may be anonymous or not."""
    shipped = _SHIPPED.get(group["code"])
    if shipped is not None:
        for name in _TOLD_BY_RELATION:
            wanted = getattr(shipped, name)
            if group.get(name) != wanted:
                yield BrokenFloor(f"{place}.{name}", _one_of(group.get(name), [wanted]))
        return
    if group.get("relation") != Relation.APPOINTED:
        yield BrokenFloor(f"{place}.relation", _one_of(group.get("relation"), [Relation.APPOINTED]))
    anonymous = group.get("is_anonymous")
    if not isinstance(anonymous, bool):
        yield BrokenFloor(f"{place}.is_anonymous", _one_of(anonymous, [True, False]))
    if group.get("form") != SheetLength.FULL:
        yield BrokenFloor(f"{place}.form", _one_of(group.get("form"), [SheetLength.FULL]))


def _repeated(groups: Sequence[Draft]) -> Iterator[BrokenFloor]:
    """Groups must be told apart by code, name, mark and colour."""
    for name in ("code", "mark", "colour"):
        yield from _twice(groups, name, [str(group.get(name)) for group in groups])
    for language in ("id", "en"):
        words = [group.get("words") for group in groups]
        names = [str(each.get(language)) if isinstance(each, dict) else "" for each in words]
        folded = [label_key(each) for each in names]
        yield from _twice(groups, f"words.{language}", folded)


def _twice(groups: Sequence[Draft], name: str, values: Sequence[str]) -> Iterator[BrokenFloor]:
    counts = Counter(value for value in values if value)
    seen: set[str] = set()
    for group, value in zip(groups, values, strict=True):
        if counts[value] > 1 and value in seen:
            words = _("sudah dipakai kelompok lain: %(value)s.", value=value)
            yield BrokenFloor(f"groups.{group.get('code')}.{name}", words)
        seen.add(value)


def _one_of(given: object, words: Sequence[object]) -> object:
    return _(
        "%(given)s tidak boleh. Yang boleh: %(words)s.",
        given=as_typed(given),
        words=", ".join(as_typed(word) for word in words),
    )
