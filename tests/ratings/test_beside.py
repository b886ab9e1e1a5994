"""What a cycle asks beside the behaviours: on the sheet, in its box, in results and profiles."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.asked_questions import asked_codes
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Participant
from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.queries import audit_cycle
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.operations import save_sheets
from berakhlak.ratings.queries import open_sheet
from berakhlak.sealing.models import OfficerResult
from berakhlak.sealing.result_leaves import RootStatus, root_status
from berakhlak.sealing.sealing import seal_cycle
from berakhlak.statistics.frozen_result import CellStatus, OfficerFigures
from berakhlak.statistics.majorities import GroupChoice, GroupFamiliarity, ToldStatus
from tests.factories.cycles import (
    AT,
    LAST_DAY,
    OpenCycle,
    a_peer_assignment,
    assignment_of,
    make_open_cycle,
)
from tests.support.pages import PageClient

ASKS = Policy(peers_per_officer=6, asks_familiarity=True, asks_choices=True)
CHOICE = {"_pilih-BP": 2, "_pilih-AK": 2, "_pilih-KP": 2, "_pilih-HM": 1}
FIELDS = {f"jawaban-{code}": str(score) for code, score in CHOICE.items()}


@pytest.fixture
def asked(session: Any, app: Flask) -> OpenCycle:
    """Seven officers who rate each other, and are asked everything."""
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    return make_open_cycle(session, keys, staff=7, policy=ASKS)


def sealed(session: Any, keys: KeyStore, opened: OpenCycle) -> dict[str, OfficerFigures]:
    """All sheets sent, with the same choice in each but a few; figures by name."""
    cycle, codes = opened.cycle, [b.code for b in opened.cycle.instrument.content.behaviours]
    owed = session.scalars(
        select(Assignment).where(Assignment.cycle_id == cycle.id).order_by(Assignment.id)
    ).all()
    sheets = {}
    for number, each in enumerate(owed):
        beside = {**CHOICE, **({"_akrab": 1 + number % 4} if each.group == "peer" else {})}
        if each.ratee.name.startswith("Budi") and number % 2:
            beside = {"_pilih-BP": 2}  # Begun and never made whole.
        sheets[each.id] = SheetContent(dict.fromkeys(codes, 4) | beside)
    save_sheets(session, cycle, sheets, key=keys.key_of(cycle))
    session.commit()
    seal_cycle(session(), cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)
    rows = session.execute(
        select(Participant.name, OfficerResult.payload).join(
            OfficerResult, OfficerResult.participant_id == Participant.id
        )
    )
    return {name: OfficerFigures.from_json(text) for name, text in rows}


def test_majorities_are_frozen_with_the_result_and_nothing_else(
    session: Any, app: Flask, asked: OpenCycle
) -> None:
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)

    figures = sealed(session, keys, asked)

    whole = GroupChoice(status=ToldStatus.SHOWN, strengths=("BP", "AK", "KP"), develop="HM")
    citra, budi = figures["Citra Lestari"], figures["Budi Santoso"]
    assert citra.choices is not None
    assert citra.choices["peer"] == citra.choices["supervisor"] == citra.choices["self"] == whole
    assert citra.choices["subordinate"].status is ToldStatus.NONE
    assert budi.choices is not None
    assert budi.choices["peer"] == GroupChoice(status=ToldStatus.WITHHELD)
    assert set(citra.familiarity or {}) == {"peer", "subordinate"}
    assert (citra.familiarity or {})["peer"].status is ToldStatus.SHOWN
    assert (citra.familiarity or {})["subordinate"] == GroupFamiliarity(status=ToldStatus.NONE)
    assert {cell.n for value in citra.values for cell in value.cells.values()} <= {None, 1, 6}
    assert root_status(session(), asked.cycle) is RootStatus.HOLDS
    assert audit_cycle(session(), asked.cycle).findings == ()
    assert OfficerFigures.from_json(citra.to_json()) == citra


def test_a_sheet_asks_saves_merges_and_shows_what_was_chosen(
    session: Any, app: Flask, client: PageClient, asked: OpenCycle
) -> None:
    keys, budi = KeyStore(app.config["BERAKHLAK"].key_dir), asked.staff[0]
    client.sign_in(asked.account(budi))
    peer = a_peer_assignment(session, asked, budi)
    codes = [b.code for b in asked.cycle.instrument.content.behaviours]
    address = f"/tugas/{peer.id}"
    full = {f"jawaban-{code}": "4" for code in codes}

    page = client.get(address)
    assert len(page.all(".beside")) == 2
    assert len(page.all(".beside fieldset")) == 8
    assert "/21" in page.one(".sheet-who").get_text()

    sent = client.open(
        f"{address}/jawaban",
        method="POST",
        json={"base": 0, "answers": {"_akrab": 3, "_pilih-BP": 2}, "comments": {}},
        headers={"X-CSRFToken": client.token()},
    )
    assert sorted(sent.json["kept"]) == ["_akrab", "_pilih-BP"]

    refused = client.post(address, full | {"action": "submit", "revision": "1"}, status=422)
    assert "Sekarang: 1 kekuatan dan 0 untuk dikembangkan" in refused.text
    assert "Pilih tepat tiga kekuatan" in refused.one(".beside .field__error").get_text()

    client.post(address, full | FIELDS | {"action": "submit", "revision": "2"}, status=302)
    session.expire_all()
    content, _sent = open_sheet(session(), peer, keys.key_of(asked.cycle))
    assert {code: content.answers[code] for code in CHOICE} == CHOICE
    assert content.answers["_akrab"] == 3
    review = client.get(f"{address}/periksa")
    assert "Kekuatan" in review.text
    assert "Tiap minggu" in review.text
    assert "Pilih tepat tiga" not in review.text


def test_one_about_oneself_and_a_supervisor_are_not_asked_how_well_they_know_the_officer(
    session: Any, client: PageClient, asked: OpenCycle
) -> None:
    own = assignment_of(session, asked.staff[0], asked.staff[0], asked.cycle)
    page = client.sign_in(asked.account(asked.staff[0])).get(f"/tugas/{own.id}")

    assert len(page.all(".beside")) == 1
    assert not page.all("[name='jawaban-_akrab']")
    assert "profil Anda sendiri" in page.text


def test_a_cycle_that_asks_nothing_beside_stores_as_before(session: Any, app: Flask) -> None:
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    opened = make_open_cycle(session, keys, staff=3)

    assert opened.cycle.questionnaire is opened.cycle.instrument.content
    assert "asks_" not in opened.cycle.policy_json
    assert '"choices"' not in OfficerFigures.from_json(_empty()).to_json()


def _empty() -> str:
    return (
        '{"overall_self":null,"overall_others":null,"gap":null,"category":"none","percentile":null,'
        '"adjusted":{"score":null,"standard_error":null,"reason":null},"responses":{},"values":[]}'
    )


def test_half_forms_ask_eleven_of_each_peer_and_everything_of_a_supervisor(
    session: Any, app: Flask, client: PageClient
) -> None:
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    opened = make_open_cycle(session, keys, staff=7, policy=replace(ASKS, asks_half=True))
    budi = opened.staff[0]
    peer = a_peer_assignment(session, opened, budi)
    boss = assignment_of(session, opened.head, budi, opened.cycle)
    client.sign_in(opened.account(budi))
    page = client.get(f"/tugas/{peer.id}")
    codes = [str(each["name"])[8:] for each in page.all(".value:not(.beside) input[value='1']")]

    assert len(codes) == 11
    assert len(page.all(".value:not(.beside)")) == 7
    assert "/11" in page.one(".sheet-who").get_text()
    assert "Anda ditanya 11 perilaku" in page.text
    together = client.get(f"/tugas/bersama/{opened.cycle.id}/peer/BP")
    assert "seberapa Anda mengenal kerjanya, dan tiga kekuatan" in together.text
    review = client.get(f"/tugas/bersama/{opened.cycle.id}/peer/periksa")
    assert "Tidak ditanyakan di sini, boleh dilewati" in review.text
    form = {f"jawaban-{code}": "4" for code in codes} | FIELDS
    client.post(f"/tugas/{peer.id}", form | {"action": "submit", "revision": "0"}, status=302)
    client.post(f"/tugas/{peer.id}/periksa", {"revision": "1"}, status=302)
    unasked = next(code for code in opened.cycle.questionnaire.positions if code not in codes)
    change = {"base": 1, "answers": {unasked: 4}, "comments": {}}
    head = {"X-CSRFToken": client.token()}
    refused = client.open(f"/tugas/{peer.id}/jawaban", method="POST", json=change, headers=head)
    assert refused.status_code == 422
    client.sign_in(opened.account(opened.head))
    whole = client.get(f"/tugas/{boss.id}")
    assert len(whole.all(".value:not(.beside) input[value='1']")) == 21
    assert "Anda ditanya" not in whole.text

    _answer_all(session, keys, opened)
    seal_cycle(session(), opened.cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)
    session.expire_all()
    of_budi = select(OfficerResult.payload).join(Participant).where(Participant.name == budi.name)
    figures = OfficerFigures.from_json(session.scalars(of_budi).one())
    value = figures.values[0]
    assert (value.cells["peer"].n, value.cells["peer"].mean) == (6, 4.0)
    assert {each.cells["peer"].status for each in value.behaviours} == {CellStatus.NONE}
    assert {each.cells["supervisor"].n for each in value.behaviours} == {1}
    assert audit_cycle(session(), opened.cycle).findings == ()


def _answer_all(session: Any, keys: KeyStore, opened: OpenCycle) -> None:
    """Everybody answers what their form asks: 4."""
    cycle, instrument = opened.cycle, opened.cycle.instrument.content
    owed = session.scalars(select(Assignment).where(Assignment.cycle_id == cycle.id)).all()
    key, policy = keys.key_of(cycle), cycle.policy
    sheets = {
        each.id: SheetContent(
            dict.fromkeys(asked_codes(instrument, policy, each.group, each.rater_id), 4)
        )
        for each in owed
        if key.handle(each.id) not in set(session.scalars(select(OpenSheet.handle)))
    }
    save_sheets(session, cycle, sheets, key=key)
    session.commit()
