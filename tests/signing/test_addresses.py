"""Addresses printed on documents stay."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.addresses import addresses
from tests.support.pages import PageClient

PAGES = {
    "verification_page": ("/verifikasi", "GET POST"),
    "document_page": ("/verifikasi/<code>", "GET POST"),
}


def test_every_page_stays_at_its_address(app: Flask) -> None:
    assert addresses(app, "signing") == PAGES


@pytest.mark.parametrize(
    ("endpoint", "address", "status"),
    [("verification_page", "/verifikasi", 200), ("document_page", "/verifikasi/entah", 404)],
)
def test_a_stranger_with_a_document_needs_no_account(
    app: Flask, client: PageClient, endpoint: str, address: str, status: int
) -> None:
    assert client.get(address, status=status).heading
    assert getattr(app.view_functions[f"signing.{endpoint}"], "access", None) == "public"
