"""Addresses of signing in stay: bookmarks have them, and scripts of open pages ask them."""

from __future__ import annotations

from flask import Flask

from tests.support.addresses import addresses

PAGES = {
    "account_page": ("/akun", "GET"),
    "change_password": ("/akun/kata-sandi", "GET POST"),
    "devices_page": ("/akun/perangkat", "GET POST"),
    "prove": ("/akun/pastikan", "GET POST"),
    "sign_out": ("/keluar", "POST"),
    "sign_in": ("/masuk", "GET POST"),
    "session_state": ("/sesi", "GET"),
}


def test_every_page_stays_at_its_address(app: Flask) -> None:
    assert addresses(app, "accounts") == PAGES
