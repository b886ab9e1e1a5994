"""An officer fills the own citizens' group with voices of their own, and subtracts.

Through the poster and the display that teaches them nothing that the promise excludes. In cycles
that opened before tickets made up the minimum it is not stopped; there HR is told, before
publishing, of no less than such an officer finds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import add_counter
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Participant
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure.promises import certificate_sentences
from berakhlak.sealing.models import CycleResult, OfficerResult
from berakhlak.sealing.sealing import seal_cycle
from berakhlak.statistics.certificate import share_step
from berakhlak.statistics.frozen_result import CycleFigures
from berakhlak.statistics.statements import DisclosureCertificate
from tests.citizens.voices import filled
from tests.factories.cycles import AT, LAST_DAY, make_open_cycle, participants
from tests.support.pages import PageClient

OWN = 4  # What the officer answers to everything: in the middle, so as not to be told apart.
STEPS = 5
HONEST: Sequence[Sequence[int]] = [(2,), (3, 5), (5, 5), (1, 4, 4), (2,), (3, 4, 5, 5)]
"""What citizens answer about each officer in turn."""


def rest_of(cell: Mapping[str, Any], own: int) -> list[int] | None:
    """The attack: the answers of the others, where those of `own` voices leave one way."""
    others = cell["n"] - own
    left = round(cell["n"] * cell["mean"]) - own * OWN
    if others == 1 or left in (others, STEPS * others):
        return [left // others] * others
    return None


class Counted:
    """A closed cycle in which each officer sent `own` voices about themselves, by the six phrases
    or by the `faces` of today's form."""

    def __init__(self, session: Any, client: PageClient, own: int, *, faces: bool = False) -> None:
        opened = make_open_cycle(session, key_store(), staff=5)
        opened.cycle.policy_json = Policy().to_json()  # As versions before stored it.
        if not faces:
            opened.cycle.kept_citizen_form = None  # Six answers, so that all can be told.
        self.session, self.own, self.cycle, self.faces = session, own, opened.cycle, faces
        self.officers: list[Participant] = list(participants(session, opened.cycle))
        counter = add_counter(
            session, opened.cycle, name="Loket 1", officers=self.officers, by=None, at=AT
        )
        session.commit()
        for officer, honest in zip(self.officers, HONEST, strict=True):
            for score in (*honest, *[OWN] * own):
                self._speak(client, counter, officer, score)
        seal_cycle(session(), self.cycle.id, keys=key_store(), by=None, at=AT, today=LAST_DAY)

    def _speak(
        self, client: PageClient, counter: Counter, officer: Participant, score: int
    ) -> None:
        form = filled(client.get(f"/l/{counter.token}"), score, officer=officer.id)
        if self.faces:
            form = {"officer": form["officer"], "ticket": form["ticket"], "face": str(score)}
        client.post(f"/l/{counter.token}", form)

    @property
    def certificate(self) -> DisclosureCertificate:
        whole = self.session.get_one(CycleResult, self.cycle.id)
        found = CycleFigures.from_json(whole.payload).certificate
        assert found is not None
        return found

    def found(self) -> dict[int, list[list[int] | None]]:
        """Place in HONEST -> the attack on each behaviour that the officer reads."""
        rows = self.session.scalars(
            select(OfficerResult).where(OfficerResult.cycle_id == self.cycle.id)
        )
        payloads = {row.participant_id: json.loads(row.payload) for row in rows}
        return {
            place: [
                rest_of(cell, self.own)
                for value in payloads[officer.id]["values"]
                for behaviour in value["behaviours"]
                for group, cell in behaviour["cells"].items()
                if group == Relation.CITIZEN and cell["status"] == "shown"
            ]
            for place, officer in enumerate(self.officers)
        }


@pytest.mark.parametrize(("own", "faces"), [(1, False), (2, False), (2, True)])
def test_hr_is_told_of_no_less_than_an_officer_with_own_voices_finds(
    session: Any, client: PageClient, own: int, faces: bool
) -> None:
    closed = Counted(session, client, own, faces=faces)
    found = closed.found()

    cells = [(HONEST[place], each) for place, rows in found.items() for each in rows]
    certain = [(honest, each) for honest, each in cells if each is not None]
    assert all(sorted(honest) == sorted(each) for honest, each in certain)
    # Else there would be nothing to tell. A face is one answer, and not six.
    assert len(certain) >= (3 if faces else 6)
    assert max(len(rows) for rows in found.values()) == (1 if faces else 6)
    told = closed.certificate.now.learned[f"citizen{own}"]
    assert told.figures == len(cells)
    rounding = share_step(told.figures) / 2 + 1e-4
    assert told.certain >= len(certain) / len(cells) - rounding
    sentences = " ".join(certificate_sentences(closed.certificate))
    assert "Pegawai yang mengisi sendiri satu penilaian pengguna layanan" in sentences


def test_of_several_honest_citizens_an_officer_learns_what_all_of_them_share_at_most(
    session: Any, client: PageClient
) -> None:
    found = Counted(session, client, 2).found()

    assert [set(map(str, rows)) for rows in found.values()] == [
        {"[2]"},  # The one real citizen: nothing hides them.
        {"None"},
        {"[5, 5]"},  # All at one end of the scale.
        {"None"},
        {"[2]"},
        {"None"},
    ]
    assert {len(rows) for rows in found.values()} == {6}
