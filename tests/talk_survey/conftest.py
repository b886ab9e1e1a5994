"""Six officers of one unit whose talks are confirmed, and a round of questions about them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from berakhlak.cycles.keys import KeyStore
from berakhlak.talk_survey.models import TalkSurvey
from tests.factories.published import PublishedCycle, make_published_cycle
from tests.factories.talks import confirm_talks, start_round


@dataclass
class Asked:
    """`officers` talked, all but the last."""

    made: PublishedCycle
    survey: TalkSurvey
    keys: KeyStore

    @property
    def officers(self) -> list[Any]:
        return self.made.officers[:-1]


@pytest.fixture
def keys(app) -> KeyStore:
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def asked(session, keys) -> Asked:
    made = make_published_cycle(session, keys, staff=7)
    confirm_talks(session, made.officers[:-1])
    survey = start_round(session, made, keys)
    session.commit()
    return Asked(made, survey, keys)
