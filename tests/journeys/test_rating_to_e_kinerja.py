"""Ratings are decided and made final on a phone and in a window, in both languages; HR imports work
results, and both files for e-Kinerja are read back by NIP."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page

from tests.support.browser import DESKTOP, PHONE
from tests.support.translated import Say, translator

pytestmark = pytest.mark.browser


def test_decided_ratings_reach_both_files_for_e_kinerja(published, visit):
    officers = published.officers
    decided = zip(
        officers,
        (("id", PHONE), ("en", DESKTOP)),
        ("Sesuai ekspektasi", "Di bawah ekspektasi"),
        strict=False,
    )
    for officer, (language, viewport), rating in decided:
        head = published.opened.account(published.opened.head)
        with visit(head, language, viewport) as page:
            decide(page, translator(language), officer.id, rating)
    ways = [("en", PHONE, "Export CSV", rows_of_csv), ("id", DESKTOP, "Ekspor XLSX", rows_of_xlsx)]
    for number, (language, viewport, button, rows_of) in enumerate(ways):
        say = translator(language)
        with visit(published.opened.hr, language, viewport) as page:
            page.goto(f"/siklus/{published.cycle.id}/rating")
            if not number:
                import_work_results(page, say, [each.nip for each in officers])
            rows = take(page, say, button, rows_of)
        said = [
            (say("Sesuai ekspektasi"), say("Baik")),
            (say("Di bawah ekspektasi"), say("Kurang/Misconduct")),
            ("", ""),
        ]
        for officer, (rating, predicate) in zip(officers, said, strict=True):
            row = rows[officer.nip]
            assert (row[say("Rating perilaku kerja")] or "") == rating
            assert (row[say("Predikat kinerja")] or "") == predicate


def decide(page: Page, say: Say, participant_id: int, rating: str) -> None:
    """From the profile; nothing is chosen beforehand."""
    page.goto(f"/profil/{participant_id}")
    page.get_by_role("link", name=say("Rating perilaku")).click()
    page.get_by_role("link", name=say("Tentukan rating")).click()
    assert not page.locator("input[type=radio]:checked").count()
    page.get_by_label(say(rating)).check()
    page.get_by_role("textbox", name=say("Alasan")).fill("Menjalankan nilai dasar setiap hari.")
    page.get_by_role("button", name=say("Simpan rating")).click()
    page.get_by_role("button", name=say("Jadikan final")).click()
    page.get_by_text(say("Final sejak")).wait_for()


def import_work_results(page: Page, say: Say, nips: list[str]) -> None:
    page.get_by_role("link", name=say("Impor hasil kerja")).click()
    lines = [f"{nip};Di atas ekspektasi" for nip in nips]
    content = "\n".join(["nip;hasil_kerja", *lines, ""]).encode()
    file = {"name": "hasil.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label(say("Berkas rating hasil kerja")).set_input_files(file)
    page.get_by_role("button", name=say("Periksa berkas")).click()
    page.get_by_role("button", name=say("Simpan")).click()


def take(page: Page, say: Say, button: str, rows_of: Any) -> dict[str, dict[str, str]]:
    """The file as rows by NIP."""
    page.get_by_role("button", name=button).click()
    with page.expect_download() as taken:
        page.get_by_role("link", name=say("Unduh")).click()
    return {row["NIP"]: row for row in rows_of(Path(taken.value.path()))}


def rows_of_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def rows_of_xlsx(path: Path) -> list[dict[str, str]]:
    """As a spreadsheet reads it: each NIP stays a text of 18 digits."""
    with path.open("rb") as file:
        names, *rows = openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]
