"""Addresses printed on documents stay."""

from __future__ import annotations

from flask import Flask

from tests.support.addresses import addresses

PAGES = {
    "verification_page": ("/verifikasi", "GET POST"),
    "document_page": ("/verifikasi/<code>", "GET POST"),
}


def test_every_page_stays_at_its_address(app: Flask) -> None:
    assert addresses(app, "signing") == PAGES
