"""Whether the database has every table, column and index that the code counts on, as it does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from berakhlak.cycles.partitions import what_to_compare
from berakhlak.extensions import Base
from berakhlak.inspection.findings import InspectionFinding, good_finding, problem_finding
from berakhlak.run_language import N_

SUBJECT = lazy_gettext("Bentuk basis data")
# How alembic names a difference, and what it means for whoever reads the finding.
MISSING = {
    "add_table": N_("tabel %(name)s tidak ada"),
    "add_column": N_("kolom %(name)s tidak ada"),
    "add_index": N_("indeks %(name)s tidak ada"),
    "add_constraint": N_("aturan %(name)s tidak ada"),
    "add_fk": N_("rujukan %(name)s tidak ada"),
}
CHANGED = {
    "modify_type": N_("jenis kolom %(name)s berbeda"),
    "modify_nullable": N_("wajib tidaknya kolom %(name)s berbeda"),
    "modify_default": N_("nilai baku kolom %(name)s berbeda"),
}
SHOWN = 10


def inspect_schema(engine: Engine) -> InspectionFinding:
    """Compare the tables with the models; what others added beside them is nobody's loss."""
    try:
        with engine.connect() as connection:
            opts = {"compare_type": True, "include_object": what_to_compare(connection)}
            context = MigrationContext.configure(connection, opts=opts)
            lacking = sorted(set(_lacking(compare_metadata(context, Base.metadata))))
    except SQLAlchemyError as error:
        return problem_finding(
            SUBJECT, _("tidak dapat dibaca (%(why)s)", why=type(error).__name__), "db upgrade"
        )
    if not lacking:
        words = ngettext(
            "%(num)s tabel, semuanya seperti yang diperlukan",
            "%(num)s tabel, semuanya seperti yang diperlukan",
            len(Base.metadata.tables),
        )
        return good_finding(SUBJECT, words)
    named = lacking[:SHOWN]
    if rest := len(lacking) - len(named):
        named.append(ngettext("dan %(num)s lagi", "dan %(num)s lagi", rest))
    return problem_finding(
        SUBJECT,
        _("tidak sesuai dengan kode: %(named)s", named=", ".join(named)),
        _("pulihkan dari cadangan (restore); db upgrade tidak membuatnya lagi"),
    )


def _lacking(differences: Iterable[Any]) -> Iterator[str]:
    """Differences in words. Alembic gives changes of one column as a list of tuples."""
    for each in differences:
        if isinstance(each, list):
            yield from _lacking(each)
        elif each[0] in MISSING:
            yield _(MISSING[each[0]], name=_name(each))
        elif each[0] in CHANGED:
            yield _(CHANGED[each[0]], name=f"{each[2]}.{each[3]}")


def _name(difference: Any) -> str:
    if difference[0] == "add_column":
        return f"{difference[2]}.{difference[3].name}"
    made = difference[1]
    return str(made.name or _("di %(table)s", table=made.table.name))
