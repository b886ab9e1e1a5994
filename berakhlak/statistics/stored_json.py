"""Frozen dataclasses as JSON, and back from JSON that any version may have written.

What this version does not know is passed over, what is not there has its default: a figure that is
added to results can break none that are out. Values are taken as they stand: they were computed,
and a number must not change by being read.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import fields
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T")
_converter = Converter(detailed_validation=False)


def _as_it_stands(value: Any, _kind: type) -> Any:
    return value


def _word(value: Any, words: type[StrEnum]) -> Any:
    return words(value)


for _plain in (int, float, str, bool):
    _converter.register_structure_hook(_plain, _as_it_stands)
_converter.register_structure_hook(StrEnum, _word)  # Else taken for plain texts.


def as_stored(figures: DataclassInstance, leave_out: Collection[str] = ()) -> str:
    """JSON of a dataclass and of those within, in one order of keys, without some of its fields.

    The same text as of `dataclasses.asdict`, which copies everything first: that was half of what
    closing a cycle cost.
    """
    kept = {name: each for name, each in _fields(figures).items() if name not in leave_out}
    return json.dumps(kept, default=_fields, sort_keys=True, separators=(",", ":"))


def _fields(figures: DataclassInstance) -> dict[str, Any]:
    return {name: getattr(figures, name) for name in _names(type(figures))}


@cache
def _names(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def share_equal(kind: type[Any]) -> None:
    """Let what stands alike in JSON be one object: small figures come again and again."""
    plain = make_dict_structure_fn(kind, _converter)

    @lru_cache(maxsize=1 << 14, typed=True)
    def _shared(names: tuple[str, ...], *values: Any) -> Any:
        return plain(dict(zip(names, values, strict=True)), kind)

    def _read(data: dict[str, Any], _kind: type) -> Any:
        try:
            return _shared(tuple(data), *data.values())
        except TypeError:  # Something within that cannot be looked up.
            return plain(data, kind)

    _converter.register_structure_hook(kind, _read)


def read_stored(kind: type[T], text: str) -> T:
    """An object of this kind from its JSON. Raises KeyError for a field that has no default."""
    return read_plain(kind, json.loads(text))


def read_plain(kind: type[T], data: Any) -> T:
    """The same from what its JSON says."""
    return _converter.structure(data, kind)
