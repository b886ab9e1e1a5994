"""Addresses behind printed codes stay, and so do those of HR's pages of them."""

from __future__ import annotations

from flask import Flask

from tests.support.addresses import addresses

PAGES = {
    "voice_page": ("/l/<token>", "GET POST"),
    "thanks_page": ("/l/<token>/terima-kasih", "GET"),
    "counters_page": ("/siklus/<row:cycle_id>/loket", "GET"),
    "poster_page": ("/siklus/<row:cycle_id>/loket/<row:counter_id>", "GET"),
    "poster_file": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/poster.pdf", "GET"),
    "copy_counters": ("/siklus/<row:cycle_id>/loket/salin", "POST"),
    "reopen_counter": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/buka", "POST"),
    "replace_code": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/ganti-kode", "GET POST"),
    "close_counter": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/tutup", "GET POST"),
    "edit_counter": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/ubah", "GET POST"),
    "new_counter": ("/siklus/<row:cycle_id>/loket/baru", "GET POST"),
}


def test_every_page_stays_at_its_address(app: Flask) -> None:
    assert addresses(app, "citizens") == PAGES
