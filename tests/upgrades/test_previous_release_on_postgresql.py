"""The same on PostgreSQL, where a backup and going back are the work of its own programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.upgrades.there_and_back import go_there_and_back

pytestmark = pytest.mark.long


@pytest.mark.postgres
def test_there_and_back_on_postgresql_with_an_open_cycle(postgres_url: str, tmp_path: Path) -> None:
    go_there_and_back(postgres_url, tmp_path)
