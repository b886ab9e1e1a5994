"""Addresses of signing in stay: bookmarks have them, and scripts of open pages ask them."""

from __future__ import annotations

from flask import Flask

from tests.support.addresses import addresses

PAGES = {
    "account_page": ("/akun", "GET"),
    "change_password": ("/akun/kata-sandi", "GET POST"),
    "devices_page": ("/akun/perangkat", "GET POST"),
    "prove": ("/akun/pastikan", "GET POST"),
    "prove_by_passkey": ("/akun/pastikan/kunci-sandi", "POST"),
    "second_step": ("/masuk/langkah-kedua", "GET POST"),
    "second_step_by_passkey": ("/masuk/langkah-kedua/kunci-sandi", "POST"),
    "set_up_at_sign_in": ("/masuk/pasang-langkah-kedua", "GET POST"),
    "second_factor_page": ("/akun/langkah-kedua", "GET"),
    "set_up_application": ("/akun/langkah-kedua/aplikasi", "GET POST"),
    "renew_recovery_codes": ("/akun/langkah-kedua/kode-pemulihan", "GET POST"),
    "turn_off_second_factor": ("/akun/langkah-kedua/matikan", "GET POST"),
    "add_passkey_page": ("/akun/langkah-kedua/kunci-sandi", "GET POST"),
    "remove_passkey_page": ("/akun/langkah-kedua/kunci-sandi/<row:passkey_id>/hapus", "GET POST"),
    "go_on": ("/akun/langkah-kedua/lanjut", "POST"),
    "sign_out": ("/keluar", "POST"),
    "sign_in": ("/masuk", "GET POST"),
    "session_state": ("/sesi", "GET"),
}


def test_every_page_stays_at_its_address(app: Flask) -> None:
    assert addresses(app, "accounts") == PAGES
