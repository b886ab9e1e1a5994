"""Parts of addresses."""

from __future__ import annotations

from flask import request
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter, ValidationError

from berakhlak import text
from berakhlak.extensions import LARGEST_ID

MOST_PAGES = 1_000_000  # Databases refuse to count beyond their largest integer.


def row_argument(name: str) -> int | None:
    """`?name=12`: the number of a row; 0, which no row has, for one that databases refuse."""
    number: int | None = request.args.get(name, type=int)
    return number if number is None or 0 <= number <= LARGEST_ID else 0


def searched_words() -> str:
    """`?cari=…`: what a list is searched for, on one line."""
    return text.single_line(request.args.get("cari", ""))


def page_number(name: str = "halaman") -> int:
    """`?halaman=…`: which page of a list is asked for, from 1; the first where it says nothing.

    `name`: of the argument, where a page has a second list.
    """
    return min(max(request.args.get(name, 1, type=int), 1), MOST_PAGES)


class RowNumber(IntegerConverter):
    """`<row:cycle_id>`: the number of a row. Larger ones, which databases refuse, lead nowhere."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_ID)


class PlainText(UnicodeConverter):
    """A part of an address that is text, as all are by default: a byte of zero, which no text of
    ours has and PostgreSQL refuses, leads nowhere."""

    def to_python(self, value: str) -> str:
        if "\0" in value:
            raise ValidationError
        return str(value)
