"""A published cycle, and what an officer types about a step."""

from __future__ import annotations

from datetime import timedelta

import pytest

from berakhlak.formats import local_today, short_date


@pytest.fixture
def typed(session) -> dict[str, str]:
    return {
        "behaviour": "BP1",
        "situation": "rapat tim selesai",
        "intention": "membagikan notulen hari itu juga",
        "way": "work",
        "due_on": short_date(local_today() + timedelta(days=60)),
        "evidence": "notulen tertempel di papan tim",
    }
