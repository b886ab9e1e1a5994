"""JSON of many objects of one shape, a column at a time.

A large cycle has millions of small objects that come again and again. Here their texts are written
once and put together; what comes out is, to the byte, what `stored_json.as_stored` writes of the
same figures.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from berakhlak.statistics.pinning import DECIMALS

Texts = list[str]
Figures = list[float | None]  # Rounded to what is printed.
NULL = "null"


def text_of(plain: Any) -> str:
    """Of numbers, texts, lists and None."""
    return json.dumps(plain, sort_keys=True, separators=(",", ":"))


def rounded(column: Iterable[float]) -> Figures:
    """As printed; None for NaN."""
    return [None if math.isnan(each) else round(each, DECIMALS) for each in column]


def number_texts(column: Iterable[float | None]) -> Texts:
    """Of rounded figures."""
    return [NULL if each is None else repr(each) for each in column]


def objects(fields: Mapping[str, Sequence[str]]) -> Texts:
    """One object a row, from the columns of its fields."""
    names = sorted(fields)
    row = ",".join(f"{_literally(name)}:%s" for name in names)
    form = f"{{{row}}}"
    return [form % texts for texts in zip(*(fields[name] for name in names), strict=True)]


def arrays(columns: Sequence[Sequence[str]]) -> Texts:
    """One array a row."""
    return [f"[{','.join(texts)}]" for texts in zip(*columns, strict=True)]


def _literally(name: str) -> str:
    return json.dumps(name).replace("%", "%%")
