from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict

from berakhlak.web.forms import (
    BaseForm,
    CheckboxesField,
    CheckboxField,
    ChoiceField,
    DateField,
    EmailField,
    FileField,
    LongTextField,
    NumberField,
    PasswordField,
    RadiosField,
    ScaleField,
    SelectChoice,
    TextField,
    form_problems,
)
from tests.support.pages import PageClient

UNITS = [SelectChoice("", "Pilih"), SelectChoice("bkd", "BKD")]
STEPS = [(1, "Tidak pernah"), (2, "Jarang"), (3, "Selalu")]
FILLED = {
    "name": "  Siti  ",
    "email": "siti@bkd.go.id",
    "password": " dengan spasi ",
    "unit": "bkd",
    "day": "24/11/2026",
    "count": "7",
    "kind": "a",
    "scale": "3",
    "months": "9",
    "agreed": "y",
}


class EveryField(BaseForm):
    name = TextField("Nama", thing="nama lengkap Anda", max_length=10)
    email = EmailField("Email", thing="alamat email Anda")
    password = PasswordField("Sandi", thing="kata sandi Anda")
    unit = ChoiceField("Unit", thing="unit kerja", choices=UNITS)
    day = DateField("Tanggal", thing="tanggal penutupan")
    count = NumberField("Jumlah", thing="jumlah penilai", least=3, most=20)
    kind = RadiosField("Jenis", thing="jenis", choices=[SelectChoice("a"), SelectChoice("b")])
    scale = ScaleField("Bertindak proaktif", steps=STEPS, cannot="Tidak dapat menilai")
    months = CheckboxesField("Bulan", thing="bulan", choices=[SelectChoice("3"), SelectChoice("9")])
    comment = LongTextField("Saran", thing="saran Anda", required=False, max_length=20)
    file = FileField("Berkas", thing="berkas pegawai", kinds=["csv", "xlsx"])
    agreed = CheckboxField("Setuju", thing="pernyataan", required=True)


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def _sent(**changes: Any) -> EveryField:
    values: dict[str, Any] = FILLED | {"file": _file("pegawai.csv")} | changes
    given = {name: value for name, value in values.items() if value is not None}
    form = EveryField(MultiDict(given), meta={"csrf": False})
    form.validate()
    return form


def _file(name: str) -> FileStorage:
    return FileStorage(io.BytesIO(b"nip,nama"), filename=name)


def _said(form: BaseForm) -> list[str]:
    return [str(problem.message) for problem in form_problems(form)]


def test_a_form_filled_well_has_nothing_to_mend() -> None:
    form = _sent()

    assert _said(form) == []
    assert (form.name.data, form.day.data, form.count.data) == ("Siti", date(2026, 11, 24), 7)
    assert (form.scale.data, form.agreed.data) == (3, True)


def test_a_password_is_kept_as_typed_and_never_sent_back() -> None:
    form = _sent()

    assert form.password.data == " dengan spasi "
    assert "dengan spasi" not in str(form.password())


def test_an_empty_form_is_told_field_by_field_what_to_do() -> None:
    form = _sent(**dict.fromkeys([*FILLED, "file"]))

    assert _said(form) == [
        "Isi nama lengkap Anda.",
        "Isi alamat email Anda.",
        "Isi kata sandi Anda.",
        "Pilih unit kerja.",
        "Isi tanggal penutupan.",
        "Isi jumlah penilai.",
        "Pilih jenis.",
        "Pilih satu jawaban untuk: Bertindak proaktif",
        "Pilih bulan.",
        "Pilih berkas pegawai.",
        "Centang untuk melanjutkan: pernyataan.",
    ]


