"""The report and the poster as files: what they say, in both languages, and that readers of PDF/UA
can read them."""

from __future__ import annotations

import io
from datetime import timedelta

import pikepdf
import pytest

from tests.documents.test_conformance import ACCESSIBLE, faults
from tests.factories.satisfaction import (
    GOLDEN,
    close,
    give_answers,
    let_the_survey_pass,
    make_survey,
    publish,
)
from tests.support.pdf import text_of


@pytest.fixture
def twice(session, keys):
    """A published survey, and a closed one of the next year of the same unit."""
    first = make_survey(session, keys, services=("KTP-el",), population=500)
    give_answers(session, first, GOLDEN)
    let_the_survey_pass(session, first, days=60)
    close(session, first)
    publish(session, first)
    second = make_survey(session, keys, unit=first.unit, services=("KTP-el", "Kartu keluarga"))
    better = [tuple(min(4, each + 1) for each in row) for row in GOLDEN]
    give_answers(session, second, better * 2, services=(0,) * 10 + (1,) * 10)
    let_the_survey_pass(session, second)
    second.survey.starts_on = second.survey.last_day - timedelta(days=20)
    close(session, second)
    return second


def test_the_report_has_what_the_regulation_wants_in_both_languages(
    client, session, twice, tmp_path
):
    hr = client.sign_in(twice.hr)
    pdf = hr.open(f"{twice.page}/laporan.pdf").data
    told = " ".join(text_of(pdf, tmp_path).split())
    for words in (
        "Laporan Survei Kepuasan Masyarakat",
        "Dinas Dukcapil",
        "KTP-el; Kartu keluarga",
        "U8 Penanganan pengaduan, saran, dan masukan",
        "Unsur dengan nilai terendah: U3 Waktu penyelesaian",
        "Rencana tindak lanjut",
        "Belum terbit.",
        "Dibandingkan dengan survei terdahulu",
        "81,67",
        "bobot tiap unsur tepat 1/9",
        "bukan SKM",
        "Responden",
        "Laki-laki 20 100%",
    ):
        assert words in told
    assert faults(pdf, ACCESSIBLE) == []
    assert hr.open(f"{twice.page}/laporan.pdf").data == pdf
    hr.http.set_cookie("bahasa", "en")
    english = hr.open(f"{twice.page}/laporan.pdf").data
    said = " ".join(text_of(english, tmp_path).split())
    assert "Compared with earlier surveys" in said
    assert faults(english, ACCESSIBLE) == []


def test_the_poster_leads_to_the_form_and_names_no_officer(client, session, twice, tmp_path):
    pdf = client.sign_in(twice.hr).open(f"{twice.page}/poster.pdf").data
    told = " ".join(text_of(pdf, tmp_path).split())
    assert f"localhost/s/{twice.survey.code}" in told.replace(" ", "")  # Its letters stand apart.
    assert "bukan seorang petugas" in told
    assert "not an officer" in told
    assert faults(pdf, ACCESSIBLE) == []
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert len(file.pages) == 1
