"""What HR does before the first cycle opens, and how far it is; nothing once one has opened.

The last step is never done while the list stands, so there is always one that is owed.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import LazyString, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.cycles.models import Cycle
from berakhlak.people.models import Agency, Person


@dataclass(frozen=True)
class FirstStep:
    """One step; `page` is the name of the page where it is done, `cycle_id` what it is about."""

    label: LazyString
    note: str | LazyString
    is_done: bool
    page: str
    action: LazyString
    cycle_id: int | None = None
    may_wait: bool = False


def first_steps(session: Session, agency_id: int) -> list[FirstStep]:
    """The steps in order; empty once a cycle of the agency has been opened."""
    cycles = session.scalars(
        select(Cycle).where(Cycle.agency_id == agency_id).order_by(Cycle.id.desc())
    ).all()
    if any(cycle.opened_at for cycle in cycles):
        return []
    people, ready = _people(session, agency_id)
    draft = cycles[0].id if cycles else None
    page = "cycle_administration.cycle_page" if draft else "cycle_administration.new_cycle"
    return [
        _letterhead(session, agency_id),
        FirstStep(
            _("Impor pegawai"),
            ngettext("%(num)s pegawai aktif", "%(num)s pegawai aktif", people),
            people > 0,
            "people.import_file",
            _("Impor berkas pegawai"),
        ),
        FirstStep(
            _("Beri pegawai kode masuk"),
            ngettext(
                "%(num)s pegawai sudah punya kata sandi",
                "%(num)s pegawai sudah punya kata sandi",
                ready,
            ),
            ready > 0,
            "access.codes_page",
            _("Buat kode masuk"),
        ),
        FirstStep(
            _("Buat siklus"),
            _("Kuesioner, unit, tanggal, dan kelompok penilai."),
            draft is not None,
            page,
            _("Buat siklus"),
            draft,
        ),
        FirstStep(
            _("Buka siklus"),
            _("Sesudah dibuka, daftar ini hilang, dan loket pelayanan dapat dipasang."),
            False,
            page,
            _("Periksa dan buka"),
            draft,
        ),
    ]


def _letterhead(session: Session, agency_id: int) -> FirstStep:
    agency = session.get_one(Agency, agency_id)
    return FirstStep(
        _("Lengkapi kop instansi"),
        agency.name,
        bool(agency.government or agency.address),
        "people.letterhead_page",
        _("Isi kop"),
        may_wait=True,
    )


def _people(session: Session, agency_id: int) -> tuple[int, int]:
    """Active officers, and how many of them have a password."""
    row = session.execute(
        select(func.count(Person.id), func.count(Account.password_hash))
        .outerjoin(Account, Account.id == Person.account_id)
        .where(Person.agency_id == agency_id, Person.is_active)
    ).one()
    return row[0], row[1]
