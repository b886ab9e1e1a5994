"""Names of people, units, cycles and agencies that try to be something else, through every output.

Forms and imports refuse most of them; here they come as if they had got in by another way. Each
output must open again with its usual reader, say the name as text, and lie inside its folder.
"""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any
from zipfile import ZipFile

import openpyxl
import pikepdf
import pytest
from werkzeug.http import parse_options_header

from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.audit_log.files import audit_csv, audit_workbook
from berakhlak.audit_log.queries import AuditLine
from berakhlak.clock import utc_now
from berakhlak.cycle_administration.chasing import ChasedRater
from berakhlak.cycle_administration.chasing_workbook import chasing_workbook
from berakhlak.documents.responses import pdf_file
from berakhlak.exports.file_names import RESERVED, FileNameFields, file_stems
from berakhlak.exports.index import CSV_FILE, XLSX_FILE, write_index
from berakhlak.exports.zip_archive import pack_export
from berakhlak.instrument.catalogue import parse_instrument
from berakhlak.instrument.position_table import read_position_table
from berakhlak.mail.kinds import MailKind, MailWording
from berakhlak.mail.wording import Letter, MailPart, write_mail
from berakhlak.mail_settings import MailSettings
from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.printing import profile_pdf
from berakhlak.results.builder import unit_results
from berakhlak.results.printing import results_file_stem
from berakhlak.results.workbook import results_workbook
from berakhlak.security_log.lines import key_of_lines, marked_line, read_line
from tests.factories.profiles import rendering_app, unrated_officer
from tests.factories.results import results_source

NAMES = {
    "climbs": "../../../../etc/cron.d/x",
    "climbs on Windows": "..\\..\\Windows\\system32\\x",
    "root": "/etc/passwd",
    "drive": "C:\\autoexec.bat",
    "formula": "=cmd|'/C calc'!A0",
    "formula with plus": "+1+1",
    "formula behind a tab": "\t=1+1",
    "address as a formula": '@SUM(1)*HYPERLINK("http://x")',
    "lines": "Siti\nBcc: semua@x.go.id\n\nisi",
    "header": "Siti\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "end of file": "Siti\x00.exe",
    "turned round": "Siti\u202efdp.exe",
    "separators": "Siti\u2028\u2029\x85Rahma",
    "script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "closes": '"; filename="x.exe',
    "endless": "A" * 10_000,
    "wide": "🦊" * 400,
    "hidden": ".htaccess",
    "dots": "....",
    "nothing": " ",
    "device": "CON",
    "device with ending": "nul.txt",
    "template": "{{ 7*7 }}{% raw %}%(x)s{0.__class__}",
    "quotes": "\"\"\"\n[instrument]\ncode = 'x'\n'''",
    "terminal": "\x1b]0;judul\x07\x1b[2J",
}


@pytest.fixture(params=NAMES.values(), ids=NAMES.keys())
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", autouse=True)
def _application() -> Iterator[None]:
    with rendering_app().test_request_context():
        yield


def harmless(file: str) -> bool:
    """Whether every system keeps this path inside the folder, under a name that it shows."""
    return (
        file.isascii()
        and file.isprintable()
        and not set(file) & set('\\:*?"<>|')
        and not PurePosixPath(file).is_absolute()
        and not PureWindowsPath(file).drive
        and all(
            part and part[0] not in ".-" and not RESERVED.fullmatch(part) and len(part) < 200
            for part in file.split("/")
        )
    )


def cells_of(content: bytes | Path) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(content) if isinstance(content, bytes) else content)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not any(cell.hyperlink for cell in cells)
    return cells


def no_cell_is_a_formula(content: bytes | Path) -> None:
    cells = cells_of(content)
    assert cells
    assert all(cell.data_type in "sn" for cell in cells)


def no_line_starts_a_formula(text: str) -> None:
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for cell in row if cell)


def test_entries_of_an_archive_lie_in_its_folder_and_its_lists_hold_text(
    name: str, tmp_path: Path
) -> None:
    fields = {"unit": name, "name": name, "nip3": "014", "cycle": name, "form": "full"}
    everyone = [FileNameFields(participant_id=number, **fields) for number in (1, 2)]
    stems = file_stems("{unit}/{siklus}/{nama}", everyone)
    folder, place = tmp_path / "made", tmp_path / "archive.zip"
    for stem in stems.values():
        file = folder / f"{stem}.pdf"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    write_index(folder, [[f"{stem}.pdf", *[name] * 8] for stem in stems.values()])
    pack_export(folder, place)

    with ZipFile(place) as archive:
        assert archive.testzip() is None
        assert all(harmless(each) for each in archive.namelist())
        archive.extractall(tmp_path / "out")
        text = archive.read(CSV_FILE).decode("utf-8-sig")
    assert len(list((tmp_path / "out").rglob("*.pdf"))) == 2
    assert len(list(csv.reader(io.StringIO(text, newline="")))) == 3
    no_line_starts_a_formula(text)
    no_cell_is_a_formula(tmp_path / "out" / XLSX_FILE)


