"""From the release before to this one and back, with an open cycle."""

from __future__ import annotations

from pathlib import Path

import pytest

from berakhlak.backups.migrating import known_revisions
from tests.upgrades.releases import previous_release
from tests.upgrades.there_and_back import go_there_and_back


@pytest.mark.exercises("BACKUP_DIR")
def test_there_and_back_with_an_open_cycle(tmp_path: Path) -> None:
    go_there_and_back(f"sqlite:///{tmp_path / 'instance' / 'berakhlak.sqlite3'}", tmp_path)


def test_what_is_called_the_release_before_is_one_of_an_older_schema() -> None:
    assert previous_release().schema in known_revisions()[1:]
