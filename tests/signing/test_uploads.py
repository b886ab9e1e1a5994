"""A file that is handed in stays in memory, whatever its size, and has a limit."""

from __future__ import annotations

import tempfile
from functools import partial
from io import BytesIO

import pytest
import werkzeug.test

from berakhlak.signing.views import LARGEST_FILE
from tests.support.pages import PageClient

MEGABYTE = 1_048_576


@pytest.fixture(autouse=True)
def _send_from_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client of the tests would write what it sends to disk itself."""
    encode = partial(werkzeug.test.stream_encode_multipart, use_tempfile=False)
    monkeypatch.setattr(werkzeug.test, "stream_encode_multipart", encode)


def hand_in(visitor: PageClient, length: int, status: int = 200) -> str:
    file = BytesIO(b"%PDF".ljust(length, b"\0"))
    return visitor.post("/verifikasi", {"file": (file, "profil.pdf")}, status=status).heading


def test_nothing_of_a_large_file_is_written_to_disk(
    client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")

    # Werkzeug by itself keeps half a megabyte in memory.
    assert hand_in(client, 2 * MEGABYTE) == "Tidak dikenal"


def test_four_megabytes_with_the_form_around_them_are_the_limit(client: PageClient) -> None:
    assert LARGEST_FILE == 4 * MEGABYTE
    assert hand_in(client, 4 * MEGABYTE - 1000) == "Tidak dikenal"
    assert hand_in(client, 4 * MEGABYTE, 413) == "Berkas terlalu besar"
