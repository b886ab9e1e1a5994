"""Addresses of a rater's pages stay: they stand in e-mails, bookmarks and the phone's store."""

from __future__ import annotations

from flask import Flask

from tests.support.addresses import addresses

PAGES = {
    "confidential": ("/siapa-melihat", "GET"),
    "tasks": ("/tugas", "GET"),
    "fill": ("/tugas/<row:assignment_id>", "GET POST"),
    "take_back": ("/tugas/<row:assignment_id>/ambil-kembali", "POST"),
    "change": ("/tugas/<row:assignment_id>/jawaban", "POST"),
    "review": ("/tugas/<row:assignment_id>/periksa", "GET POST"),
    "decline": ("/tugas/<row:assignment_id>/tolak", "GET POST"),
    "together": (
        "/tugas/bersama/<row:cycle_id>/<any(peer, subordinate, supervisor):group>/<value_code>",
        "GET POST",
    ),
    "review_together": (
        "/tugas/bersama/<row:cycle_id>/<any(peer, subordinate, supervisor):group>/periksa",
        "GET POST",
    ),
    "resume": ("/tugas/lanjut/<row:cycle_id>", "GET"),
    "worker": ("/tugas/pekerja.js", "GET"),
}


def test_every_page_stays_at_its_address(app: Flask) -> None:
    assert addresses(app, "ratings") == PAGES
