"""Addresses printed on documents stay."""

from __future__ import annotations

from flask import Flask

from tests.support.addresses import addresses

PAGES = {
    "start": ("/verifikasi", "GET POST"),
    "document": ("/verifikasi/<code>", "GET POST"),
}


def test_every_page_stays_at_its_address(app: Flask) -> None:
    assert addresses(app, "signing") == PAGES
