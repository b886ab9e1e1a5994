"""Addresses of a rater's pages stay: they stand in e-mails, bookmarks and the phone's store."""

from __future__ import annotations

from flask import Flask

from tests.support.addresses import addresses

PAGES = {
    "confidentiality_page": ("/siapa-melihat", "GET"),
    "practice_overview": ("/latihan", "GET"),
    "practice_page": ("/latihan/<value_code>", "GET"),
    "acknowledge_notice": ("/tugas/pemberitahuan", "POST"),
    "tasks_page": ("/tugas", "GET"),
    "fill_sheet": ("/tugas/<row:assignment_id>", "GET POST"),
    "refill_sheet": ("/tugas/<row:assignment_id>/isi-ulang", "POST"),
    "take_back_assignment": ("/tugas/<row:assignment_id>/ambil-kembali", "POST"),
    "autosave_answers": ("/tugas/<row:assignment_id>/jawaban", "POST"),
    "review_sheet": ("/tugas/<row:assignment_id>/periksa", "GET POST"),
    "decline_assignment": ("/tugas/<row:assignment_id>/tolak", "GET POST"),
    "side_by_side_page": (
        "/tugas/bersama/<row:cycle_id>/<group>/<value_code>",
        "GET POST",
    ),
    "review_side_by_side": (
        "/tugas/bersama/<row:cycle_id>/<group>/periksa",
        "GET POST",
    ),
    "resume_rating": ("/tugas/lanjut/<row:cycle_id>", "GET"),
    "service_worker": ("/tugas/pekerja.js", "GET"),
}


def test_every_page_stays_at_its_address(app: Flask) -> None:
    assert addresses(app, "ratings") == PAGES
