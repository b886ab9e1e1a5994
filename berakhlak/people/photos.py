"""Photos of officers, which visitors see beside a name; docs/decisions/0200 says how far."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from flask_babel import lazy_gettext as _
from sqlalchemy import func, not_, or_, select, update
from sqlalchemy.orm import Session

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.engines import rows_changed
from berakhlak.errors import StateConflict
from berakhlak.people.models import Agency, Person
from berakhlak.people.pictures import read_picture

SIDE = 112  # Pixels: a face of 34 on the form, sharp on phones with three dots each.
MOST_BYTES = 6_000
QUALITIES = (80, 70, 60, 50, 40, 30, 20, 10)
FACE = (0.5, 0.35)  # What is kept of a tall picture: faces stand above the middle.


class PhotosOff(StateConflict):
    """The agency shows none, so none is taken."""

    message = _("Nyalakan dahulu foto petugas untuk instansi ini.")


def plain_photo(content: bytes) -> bytes:
    """The middle of the picture as a JPEG of SIDE pixels and MOST_BYTES at most, on white.

    Raises PictureUnusable.
    """
    from PIL import Image, ImageOps

    picture = ImageOps.fit(read_picture(content), (SIDE, SIDE), centering=FACE)
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    for quality in QUALITIES:
        file = BytesIO()
        flat.save(file, "JPEG", quality=quality, optimize=True)
        if file.tell() <= MOST_BYTES:
            break
    return file.getvalue()


def keep_photo(
    session: Session, person: Person, photo: bytes | None, *, by: Actor | None, at: datetime
) -> None:
    """Put a photo in place of the one before, or take it away with None. Raises PhotosOff."""
    if photo is not None and not shows_photos(session, person.agency_id):
        raise PhotosOff
    person.photo = photo
    act = Act.REMOVED_PHOTO if photo is None else Act.CHANGED_PHOTO
    audit.record_act(session, act, person.id, by=by, at=at)
    session.flush()


def choose_photos(
    session: Session, agency: Agency, *, shown: bool, by: Actor | None, at: datetime
) -> None:
    """Whether visitors see photos; without, those that are kept go with the next cleaning."""
    if agency.shows_photos == shown:
        return
    agency.shows_photos = shown
    detail = {"shown": int(shown)}
    audit.record_act(session, Act.CHOSE_PHOTOS, agency.id, by=by, at=at, detail=detail)
    session.flush()


def shows_photos(session: Session, agency_id: int) -> bool:
    return bool(session.scalar(select(Agency.shows_photos).where(Agency.id == agency_id)))


def photo_of(session: Session, person_id: int) -> bytes | None:
    """The photo of an officer who is here, where the agency shows photos."""
    return session.scalar(
        select(Person.photo)
        .join(Agency, Agency.id == Person.agency_id)
        .where(Person.id == person_id, Person.is_active, Agency.shows_photos)
    )


def count_photos(session: Session, agency_id: int) -> int:
    mine = (Person.agency_id == agency_id, Person.photo.is_not(None))
    return int(session.scalar(select(func.count()).where(*mine)) or 0)


def forget_photos(session: Session, agency_id: int) -> int:
    """Those that are shown nowhere any more: of officers who left, and of an agency that shows
    none. Returns how many."""
    shown = select(Agency.id).where(Agency.id == agency_id, Agency.shows_photos)
    change = update(Person).where(Person.agency_id == agency_id, Person.photo.is_not(None))
    change = change.where(or_(not_(Person.is_active), ~shown.exists()))
    return rows_changed(session, change.values(photo=None))
