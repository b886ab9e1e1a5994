"""One page for the head of the agency: its letterhead, and always one page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from berakhlak.results.builder import agency_results
from berakhlak.results.printing import summary_html, summary_pdf
from berakhlak.results.report import OfficeRow, OfficesSection
from berakhlak.results.summary import Letterhead, leader_summary
from tests.factories.profiles import rendering_app
from tests.factories.results import version_2
from tests.results.test_roll_ups import office
from tests.support.pdf import opened, text_of

HEAD = Letterhead(
    government="PEMERINTAH KABUPATEN SUKAMAJU",
    name="Dinas Kependudukan",
    address="Jalan Merdeka 1, Sukamaju 12345",
    contact="(021) 123456",
)


@pytest.fixture(autouse=True, scope="module")
def _application() -> Iterator[None]:
    with rendering_app().app_context():
        yield


def test_it_carries_the_letterhead_and_what_the_report_says() -> None:
    report = agency_results(office(), "id")
    words = summary_html(leader_summary(report, HEAD))
    for expected in (HEAD.government, HEAD.name, HEAD.address, HEAD.contact, "Dinas Kesehatan"):
        assert expected in words
    assert report.summary[0] in words


def test_empty_lines_of_a_letterhead_are_not_printed() -> None:
    words = summary_html(leader_summary(agency_results(office(), "id"), Letterhead(name="Dinas")))
    assert words.count("letterhead-") == 1


def test_it_is_one_page_whatever_the_names(tmp_path: Path) -> None:
    long = "Bidang Pelayanan Administrasi dan Pengelolaan Informasi " * 4
    rows = [
        OfficeRow(unit_id=n, name=long, rated="1.250", counted="1.248", overall="4,14")
        for n in range(60)
    ]
    columns = ("Unit kerja", "Pegawai dinilai", "Pegawai dihitung", "Rata-rata semua nilai")
    report = replace(
        agency_results(version_2(), "id"),
        offices=OfficesSection(sentence="Urut menurut kode.", columns=columns, rows=tuple(rows)),
        changes=("Dibandingkan siklus lalu, naik: " + long,) * 5,
        cycle=long,
    )
    head = Letterhead(government=long[:200], name=long[:200], address=long * 2, contact=long[:200])

    content = summary_pdf(report, replace(head, address=head.address[:300]), "1")

    assert len(opened(content).pages) == 1
    assert "unit lain; selengkapnya pada laporan hasil." in text_of(content, tmp_path)


def test_before_publishing_it_says_not_to_circulate() -> None:
    assert "Belum diterbitkan" in summary_html(
        leader_summary(agency_results(replace(office(), published_on=None), "id"), HEAD)
    )
