"""A tablet at a counter: only the form opens on it, each voice counts once, a PIN leads out."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.citizens.kiosk_boxes import CURVE, BoxUnreadable, open_box, public_key
from berakhlak.citizens.kiosks import Kiosk, start_kiosk
from berakhlak.citizens.models import Counter
from berakhlak.counter_file import PREFIX
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import CycleKey, KeyStore
from berakhlak.extensions import db, limiter
from berakhlak.instrument.citizen_words import CitizenLanguage, languages
from tests.citizens.conftest import make_counter
from tests.citizens.voices import filled, voices
from tests.factories.cycles import AT, OpenCycle, make_open_cycle
from tests.support.pages import PageClient

PIN, ONCE = "2580", "0123456789abcdef" * 2


def sealed(fields: object, public: str) -> str:
    """As static/js/kiosk_sealing.js does it."""
    theirs = urlsafe_b64decode(public)
    own = ec.generate_private_key(CURVE)
    point = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    secret = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    key = HKDF(SHA256(), 32, salt=b"", info=b"kiosk box" + point + theirs).derive(secret)
    content = json.dumps(fields).encode().ljust(2048)
    return urlsafe_b64encode(
        point + bytes(12) + AESGCM(key).encrypt(bytes(12), content, ONCE.encode())
    ).decode()


def place(counter: Counter) -> str:
    return f"/siklus/{counter.cycle_id}/loket/{counter.id}/kios"


@pytest.fixture
def kiosk(client: PageClient, opened: OpenCycle, counter: Counter) -> PageClient:
    """A device that HR has just made a kiosk."""
    hr = client.sign_in(opened.hr)
    begun = hr.open(place(counter), method="POST", data={"pin": PIN, "csrf_token": hr.token()})
    assert begun.location == "/kios"
    assert client.open("/kios").location == f"/l/{counter.token}"
    return client


def send(kiosk: PageClient, form: dict[str, str], once: str = ONCE) -> Any:
    form = form | {"once": once, "csrf_token": kiosk.token()}
    return kiosk.open("/kios/kirim", method="POST", data=form)


def test_boxes_of_posters_stay_as_they_were_and_other_doors_are_marked() -> None:
    assert VoiceContent(7, {"BP2": 4}).to_bytes() == b'{"o":7,"a":{"BP2":4},"c":""}'
    marked = VoiceContent(7, {"BP2": 4}, "", Door.KIOSK)
    assert marked.to_bytes() == b'{"o":7,"a":{"BP2":4},"c":"","d":"kiosk"}'
    for each in (marked, VoiceContent(7, {"BP2": 4})):
        assert VoiceContent.from_bytes(each.to_bytes()) == each


def test_nothing_but_the_form_opens_until_the_pin_is_given(
    kiosk: PageClient, session: Any, opened: OpenCycle, counter: Counter
) -> None:
    form = kiosk.get(f"/l/{counter.token}")
    assert form.one("[data-kiosk]")["data-required"].split() == ["officer"]
    for path in ("/", "/masuk", "/siklus", "/l", "/l/lain", "/bantuan", place(counter)):
        assert kiosk.open(path).location == "/kios", path
    assert kiosk.open("/static/css/kiosk.css").status_code == 200

    wrong = kiosk.post("/kios/keluar", {"pin": "0000"}, status=422)
    assert "PIN keliru" in wrong.one("#pin-error").get_text()
    assert wrong.one("#pin").get("value", "") == ""
    assert kiosk.post("/kios/keluar", {"pin": PIN}).heading == "Masuk"

    acts = select(AuditEntry.act, AuditEntry.account_id).where(AuditEntry.object_id == counter.id)
    assert {("started a kiosk", opened.hr.id), ("ended a kiosk", None)} <= {
        tuple(row) for row in session.execute(acts)
    }
    assert PIN not in session.scalars(select(Kiosk)).one().pin_hash
    assert send(kiosk, filled(form)).json == {"word": "ended"}


def test_a_voice_sent_twice_counts_once_and_is_marked(
    kiosk: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    form = filled(kiosk.get(f"/l/{counter.token}"), 4)

    answers = [send(kiosk, form), send(kiosk, form), send(kiosk, form, "f" * 32)]

    assert [(each.status_code, each.json) for each in answers] == [(200, {"word": "received"})] * 3
    assert [voice.door for voice in voices(session, counter, keys)] == ["kiosk"] * 2
    empty = {name: value for name, value in form.items() if not name.startswith("jawaban-")}
    assert send(kiosk, empty, "e" * 32).json == {"word": "refused"}
    assert send(kiosk, form, "short").json == {"word": "refused"}
    counter.closed_at = AT
    assert send(kiosk, form, "d" * 32).json == {"word": "closed"}
    assert kiosk.open("/kios/keadaan").json["word"] == "here"


def test_hr_ends_a_kiosk_from_afar_and_a_pin_needs_digits(
    app: Flask, kiosk: PageClient, opened: OpenCycle, counter: Counter
) -> None:
    hr = PageClient(app).sign_in(opened.hr)
    assert "misalnya 2580" in hr.post(place(counter), {"pin": "abcd"}, status=422).text
    assert "1 kios berjalan" in hr.get(place(counter)).text

    hr.post(f"{place(counter)}/akhiri", {})

    assert kiosk.get("/kios").heading == "Tidak ada kios di perangkat ini"
    assert kiosk.get("/masuk").heading == "Masuk"


@pytest.fixture
def limited(make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[Flask]:
    yield make_app(limits_enabled=True, rate_limit_storage=f"{PREFIX}{tmp_path / 'tries.sqlite3'}")
    limiter.enabled = False


def test_pins_and_voices_are_limited_and_hr_is_told_of_too_many(
    limited: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("berakhlak.citizens.kiosks.MOST_AN_HOUR", "2 per hour")
    with limited.app_context():
        opened = make_open_cycle(db.session, key_store(), staff=2)
        counter = make_counter(db.session, opened, "Budi Santoso")
        key = start_kiosk(db.session(), counter, pin=PIN, by=None, at=AT)
        db.session.commit()
        hr, form, listed = opened.hr, f"/l/{counter.token}", f"/siklus/{opened.cycle.id}/loket"
        office = PageClient(limited).sign_in(hr)
    kiosk = PageClient(limited)
    kiosk.http.set_cookie("kios", key)
    voice = filled(kiosk.get(form))

    said = [send(kiosk, voice, number * 32).json["word"] for number in "123"]
    tries = [kiosk.post("/kios/keluar", {"pin": "0000"}, status=422).text for _each in range(6)]

    assert said == ["received", "received", "busy"]
    assert ["PIN keliru" in text for text in tries] == [True] * 5 + [False]
    assert "Terlalu banyak PIN" in kiosk.post("/kios/keluar", {"pin": PIN}, status=422).text
    assert "Kios terlalu sering dipakai" in office.get(listed).text


def test_a_box_opens_for_its_kiosk_and_number_alone() -> None:
    key, other = CycleKey.derive(bytes(32)), CycleKey.derive(bytes(31) + b"1")
    fields = [("officer", "7"), ("reasons", "kecepatan"), ("reasons", "kejujuran")]
    box = sealed(fields, public_key(key, 3))

    assert list(open_box(key, 3, box, ONCE).items(multi=True)) == fields
    assert public_key(key, 3) != public_key(key, 4)
    for args in ((other, 3, box, ONCE), (key, 4, box, ONCE), (key, 3, box, "f" * 32)):
        with pytest.raises(BoxUnreadable):
            open_box(*args)
    damaged = ("", "AAAA", "é", box[:-8], "A" + box[1:], box * 9, sealed(7, public_key(key, 3)))
    for wrong in damaged:
        with pytest.raises(BoxUnreadable):
            open_box(key, 3, wrong, ONCE)


def test_a_voice_comes_out_of_its_box_once(
    kiosk: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    page = kiosk.get(f"/l/{counter.token}")
    fields = [*filled(page, 4, comment="Tunggu lama").items()]
    box = sealed(fields, str(page.one("[data-kiosk]")["data-seal"]))

    answers = [send(kiosk, {"box": box}), send(kiosk, {"box": box})]

    assert [each.json["word"] for each in answers] == ["received", "received"]
    assert send(kiosk, {"box": "AAAA"}, "f" * 32).json == {"word": "refused"}
    assert [voice.comment for voice in voices(session, counter, keys)] == ["Tunggu lama"]


@pytest.mark.parametrize("language", languages())
def test_the_kept_form_is_empty_in_the_language_of_its_address(
    kiosk: PageClient, counter: Counter, language: CitizenLanguage
) -> None:
    kiosk.http.set_cookie("bahasa", "en")

    page = kiosk.get(f"/kios/lembar/{language.code}")

    assert (page.one("html")["lang"], page.one(".faces legend").get_text().strip()) == (
        language.code,
        language.form.face,
    )
    assert page.one("input[name=ticket]").get("value", "") == ""
    assert not page.all("[checked]")
    worker = kiosk.open("/kios/pekerja.js")
    assert worker.headers["Service-Worker-Allowed"] == f"/l/{counter.token}"
    assert worker.mimetype == "text/javascript"


def test_a_device_that_is_no_kiosk_any_more_forgets_what_it_kept(
    kiosk: PageClient, session: Any
) -> None:
    assert (
        "Service-Worker-Allowed"
        not in PageClient(kiosk.http.application).open("/kios/pekerja.js").headers
    )
    session.scalars(select(Kiosk)).one().ended_at = AT

    assert kiosk.open("/kios/lembar/id").location == "/kios"
    gone = kiosk.open("/kios")

    assert gone.headers["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in kiosk.open("/kios").headers, "the cookie is gone"
