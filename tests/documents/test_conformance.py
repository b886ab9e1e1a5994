"""What a validator of PDF/UA-1 and PDF/A-3a says of every kind of file that is made here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import page as judge
import pikepdf
import pytest
from flask import Flask
from page import ValidationProfile

from berakhlak.access.slips import Slip, SlipWords, slips_pdf
from berakhlak.citizens import slips as visit_slips
from berakhlak.citizens.models import Counter
from berakhlak.citizens.paper import PaperQuestion, paper_pdf
from berakhlak.citizens.poster import FORMATS, counter_poster
from berakhlak.citizens.poster_file import PosterHead, posters_pdf
from berakhlak.cycle_administration.code_sheet import code_sheet_pdf
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.purposes import Purpose
from berakhlak.documents.parts import LabelledText, VerificationDetails
from berakhlak.documents.pdf import PrintableDocument, render_document, render_pdf
from berakhlak.documents.pdf_archive import stream_with_end_of_line
from berakhlak.key_holders.holders import HolderRole, name_holders
from berakhlak.people.logos import plain_logo
from berakhlak.personal_data.printing import letter_pdf
from berakhlak.profiles.editions import FORMS, build_form
from berakhlak.profiles.printing import profile_pdf
from berakhlak.profiles.profile import ProfileSource
from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.closing_record import ClosingRecord, closing_record_pdf
from berakhlak.results.printing import results_html
from berakhlak.results.report import UnitSource
from berakhlak.signing.issuing import qr_drawing
from berakhlak.signing.signers.keyfile import KeyFileSigner
from config import ROOT as ROOT_OF_CODE
from tests.factories.holders import FOUR
from tests.factories.profiles import (
    extreme_officer,
    rendering_app,
    rich_officer,
    unrated_officer,
    withheld_officer,
)
from tests.factories.results import JUDGED, UNITS, results_source, version_2
from tests.profiles.test_opening import decided, undecided
from tests.signing import keys
from tests.signing.conftest import ROOT, SEAL
from tests.support.pdf import opened
from tests.support.pictures import picture_file

ACCESSIBLE, ARCHIVE = ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_3A
ADDRESS = "https://kinerja.example.go.id/v/7K3M9QTX"
# Pages of so many lengths that their streams end in every byte there is.
MANY = 900


@pytest.fixture(autouse=True, scope="module")
def _application() -> Iterator[None]:
    with rendering_app().app_context():
        yield


def faults(pdf: bytes, *standards: Any) -> list[tuple[str, str]]:
    """Rule and message of whatever a validator finds, for each standard in turn."""
    reports = [judge.validate_pdf_bytes(pdf, profile=each) for each in standards]
    return [(each.rule_id, each.message) for report in reports for each in report.failures]


def issued(make: Any, form: str, *, archive: bool = False, language: str = "id") -> bytes:
    """A profile as it is handed out: with the part by which it can be checked."""
    source: ProfileSource = make()
    profile = build_form(source, form=form, archive=archive, language=language)
    code = VerificationDetails(code="7K3M-9QTX", url=ADDRESS, qr=qr_drawing(ADDRESS))
    return profile_pdf(replace(profile, verification=code))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "make",
    [rich_officer, withheld_officer, extreme_officer, unrated_officer],
    ids=lambda make: make.__name__,
)
def test_every_form_of_a_profile_conforms(make: Any, form: str) -> None:
    assert faults(issued(make, form), ACCESSIBLE) == []
    assert faults(issued(make, form, archive=True), ACCESSIBLE, ARCHIVE) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_profile_in_english_or_without_a_code_conforms(form: str) -> None:
    assert (
        faults(issued(rich_officer, form, archive=True, language="en"), ACCESSIBLE, ARCHIVE) == []
    )
    plain = profile_pdf(build_form(rich_officer(), form=form, archive=True))
    assert faults(plain, ACCESSIBLE, ARCHIVE) == []


@pytest.mark.parametrize("source", [results_source, version_2], ids=["rules 1", "rules 2"])
def test_the_report_on_an_agency_conforms(source: Any) -> None:
    assert faults(render_pdf(results_html(agency_results(source(), "id"))), ACCESSIBLE) == []


@pytest.mark.parametrize("each", [*UNITS, *JUDGED], ids=lambda each: each.name)
def test_the_report_on_a_unit_conforms(each: UnitSource) -> None:
    source = version_2() if each in JUDGED else results_source()
    assert faults(render_pdf(results_html(unit_results(source, each, "id"))), ACCESSIBLE) == []


@pytest.mark.parametrize("size", FORMATS)
def test_posters_of_counters_conform_and_are_one_page_each(size: str) -> None:
    posters = [
        counter_poster(
            Counter(name=name, token="216ozHy4Fs9CqcfR5Cpl9w", short_code="WWWMMM"),
            "https://kinerja.example.go.id/l/216ozHy4Fs9CqcfR5Cpl9w",
        )
        for name in ("Loket 1", "Loket <Perizinan> & " + "Kependudukan " * 12)
    ]
    head = PosterHead("Dinas Kependudukan & <Sipil>", plain_logo(picture_file()))
    pdf = posters_pdf(posters, head, size=size)

    assert faults(pdf, ACCESSIBLE) == []
    assert len(opened(pdf).pages) == 2


def test_a_slip_of_paper_for_citizens_conforms() -> None:
    steps = [(str(n), (("id", "Hampir selalu"), ("en", "Almost always"))) for n in range(6)]
    questions = [
        PaperQuestion((("id", "Siapa & <apa>?"), ("en", "Who?")), [("1", (("id", "Budi"),))]),
        PaperQuestion((("id", "Ramah"), ("en", "Friendly")), steps, is_row=True),
        PaperQuestion((("id", "Pesan"), ("en", "Message"))),
    ]

    head = PosterHead("Dinas Kependudukan", plain_logo(picture_file()))
    pdf = paper_pdf(questions, counter="Loket <1> & 2", head=head, purpose=Purpose.APPRAISAL)

    assert faults(pdf, ACCESSIBLE) == []


@pytest.mark.parametrize("paper", ["a4", "rol"])
def test_slips_of_visits_conform(app: Flask, paper: str) -> None:
    codes = [f"CDFH-JKNP-{n}" for n in range(2, 6)]
    with app.test_request_context():
        place = visit_slips.SlipPlace(
            PosterHead("Dinas Kependudukan & <Sipil>", plain_logo(picture_file())),
            "Loket <Perizinan> & Kependudukan",
            "https://kinerja.example.go.id/l/216ozHy4Fs9CqcfR5Cpl9w",
            "kinerja.example.go.id/l",
        )
        pdf = visit_slips.slips_pdf(codes, place, paper=paper)

    assert faults(pdf, ACCESSIBLE) == []


def test_a_sheet_of_slips_conforms(app: Flask) -> None:
    slips = [
        Slip(name=name, nip="199001012015031001", unit="Bidang <Data> & Umum", code="CDFH-JKNP")
        for name in ("Siti Rahmawati", "Dr. <Budi> & Putra, S.Kom., " * 3)
    ]
    words = SlipWords(
        agency="Dinas Kependudukan",
        address="https://kinerja.example.go.id/kode",
        last_day=date(2026, 12, 1),
    )
    with app.app_context():
        assert faults(slips_pdf(slips, words), ACCESSIBLE) == []


def test_the_paper_of_a_key_holder_conforms_and_is_one_page(app: Flask) -> None:
    named = [("Kepala <Biro> & SDM", HolderRole.MANAGEMENT), *FOUR[1:3], ("W" * 100, FOUR[3][1])]
    holders = name_holders(named, 2)
    cycle = Cycle(name="Semester <II> & " + "2026 " * 30, holders_json=holders.to_json())
    with app.app_context():
        for holder in holders.holders:
            pdf = code_sheet_pdf(cycle, holder, "K1GY-YMNM-S6KX-XGZG-XB31-PP9H-2A6G")
            assert faults(pdf, ACCESSIBLE) == []
            assert len(opened(pdf).pages) == 1


def test_a_letter_after_a_breach_conforms(app: Flask) -> None:
    text = "Kop <Surat>\nBaris kedua\n\nPemberitahuan\n\n" + "Isi & rincian. " * 300
    with app.test_request_context():
        assert faults(letter_pdf(text), ACCESSIBLE) == []


RECORD = ClosingRecord(
    language="id",
    agency="Dinas Kependudukan <Sukamaju> & " + "Pencatatan " * 9,
    cycle="Semester II 2026",
    root="0SEF-QZGX-8829-B3V9-DH2B-2FHK",
    dated_iso="2026-11-02",
    facts=(LabelledText(label="Instansi", text="Dinas Kependudukan"),) * 3,
    counts=(LabelledText(label="Pegawai dinilai", text="117"),) * 9,
    hashes=(LabelledText(label="SHA-256", text="7c1e9d4ab05f2236" * 4),) * 3,
    statement="",
)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("statement", ["", "Ditandatangani secara elektronik."])
def test_the_record_of_closing_conforms_and_is_one_page(statement: str, language: str) -> None:
    pdf = closing_record_pdf(replace(RECORD, language=language, statement=statement))

    assert faults(pdf, ACCESSIBLE) == []
    assert len(opened(pdf).pages) == 1


JUDGED_HERE = {
    "profiles/printing.py",
    "results/printing.py",
    "results/closing_record.py",
    "citizens/poster_file.py",
    "citizens/paper.py",
    "development/preparing_pages.py",  # In tests/development/test_preparing.py.
    "development/idp_document.py",  # In tests/development/test_trainings.py.
    "citizens/slips.py",
    "objections/letter.py",  # In tests/objections/test_letter.py.
    "personal_data/printing.py",
    # All three in tests/satisfaction_survey/test_documents.py.
    "satisfaction_administration/ticket_pages.py",
    "satisfaction_administration/printing.py",
    "satisfaction_administration/poster_page.py",
    "cycle_administration/code_sheet.py",
    "access/slips.py",  # Up to 25 sheets; larger files are merged, and without tags.
}
"""Who makes files, each judged above."""
NO_OWN_FILES = {
    "documents/pdf.py",  # Renders for all of them.
    "exports/export.py",  # Profiles, as `profiles/printing.py` describes them.
    "inspection/environment.py",  # A sample that nobody is given.
}


def test_no_file_is_made_that_is_not_judged_here() -> None:
    code = ROOT_OF_CODE / "berakhlak"
    made = {
        str(path.relative_to(code))
        for path in code.rglob("*.py")
        if re.search(r"\b(render_document|render_pdf|write_pdf)\(", path.read_text("utf-8"))
    }
    assert made == JUDGED_HERE | NO_OWN_FILES


@pytest.mark.parametrize("form", FORMS)
def test_a_signed_file_conforms(form: str, tmp_path: Path) -> None:
    signer = KeyFileSigner.from_file(keys.pkcs12_file(tmp_path, SEAL, ROOT), keys.PASSPHRASE)
    for archive in (False, True):
        pdf = signer.sign(issued(rich_officer, form, archive=archive), reason="uji")
        assert b"/ByteRange" in pdf
        assert faults(pdf, ACCESSIBLE, *([ARCHIVE] if archive else [])) == []


@pytest.mark.parametrize(
    ("standard", "rule", "found", "put"),
    [
        (ACCESSIBLE, "ID-PART", b'pdfuaid:part="1"', b'pdfuaid:part="9"'),
        (ACCESSIBLE, "", b"/Marked true", b"/Marked null"),
        (ARCHIVE, "", b'pdfaid:part="3"', b'pdfaid:part="1"'),
        (ARCHIVE, "", b"/GTS_PDFA1", b"/GTS_PDFAX"),
    ],
    ids=["mark", "tags", "part", "colours"],
)
def test_a_broken_file_is_found_out(standard: Any, rule: str, found: bytes, put: bytes) -> None:
    whole = in_the_open(issued(rich_officer, "short", archive=True))
    assert found in whole
    broken = whole.replace(found, put)
    assert any(rule in name for name, _message in faults(broken, standard))


def in_the_open(pdf: bytes) -> bytes:
    """The same file without compression, so that a test can spoil it."""
    file = BytesIO()
    opened(pdf).save(
        file,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        compress_streams=False,
        fix_metadata_version=False,
    )
    return file.getvalue()


def test_headings_that_skip_a_level_and_lists_without_items_are_found_out() -> None:
    page = "<html lang='id'><head><title>a</title></head><body><h1>a</h1>{}</body></html>"
    assert faults(render_pdf(page.format("<h2>b</h2><ul><li>c</li></ul>")), ACCESSIBLE) == []
    for broken in ("<h3>b</h3>", "<h2>b</h2><ul><div>c</div></ul>"):
        assert faults(render_pdf(page.format(broken)), ACCESSIBLE) != []


def test_no_stream_ends_so_that_its_last_byte_is_lost() -> None:
    """A stream's last byte is chance: among this many, some end in a carriage return."""
    page = "<html lang='id'><head><title>a</title></head><body><h1>a</h1>{}</body></html>"
    text = "".join(
        f"<p style='break-after: page'>{'abcdefghijklm'[place % 13] * (place % 37 + 1)}</p>"
        for place in range(MANY)
    )
    pdf = render_document(PrintableDocument(html=page.format(text), identifier=b"x", data="{}"))
    assert b"\r\r\nendstream" in pdf
    assert re.search(rb"[^\r]\r\nendstream", pdf) is None
    assert faults(pdf, ACCESSIBLE, ARCHIVE) == []
    assert opened(pdf).check_pdf_syntax() == []


def test_only_a_last_carriage_return_gets_an_end_of_line_of_two_bytes() -> None:
    assert (
        stream_with_end_of_line(b"<<>>\nstream\nab\r\nendstream")
        == b"<<>>\nstream\nab\r\r\nendstream"
    )
    assert stream_with_end_of_line(b"<<>>\nstream\nab\nendstream") == b"<<>>\nstream\nab\nendstream"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("make", [decided, undecided])
def test_every_form_with_first_lines_conforms(make: Any, form: str) -> None:
    assert faults(issued(make, form, archive=True), ACCESSIBLE, ARCHIVE) == []
