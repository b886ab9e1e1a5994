"""Behaviours mixed over values, and other words of the scale: same codes, same figures."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.cycle_steps.opening import open_cycle
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.queries import audit_cycle
from berakhlak.instrument.item_order import ItemOrder, mixed_codes
from berakhlak.instrument.label_sets import stored_label_set
from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.change import comparable_bases
from berakhlak.profiles.change_parts import CycleBasis
from berakhlak.profiles.full.builder import build_full_profile
from berakhlak.profiles.queries import load_profile_source
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.operations import save_sheets
from berakhlak.ratings.queries import open_sheet
from berakhlak.sealing.models import OfficerResult
from berakhlak.sealing.queries import load_cycle_figures
from berakhlak.sealing.sealing import seal_cycle
from berakhlak.statistics.change import CycleComparability
from tests.factories.cycles import AT, LAST_DAY, OpenCycle, a_peer_assignment, make_open_cycle
from tests.support.pages import PageClient

ROTATED = Policy(peers_per_officer=6, asks_familiarity=True, order=ItemOrder.ROTATED)


def asked(page: Any) -> list[str]:
    """Codes of behaviours as they stand on a page."""
    named = [str(each["name"]) for each in page.all(".value:not(.beside) input[value='1']")]
    return [name.rpartition("-")[2] for name in named]


def test_a_rotated_sheet_mixes_values_and_is_answered_by_code(
    session: Any, app: Flask, client: PageClient
) -> None:
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    opened = make_open_cycle(session, keys, staff=7, policy=ROTATED)
    budi = opened.staff[0]
    peer = a_peer_assignment(session, opened, budi)
    client.sign_in(opened.account(budi))
    page = client.get(f"/tugas/{peer.id}")
    codes, mixed = asked(page), list(mixed_codes(opened.cycle.questionnaire))
    begin = mixed.index(codes[0])

    # From where this rater begins, and on in the order that all share; the scales are numbered so.
    assert begin == peer.rater_id % 21
    assert codes == mixed[begin:] + mixed[:begin]
    assert all(one[:2] != two[:2] for one, two in zip(codes, codes[1:], strict=False))
    heads = [each.get_text() for each in page.all(".value:not(.beside) h2")]
    assert heads == [f"Bagian {n}" for n in range(1, 8)] + ["Komentar menurut nilai"]
    assert len(page.all("textarea[name^='komentar-']")) == 7
    assert "Perilaku lain, penilaian baru" in page.html

    # Saved as one goes and side by side, whatever the order.
    head = {"X-CSRFToken": client.token()}
    change = {"base": 0, "answers": {codes[1]: 4, codes[0]: 5}, "comments": {"BP": "Teruskan."}}
    saved = client.open(f"/tugas/{peer.id}/jawaban", method="POST", json=change, headers=head)
    assert saved.status_code == 200
    address = f"/tugas/bersama/{opened.cycle.id}/peer/bagian-1"
    tasks = client.get("/tugas")
    # What is begun goes on at the first behaviour that this rater has not answered, in their order.
    assert f'/tugas/{peer.id}#perilaku-{codes[2]}"' in tasks.html
    assert f'"{address}"' in tasks.html
    together = client.get(address)
    assert list(dict.fromkeys(asked_side_by_side(together))) == codes[:3]
    names = {
        str(each["name"]): "4"
        for each in together.all(".cards__card input[value='4']")
        if f"-{peer.id}-" not in str(each["name"])
    }
    hidden = {str(each["name"]): str(each["value"]) for each in together.all("[name^=revision-]")}
    client.post(address, names | hidden | {"action": "next"}, status=302)
    assert "3/18" not in client.get(address).html  # Of each page the answers of all, 17 or more.
    form = {f"jawaban-{code}": "4" for code in codes}
    client.post(f"/tugas/{peer.id}", form | {"action": "submit", "revision": "1"}, status=302)
    review = client.get(f"/tugas/{peer.id}/periksa")
    checked = [each.get_text(strip=True) for each in review.all(".checked h2")]
    assert checked[:8] == [*(f"Bagian {n}" for n in range(1, 8)), "Berorientasi Pelayanan"]
    client.post(f"/tugas/{peer.id}/periksa", {"revision": "2"}, status=302)
    content, is_sent = open_sheet(session(), peer, keys.key_of(opened.cycle))
    assert is_sent
    # What lies in the box tells no order: neither the one asked nor that of taps.
    assert list(content.answers) == sorted(content.answers)


def asked_side_by_side(page: Any) -> list[str]:
    return [str(each["name"]).rpartition("-")[2] for each in page.all(".cards__card input")]


def test_the_same_answers_give_the_same_figures_to_the_last_byte_in_every_order(
    session: Any, app: Flask
) -> None:
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    frozen = []
    for order in ItemOrder:
        opened = make_open_cycle(session, keys, staff=7, policy=replace(ROTATED, order=order))
        seal_answered(session, keys, opened)
        frozen.append(figures_of(session, opened.cycle))
        assert audit_cycle(session(), opened.cycle).findings == ()
    assert frozen[0] == frozen[1] == frozen[2]


def seal_answered(session: Any, keys: KeyStore, opened: OpenCycle) -> None:
    """Everybody answers, by who rates whom."""
    cycle = opened.cycle
    named = select(Participant).where(Participant.cycle_id == cycle.id).order_by(Participant.name)
    seat = {each.id: n for n, each in enumerate(session.scalars(named))}
    owed = session.scalars(select(Assignment).where(Assignment.cycle_id == cycle.id)).all()
    sheets = {
        each.id: SheetContent(
            {
                code: 1 + (seat[each.rater_id] * 3 + seat[each.ratee_id] * 2 + place) % 5
                for place, code in enumerate(cycle.questionnaire.positions)
            }
        )
        for each in owed
    }
    save_sheets(session(), cycle, sheets, key=keys.key_of(cycle))
    session.commit()
    seal_cycle(session(), cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)
    session.expire_all()


def figures_of(session: Any, cycle: Cycle) -> list[Any]:
    """All that is frozen of officers and of the whole, in an order of their names."""
    rows = (
        select(Participant.name, OfficerResult.payload)
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .where(Participant.cycle_id == cycle.id)
        .order_by(Participant.name)
    )
    return [*session.execute(rows).all(), load_cycle_figures(session, cycle.id)]


def test_a_cycle_in_other_words_is_read_in_them_and_compared_with_none_in_its_own(
    session: Any, app: Flask, client: PageClient
) -> None:
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    opened = make_open_cycle(session, keys, staff=7, opens=False)
    labelled = stored_label_set(session(), "berakhlak-2021:2")
    assert labelled is not None
    standard, opened.cycle.instrument = opened.cycle.instrument, labelled
    open_cycle(session(), opened.cycle, keys=keys, by=None, at=AT, chance=random.Random(1))
    budi = opened.staff[0]
    peer = a_peer_assignment(session, opened, budi)
    client.sign_in(opened.account(budi))
    page = client.get(f"/tugas/{peer.id}")
    for words in ("Sangat kurang", "Sangat baik", "Sampai tingkat mana"):
        assert words in page.text
    assert "Hampir selalu" not in page.text

    seal_answered(session, keys, opened)
    seat = session.scalars(
        select(Participant).where(Participant.cycle_id == opened.cycle.id, Participant.is_rated)
    ).first()
    source = load_profile_source(session(), seat, "Asia/Jakarta", preview=True)
    full = build_full_profile(build_profile(source, "id"), source, "id")
    assert [step.label for step in full.steps][::4] == ["1  Sangat kurang", "5  Sangat baik"]
    bases = [CycleBasis(each.content, opened.cycle.policy, "2") for each in (standard, labelled)]
    assert comparable_bases(*bases) is CycleComparability.OTHER_LABELS
    assert comparable_bases(bases[1], bases[1]) is CycleComparability.COMPARABLE
