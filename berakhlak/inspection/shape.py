"""Whether the database has every table, column and index that the code counts on, as it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from berakhlak.extensions import Base
from berakhlak.inspection.findings import Finding, fine, problem

SUBJECT = "Bentuk basis data"
# How alembic names a difference, and what it means for whoever reads the finding.
MISSING = {
    "add_table": "tabel {}",
    "add_column": "kolom {}",
    "add_index": "indeks {}",
    "add_constraint": "aturan {}",
    "add_fk": "rujukan {}",
}
CHANGED = {
    "modify_type": "jenis kolom {}",
    "modify_nullable": "wajib tidaknya kolom {}",
    "modify_default": "nilai baku kolom {}",
}
SHOWN = 10


def inspect_shape(engine: Engine) -> Finding:
    """Compare the tables with the models; what others added beside them is nobody's loss."""
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            lacking = sorted(set(_lacking(compare_metadata(context, Base.metadata))))
    except SQLAlchemyError as error:
        return problem(SUBJECT, f"tidak dapat dibaca ({type(error).__name__})", "db upgrade")
    if not lacking:
        return fine(SUBJECT, f"{len(Base.metadata.tables)} tabel, semuanya seperti yang diperlukan")
    rest = f", dan {len(lacking) - SHOWN} lagi" if len(lacking) > SHOWN else ""
    return problem(
        SUBJECT,
        f"tidak sesuai dengan kode: {', '.join(lacking[:SHOWN])}{rest}",
        "pulihkan dari cadangan (restore); db upgrade tidak membuatnya lagi",
    )


def _lacking(differences: Iterable[Any]) -> Iterator[str]:
    """Differences in words. Alembic gives changes of one column as a list of tuples."""
    for each in differences:
        if isinstance(each, list):
            yield from _lacking(each)
        elif each[0] in MISSING:
            yield f"{MISSING[each[0]].format(_name(each))} tidak ada"
        elif each[0] in CHANGED:
            yield f"{CHANGED[each[0]].format(f'{each[2]}.{each[3]}')} berbeda"


def _name(difference: Any) -> str:
    if difference[0] == "add_column":
        return f"{difference[2]}.{difference[3].name}"
    made = difference[1]
    return str(made.name or f"di {made.table.name}")
