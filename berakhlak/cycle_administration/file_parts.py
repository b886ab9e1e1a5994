"""Long lists as files of a part each: a request makes no more than is made at once. See 0257."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination

from berakhlak.formats import format_number

IN_A_FILE = 2000
PART = "bagian"  # Of an address: which one, from 1.


@dataclass(frozen=True)
class FilePart:
    """A link to one of them; `span`: which rows it has, empty where it has all."""

    span: str
    address: str


def file_parts(total: int, address: Callable[[int | None], str]) -> list[FilePart]:
    """One for each part of a list; `address`: of a part, None for a list that has one alone."""
    if total <= IN_A_FILE:
        return [FilePart("", address(None))]
    starts = range(0, total, IN_A_FILE)
    return [
        FilePart(_span(start, min(start + IN_A_FILE, total)), address(number))
        for number, start in enumerate(starts, start=1)
    ]


def part_name(stem: str, part: Pagination) -> str:
    """Of the file, without what it lists."""
    return f"{stem}-{part.page}.xlsx" if part.pages > 1 else f"{stem}.xlsx"


def part_about(where: str, part: Pagination) -> str:
    """What the record of downloads says of it."""
    if part.pages <= 1:
        return where
    words = _("bagian %(part)s dari %(parts)s", part=part.page, parts=part.pages)
    return f"{where[:150]} · {words}" if where else words


def _span(start: int, stop: int) -> str:
    return f"{format_number(start + 1)}–{format_number(stop)}"
