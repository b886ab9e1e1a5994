"""Officers of whoever is signed in; for views, never for operations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.accounts.session import signed_in
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.people.models import Person
from berakhlak.people.queries import officer_of_agency


class OfficerNotFound(NotFound):
    """There is no such officer, or not in the reader's agency."""

    message = _("Pegawai ini tidak ada di instansi Anda.")


def own_person(person_id: int) -> Person:
    """An officer of the reader's agency. Raises OfficerNotFound."""
    found = officer_of_agency(db.session(), signed_in().agency_id, person_id)
    if found is None:
        raise OfficerNotFound
    return found
