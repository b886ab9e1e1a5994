"""Personnel files as HR keeps them, CSV or XLSX, read into rows under known columns."""

from __future__ import annotations

from berakhlak.people.personnel_file.columns import PersonnelColumn
from berakhlak.people.personnel_file.contents import (
    CellFlaw,
    FileColumn,
    FileDefect,
    PersonnelFile,
    PersonnelRow,
)
from berakhlak.people.personnel_file.reading import read_personnel_file

__all__ = [
    "PersonnelColumn",
    "FileDefect",
    "CellFlaw",
    "FileColumn",
    "PersonnelFile",
    "PersonnelRow",
    "read_personnel_file",
]