def _too_long(thing: str, most: int) -> str:
    return f"Singkatkan {thing} menjadi paling banyak {most} huruf; sekarang kelebihan 1."


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "   ", "Isi nama lengkap Anda."),
        ("name", "a" * 11, _too_long("nama lengkap Anda", 10)),
        ("email", "siti", "Periksa kembali alamat email Anda, misalnya nama@instansi.go.id."),
        ("unit", "lain", "Pilih unit kerja dari jawaban yang tersedia."),
        ("count", "dua", "Isi jumlah penilai dengan angka bulat dari 3 sampai 20."),
        ("count", "2", "Isi jumlah penilai dengan angka bulat dari 3 sampai 20."),
        ("scale", "9", "Pilih satu jawaban untuk: Bertindak proaktif"),
        ("scale", "x", "Pilih satu jawaban untuk: Bertindak proaktif"),
        ("months", "13", "Pilih bulan dari jawaban yang tersedia."),
        (
            "comment",
            "a" * 21,
            _too_long("saran Anda", 20),
        ),
    ],
)
def test_each_mistake_gets_one_sentence_that_says_how_to_mend_it(
    field: str, typed: str, message: str
) -> None:
    assert _said(_sent(**{field: typed})) == [message]


def test_a_file_of_the_wrong_kind_is_refused() -> None:
    assert _said(_sent(file=_file("foto.jpg"))) == ["Pilih berkas berjenis: csv, xlsx."]


@pytest.mark.parametrize("typed", ["24/11/2026", "24-11-2026", "24.11.2026", "2026-11-24"])
def test_days_are_read_day_first_and_in_iso_order(typed: str) -> None:
    assert _sent(day=typed).day.data == date(2026, 11, 24)


@pytest.mark.parametrize("typed", ["31/02/2026", "11/24/2026", "besok", "24/11"])
def test_a_day_that_does_not_exist_is_kept_and_explained(typed: str) -> None:
    with time_machine.travel(datetime(2031, 2, 3, 5, tzinfo=UTC)):
        form = _sent(day=typed)
        said = _said(form)

    assert said == ["Isi tanggal penutupan dengan tanggal, bulan, dan tahun, misalnya 03/02/2031."]
    assert form.day._value() == typed


def test_cannot_rate_is_an_answer_and_silence_is_not() -> None:
    assert _sent(scale="0").scale.data == 0
    assert form_problems(_sent(scale="0")) == []
    assert _said(_sent(scale=None)) == ["Pilih satu jawaban untuk: Bertindak proaktif"]


def test_the_first_radio_button_is_where_a_summary_link_leads() -> None:
    form = _sent(scale=None, kind=None, name="")

    assert [problem.target for problem in form_problems(form)] == ["name", "kind-0", "scale-0"]


def test_a_refusal_found_later_joins_the_summary() -> None:
    form = _sent()

    form.refuse("Nama ini sudah dipakai.", "name")
    form.refuse("Siklus sudah ditutup.")

    assert _said(form) == ["Siklus sudah ditutup.", "Nama ini sudah dipakai."]
    assert [problem.target for problem in form_problems(form)] == ["", "name"]
    assert form.errors


def test_messages_wait_for_the_readers_language() -> None:
    message = _sent(name="").name.errors[0]

    assert not isinstance(message, str)
    assert str(message) == "Isi nama lengkap Anda."


class TestRefusedPage:
    def test_it_keeps_what_was_typed_and_answers_422(self, client: PageClient) -> None:
        page = client.post("/catatan", {"title": "", "text": "Sudah kutulis"}, status=422)

        assert page.one("#text").get_text(strip=True) == "Sudah kutulis"
        assert page.errors == ["Isi judul catatan."]
        assert "Perlu diperbaiki: Catatan" in page.one("title").get_text()

    def test_the_field_is_tied_to_its_error(self, client: PageClient) -> None:
        page = client.post("/catatan", {"title": ""}, status=422)

        field = page.one("#title")

        assert field["aria-invalid"] == "true"
        assert "Isi judul catatan." in page.one(f"#{field['aria-describedby']}").get_text()

    def test_what_was_typed_cannot_become_markup(self, client: PageClient) -> None:
        page = client.post("/catatan", {"title": '"><script>x</script>'}, status=200)

        assert page.one("#title")["value"] == '"><script>x</script>'
        assert not page.all("main script")

    def test_a_later_refusal_answers_422_too(self, client: PageClient) -> None:
        page = client.post("/catatan", {"title": "terlarang"}, status=422)

        assert page.errors == ["Judul ini sudah dipakai."]
