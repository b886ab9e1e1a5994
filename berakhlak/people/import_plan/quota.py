"""A file that would leave more officers in service than the agency may have is a faulty one."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_babel import lazy_ngettext as ngettext

from berakhlak.formats import format_number
from berakhlak.people.import_plan.contents import ExistingRecord, ImportPlan
from berakhlak.people.personnel_file import FileDefect


def within_quota(plan: ImportPlan, known: ExistingRecord, returned: str) -> ImportPlan:
    """The plan, or the one fault of its file with what HR may answer. A file by which nobody more
    comes is none, however many there are already. `returned`: how a change says that somebody is
    back."""
    before = len(known.officers) - len(known.inactive)
    back = sum(returned in change.columns for change in plan.changes)
    after = before + len(plan.new_officers) + back - len(plan.leaving)
    most = known.most_officers
    if most is None or after <= max(most, before):
        return plan
    return ImportPlan(
        plan.rows,
        defects=(_too_many(after, most),),
        notes=plan.notes,
        questions=plan.questions,
        headed=plan.headed,
    )


def _too_many(after: int, most: int) -> FileDefect:
    counted = ngettext("%(num)s pegawai aktif", "%(num)s pegawai aktif", after)
    return FileDefect(
        0,
        "",
        str(counted),
        _(
            "lebih banyak daripada kuota instansi Anda, %(most)s pegawai aktif",
            most=format_number(most),
        ),
        _(
            "nyatakan siapa yang sudah tidak bekerja di sini, atau minta pengelola instalasi "
            "menambah kuotanya"
        ),
    )
