"""JSON of many objects of one shape, a column at a time.

A large cycle has millions of small objects that come again and again. Here their texts are written
once and put together; what comes out is, to the byte, what `stored_json.as_stored` writes of the
same figures.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from berakhlak.statistics.pinning import DECIMALS

Texts = list[str]
Figures = list[float | None]  # Rounded to what is printed.
NULL = "null"


@dataclass(frozen=True)
class Shape:
    """JSON of one shape with holes, and a column of texts for each hole. Objects within objects
    make one shape of many holes, so that no text is written more than once."""

    form: str
    columns: list[Sequence[str]]

    def texts(self) -> Texts:
        """One a row."""
        return [self.form % row for row in zip(*self.columns, strict=True)]


def text_of(plain: Any) -> str:
    """Of numbers, texts, lists and None."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


def rounded(column: Iterable[float]) -> Figures:
    """As printed; None for NaN."""
    return [None if math.isnan(each) else round(each, DECIMALS) for each in column]


class _NumberTexts(dict[float | None, str]):
    """Of figures that come again and again, each written once."""

    def __missing__(self, figure: float | None) -> str:
        written = NULL if figure is None else repr(figure)
        if figure != 0:  # There are two zeros that are equal and written differently.
            self[figure] = written
        return written


class _PrintedTexts(dict[str, str]):
    """Of figures with the printed number of decimals, as they are written once rounded."""

    def __missing__(self, printed: str) -> str:
        figure = float(printed)
        self[printed] = written = NULL if math.isnan(figure) else repr(figure)
        return written


_of_numbers, _of_printed = _NumberTexts(), _PrintedTexts()
_PRINTED = f"%.{DECIMALS}f"


def number_texts(column: Iterable[float | None]) -> Texts:
    """Of rounded figures."""
    return [_of_numbers[each] for each in column]


def rounded_texts(column: Iterable[float]) -> Texts:
    """Of figures that are not rounded yet: what `number_texts` writes of them `rounded`."""
    return [_of_printed[_PRINTED % each] for each in column]


def objects(fields: Mapping[str, Sequence[str] | Shape]) -> Shape:
    """One object a row, from the columns of its fields."""
    names = sorted(fields)
    parts = [_part(fields[name]) for name in names]
    row = ",".join(
        f"{_literally(name)}:{part.form}" for name, part in zip(names, parts, strict=True)
    )
    return Shape(f"{{{row}}}", [column for part in parts for column in part.columns])


def arrays(columns: Sequence[Sequence[str] | Shape]) -> Shape:
    """One array a row."""
    parts = list(map(_part, columns))
    form = f"[{','.join(part.form for part in parts)}]"
    return Shape(form, [column for part in parts for column in part.columns])


def _part(given: Sequence[str] | Shape) -> Shape:
    return given if isinstance(given, Shape) else Shape("%s", [given])


def _literally(name: str) -> str:
    return json.dumps(name).replace("%", "%%")
