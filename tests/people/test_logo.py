"""The agency's logo: taken as a picture, kept small, refused in words when it is none."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from berakhlak.cycles.keyring import key_store
from berakhlak.people.logos import SIDE, plain_logo
from berakhlak.people.pictures import PictureTooLarge, PictureUnusable
from tests.factories.cycles import make_open_cycle
from tests.support.pages import PageClient
from tests.support.pictures import picture_file

PATH = "/pegawai/kop"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_is_kept_small_and_plain(kind: str) -> None:
    with Image.open(BytesIO(plain_logo(picture_file(kind)))) as kept:
        assert (kept.format, max(kept.size)) == ("PNG", SIDE)


@pytest.mark.parametrize("content", [b"", b"teks", b"\x89PNG\r\n\x1a\n", b"<svg/>", b"%PDF-1.7"])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(PictureUnusable):
        plain_logo(content)


def test_a_picture_of_very_many_pixels_is_refused_before_it_is_read() -> None:
    file = BytesIO()
    Image.new("1", (6000, 6000)).save(file, "PNG")

    with pytest.raises(PictureTooLarge):
        plain_logo(file.getvalue())


def test_hr_uploads_a_logo_sees_it_and_takes_it_away(client: PageClient, session: Any) -> None:
    hr = client.sign_in(make_open_cycle(session, key_store(), staff=1).hr)
    assert hr.open(f"{PATH}/logo.png").status_code == 404

    def send(name: str, content: bytes, **more: str) -> Any:
        data = {"csrf_token": hr.token(), "address": "Jalan Merdeka 1", **more}
        return hr.open(PATH, method="POST", data=data | {"logo": (BytesIO(content), name)})

    refused = send("logo.png", b"bukan gambar")
    assert refused.status_code == 422
    assert "tidak dapat dibaca sebagai gambar" in refused.text
    assert "Jalan Merdeka 1" in refused.text
    assert send("logo.svg", b"<svg/>").status_code == 422
    assert send("logo.jpg", picture_file("JPEG")).status_code == 302
    assert hr.get(PATH).all("img[alt^=Logo]")
    shown = hr.open(f"{PATH}/logo.png")
    assert (shown.mimetype, shown.data[:4]) == ("image/png", b"\x89PNG")
    hr.post(PATH, {"address": "Jalan Merdeka 2"})
    assert hr.open(f"{PATH}/logo.png").status_code == 200
    hr.post(PATH, {"no_logo": "y"})
    assert hr.open(f"{PATH}/logo.png").status_code == 404
