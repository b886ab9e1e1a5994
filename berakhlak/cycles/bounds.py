"""Whether a value that was typed or read is a number within its bounds, and what to say if not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class BrokenFloor:
    """A value that a policy may not have; `field` as in its file: `min_n.peer`."""

    field: str
    message: object

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


def is_whole(given: Any, least: int, most: int) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and least <= given <= most


def is_real(given: Any, least: float, most: float) -> bool:
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    return is_number and least <= given <= most  # Nor NaN, which is not within anything.


def no_whole(given: Any, least: int, most: int) -> object:
    return _(
        "%(given)s tidak boleh. Isi dengan bilangan bulat dari %(least)s sampai %(most)s.",
        given=as_typed(given),
        least=least,
        most=most,
    )


def no_real(given: Any, least: float, most: float) -> object:
    return _(
        "%(given)s tidak boleh. Isi dengan bilangan dari %(least)s sampai %(most)s.",
        given=as_typed(given),
        least=least,
        most=most,
    )


def as_typed(given: Any) -> str:
    return json.dumps(given, ensure_ascii=False, default=str)[:40]
