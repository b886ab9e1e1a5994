"""Addresses behind printed codes stay, and so do those of HR's pages of them."""

from __future__ import annotations

from flask import Flask

from tests.support.addresses import addresses

DOORS = "/siklus/<row:cycle_id>/loket/<row:counter_id>/jalur"
SOURCE, BATCH = f"{DOORS}/<row:source_id>", f"{DOORS}/tahanan/<row:batch_id>"
PAGES = {
    "voice_page": ("/l/<token>", "GET POST"),
    "thanks_page": ("/l/<token>/terima-kasih", "GET"),
    "officer_photo": ("/l/<token>/foto/<row:officer_id>.jpg", "GET"),
    "counters_page": ("/siklus/<row:cycle_id>/loket", "GET"),
    "poster_page": ("/siklus/<row:cycle_id>/loket/<row:counter_id>", "GET"),
    "poster_file": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/poster.pdf", "GET"),
    "copy_counters": ("/siklus/<row:cycle_id>/loket/salin", "POST"),
    "reopen_counter": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/buka", "POST"),
    "replace_code": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/ganti-kode", "GET POST"),
    "close_counter": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/tutup", "GET POST"),
    "edit_counter": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/ubah", "GET POST"),
    "doors_page": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/jalur", "GET POST"),
    "open_poster": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/jalur/poster/buka", "POST"),
    "shut_poster": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/jalur/poster/tutup", "POST"),
    "connect_queue": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/jalur/antrean", "POST"),
    "connect_display": ("/siklus/<row:cycle_id>/loket/<row:counter_id>/jalur/layar", "POST"),
    "revoke_source": (f"{SOURCE}/cabut", "POST"),
    "slips_for_rolls": (f"{SOURCE}/slip-rol.pdf", "GET"),
    "slips_on_a4": (f"{SOURCE}/slip-a4.pdf", "GET"),
    "release_batch": (f"{BATCH}/hitung", "POST"),
    "drop_batch": (f"{BATCH}/buang", "POST"),
    "give_ticket": ("/api/tiket", "POST"),
    "display_page": ("/layar/<display>", "GET"),
    "new_counter": ("/siklus/<row:cycle_id>/loket/baru", "GET POST"),
}


def test_every_page_stays_at_its_address(app: Flask) -> None:
    assert addresses(app, "citizens") == PAGES
