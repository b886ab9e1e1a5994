"""What the cells of every kind of spreadsheet have in common: numbers, blanks, rows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from berakhlak.people.personnel_file.contents import CellFlaw, PersonnelRow

_MOST_EXACT = 10**15


def number_text(text: str) -> tuple[str, CellFlaw | None]:
    """A number as text; one that a spreadsheet has rounded shows it by its exponent.

    Spreadsheets keep 15 digits. Of a longer number the rest is made up, and read as whole digits
    it could name another officer.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text, None
    if not value.is_finite():
        return text, CellFlaw.ERROR
    if abs(value) >= _MOST_EXACT:
        return f"{float(value):.15g}", None
    # 1.1 is often kept as 1.1000000000000001.
    short = Decimal(f"{float(value):.15g}")
    if short != short.to_integral_value():
        return f"{float(value):.15g}", CellFlaw.DECIMAL
    return str(int(short)), None


def tidy_row(
    line: int, cells: Mapping[int, tuple[str, CellFlaw | None]], *, is_hidden: bool = False
) -> PersonnelRow | None:
    """The row up to its last filled cell, or None when it holds nothing.

    A formula that gives nothing is nothing: rows are often prepared in advance.
    """
    filled = [place for place, (text, _flaw) in cells.items() if text]
    if not any(_says_something(*cells[place]) for place in filled):
        return None
    texts = [""] * (max(filled) + 1)
    for place in filled:
        texts[place] = cells[place][0]
    flaws = {place: flaw for place in filled if (flaw := cells[place][1])}
    return PersonnelRow(line, tuple(texts), flaws, is_hidden)


def _says_something(text: str, flaw: CellFlaw | None) -> bool:
    if flaw is CellFlaw.FORMULA:
        return False
    # A reference to an empty cell gives 0.
    return not (flaw is CellFlaw.COMPUTED and text == "0")
