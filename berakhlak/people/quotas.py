"""How many officers an agency may have in service. Docs/decisions/0244."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session

from berakhlak.errors import StateConflict
from berakhlak.formats import format_number
from berakhlak.jobs.space import MEGABYTE, kept_bytes
from berakhlak.people.models import Agency
from berakhlak.people.queries import count_active


class QuotaOfOfficersReached(StateConflict):
    """One more would be more than the agency may have."""


def require_place(session: Session, agency_id: int) -> None:
    """Raises QuotaOfOfficersReached where one more officer in service would be too many."""
    most = session.get_one(Agency, agency_id).most_officers
    if most is not None and count_active(session, agency_id) >= most:
        raise QuotaOfOfficersReached(
            _(
                "Kuota instansi Anda %(most)s pegawai aktif dan sudah penuh. Nonaktifkan yang "
                "sudah tidak bekerja di sini, atau minta pengelola instalasi menambah kuotanya.",
                most=format_number(most, 0),
            )
        )


def quota_lines(session: Session, agency_id: int, at: datetime) -> list[object]:
    """What of its quota the agency has used, in words; nothing where it has none."""
    agency, said = session.get_one(Agency, agency_id), []
    if agency.most_officers is not None:
        used = count_active(session, agency_id)
        said.append(
            _(
                "Pegawai aktif: %(used)s dari %(most)s.",
                used=format_number(used),
                most=format_number(agency.most_officers),
            )
        )
    if agency.most_file_mb is not None:
        kept = kept_bytes(session, agency_id, at) / MEGABYTE
        said.append(
            _(
                "Berkas ekspor yang tersimpan: %(used)s dari %(most)s MB.",
                used=format_number(kept, 1),
                most=format_number(agency.most_file_mb),
            )
        )
    return said
