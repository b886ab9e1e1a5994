"""Photos of officers: made small and plain, seen where the agency wants, gone with the officer."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from berakhlak import clock
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import add_counter
from berakhlak.cycles.keyring import key_store
from berakhlak.people.leaving import deactivate_people
from berakhlak.people.models import Person
from berakhlak.people.photos import MOST_BYTES, SIDE, forget_photos, plain_photo
from berakhlak.people.pictures import PictureTooLarge, PictureUnusable
from tests.factories.cycles import AT, OpenCycle, make_open_cycle, participants
from tests.support.pages import PageClient
from tests.support.pictures import picture_file


def photo_with_a_place(size: tuple[int, int] = (600, 800)) -> bytes:
    """Noise, which compresses worst, with a place, a comment and words of a program in it."""
    picture = Image.effect_noise(size, 120).convert("RGB")
    about = Image.Exif()
    about[0x0112] = 6  # Lies on its side.
    about[0x010E] = "RUMAH-BUDI"
    about.get_ifd(0x8825)[1] = "S"
    file = BytesIO()
    picture.save(file, "JPEG", exif=about, comment=b"RUMAH-BUDI", quality=95)
    return file.getvalue()


def test_a_photo_is_kept_square_small_and_without_what_the_camera_wrote() -> None:
    sent = photo_with_a_place()
    assert b"RUMAH-BUDI" in sent

    kept = plain_photo(sent)

    assert len(kept) <= MOST_BYTES
    assert b"RUMAH" not in kept
    with Image.open(BytesIO(kept)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (SIDE, SIDE))
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_is_seen_through_lies_on_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (50, 20), (0, 0, 0, 0)).save(file, "PNG")

    with Image.open(BytesIO(plain_photo(file.getvalue()))) as picture:
        assert picture.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("content", [b"", b"teks", b"\xff\xd8\xff", b"<svg/>", b"GIF89a"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PictureUnusable):
        plain_photo(content)


def test_a_header_that_claims_a_huge_picture_is_refused_unread() -> None:
    honest = bytearray(picture_file("PNG", (10, 10)))
    honest[16:24] = (60_000).to_bytes(4, "big") * 2  # Width and height of the PNG header.

    with pytest.raises((PictureTooLarge, PictureUnusable)):
        plain_photo(bytes(honest))


class Office:
    """A counter of two officers, HR, and a visitor."""

    def __init__(self, session: Any, app: Flask) -> None:
        self.session = session
        self.opened: OpenCycle = make_open_cycle(session, key_store(), staff=2)
        self.hr = PageClient(app).sign_in(self.opened.hr)
        self.visitor = PageClient(app)
        self.officers = participants(session, self.opened.cycle)[:2]
        self.counter: Counter = add_counter(
            session, self.opened.cycle, name="Loket 1", officers=self.officers, by=None, at=AT
        )
        session.commit()
        self.person = session.get_one(Person, self.officers[0].person_id)
        self.page = f"/pegawai/{self.person.id}/foto"
        self.shown = f"/l/{self.counter.token}/foto/{self.officers[0].id}.jpg"

    def send(self, content: bytes, name: str = "budi.jpg") -> Any:
        data = {"csrf_token": self.hr.token(), "photo": (BytesIO(content), name)}
        return self.hr.open(self.page, method="POST", data=data)

    def turn(self, *, on: bool) -> None:
        self.hr.post("/pegawai/foto", {"shown": "y"} if on else {}, status=302)


@pytest.fixture
def office(session: Any, app: Flask) -> Office:
    return Office(session, app)


def test_without_the_agencys_word_no_photo_is_taken_or_shown(office: Office) -> None:
    assert "Foto petugas belum dinyalakan" in office.hr.get(office.page).text
    refused = office.send(picture_file("JPEG"))
    assert refused.status_code == 422
    assert "Nyalakan dahulu foto petugas" in refused.text
    assert office.visitor.open(office.shown).status_code == 404
    assert not office.visitor.get(f"/l/{office.counter.token}").all(".avatar img")


def test_hr_uploads_a_photo_visitors_see_it_small_and_hr_takes_it_away(office: Office) -> None:
    office.turn(on=True)
    refused = office.send(b"bukan gambar")
    assert refused.status_code == 422
    assert "tidak dapat dibaca sebagai gambar" in refused.text
    assert office.send(picture_file("JPEG")).status_code == 302

    form = office.visitor.get(f"/l/{office.counter.token}")
    (image,) = form.all(".avatar img")
    assert (image["src"], image["alt"], image["loading"]) == (office.shown, "Foto", "lazy")
    seen = office.visitor.open(office.shown)
    assert (seen.mimetype, seen.headers["Cache-Control"]) == ("image/jpeg", "private, max-age=600")
    assert len(seen.data) <= MOST_BYTES
    assert "Set-Cookie" not in seen.headers
    beside = office.shown.replace(str(office.officers[0].id), str(office.officers[1].id))
    assert office.visitor.open(beside).status_code == 404

    assert office.hr.open(f"{office.page}.jpg").data == seen.data
    office.hr.post(office.page, {"no_photo": "y"}, status=302)
    assert office.visitor.open(office.shown).status_code == 404
    assert office.hr.open(f"{office.page}.jpg").status_code == 404


Change = Callable[[Office], None]


def _leaves(office: Office) -> None:
    agency = office.opened.agency
    deactivate_people(office.session, agency, [office.person.id], by=None, at=clock.utc_now())
    office.session.commit()


@pytest.mark.parametrize("change", [_leaves, lambda office: office.turn(on=False)])
def test_a_photo_that_is_shown_nowhere_is_hidden_at_once_and_erased_by_the_next_cleaning(
    office: Office, change: Change
) -> None:
    office.turn(on=True)
    office.send(picture_file("JPEG"))
    assert forget_photos(office.session, office.opened.agency.id) == 0

    change(office)

    assert office.visitor.open(office.shown).status_code == 404
    assert forget_photos(office.session, office.opened.agency.id) == 1
    office.session.expire_all()
    assert office.person.photo is None
