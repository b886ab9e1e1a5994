"""Personnel files as HR keeps them, CSV or XLSX, read into rows under known columns."""

from __future__ import annotations

from berakhlak.people.personnel_file.columns import Column
from berakhlak.people.personnel_file.contents import Defect, Flaw, Headed, PersonnelFile, Row
from berakhlak.people.personnel_file.reading import read

__all__ = ["Column", "Defect", "Flaw", "Headed", "PersonnelFile", "Row", "read"]