def test_workbooks_and_tables_hold_the_name_as_text(name: str) -> None:
    entry = AuditEntry(at=utc_now(), act=Act.CREATED_CYCLE.code, object_kind="cycle", object_id=1)
    entry.detail = {"name": name}
    lines = [AuditLine(entry, name, name)]

    no_cell_is_a_formula(chasing_workbook([ChasedRater(name, name, name, True)], date(2026, 1, 1)))
    no_cell_is_a_formula(audit_workbook(lines, "Asia/Jakarta"))
    no_line_starts_a_formula(audit_csv(lines, "Asia/Jakarta").decode("utf-8-sig"))


def test_a_report_of_results_keeps_name_and_file_apart(name: str) -> None:
    source = results_source()
    unit = replace(source.units[0], name=name)
    report = unit_results(replace(source, cycle=name), unit, "id")

    no_cell_is_a_formula(results_workbook(report))
    assert harmless(f"{results_file_stem(report, '1')}.xlsx")


class _Tags(HTMLParser):
    """The names of all tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)
        assert not any(key.startswith("on") for key, _value in attrs)


HEADERS = {
    "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "Content-Language",
    "MIME-Version", "Content-Type",
}  # fmt: skip


def test_a_mail_has_the_headers_and_parts_that_it_should(name: str) -> None:
    wording = MailWording("{siklus}: {nama}", "Yth. {nama},\n\n{siklus} di {instansi}.")
    part = MailPart(MailKind.INVITATION, wording, "https://x.go.id/t/1", name, date(2026, 1, 1))
    letter = Letter(name, name, "id", [part], "https://x.go.id/surat")
    settings = MailSettings(sender="360 <360@x.go.id>")
    mail = write_mail(letter, settings, to="siti@x.go.id", message_id="<1@x>", at=0)

    read = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert set(read.keys()) == HEADERS
    assert not read.defects
    assert [each.addr_spec for each in read["To"].addresses] == ["siti@x.go.id"]
    assert [each.addr_spec for each in read["From"].addresses] == ["360@x.go.id"]
    assert [each.get_content_type() for each in read.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    plain, html = (each.get_content() for each in read.iter_parts())
    assert "https://x.go.id/t/1" in plain
    assert not {"script", "img", "iframe"} & _Tags(html).found
    assert max(map(len, mail.as_bytes().split(b"\r\n"))) <= 998


def test_a_profile_is_a_whole_file_under_a_plain_name(name: str) -> None:
    known = unrated_officer()
    who = replace(known.identity, name=name, unit=name, position=name, supervisor=name)
    source = replace(known, identity=who, release=replace(known.release, cycle=name))
    built = build_profile(source, "id")

    answer = pdf_file(b"", f"{built.file_stem}.pdf")
    kind, options = parse_options_header(answer.headers["Content-Disposition"])
    assert (kind, set(options)) == ("attachment", {"filename"})
    assert harmless(options["filename"])
    if len(name) < 500:  # Ten thousand letters in each place only take long.
        with pikepdf.open(io.BytesIO(profile_pdf(built))) as pdf:
            assert pdf.pages
            assert set(pdf.docinfo.keys()) <= {"/Title", "/Author", "/Subject", "/Keywords"} | {
                "/Creator", "/Producer", "/CreationDate", "/ModDate",
            }  # fmt: skip
            assert not any(key in pdf.Root for key in ("/OpenAction", "/AA"))


def test_an_instrument_made_of_a_table_reads_as_what_was_typed(name: str) -> None:
    head = ("jabatan", "jenjang", "kompetensi", "tingkat", "perilaku", "definisi")
    rows = [(1, head), (2, (name, "fungsional", name, "3", name, name))]
    made, faults = read_position_table(rows, version=1, source=name)

    assert made or faults
    for each in made:
        tomllib.loads(each)
        instrument = parse_instrument(each)
        assert len(instrument.behaviours) >= 1
        assert instrument.code.isascii()


def test_a_line_of_the_security_log_is_one_line(name: str) -> None:
    key = key_of_lines("rahasia")
    line = marked_line({"act": name}, key)

    assert line.isascii()
    assert line.isprintable()
    assert read_line(line, key) == {"act": name[:100]}
