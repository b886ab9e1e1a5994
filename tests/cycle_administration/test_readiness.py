"""What is missing for opening is told on the pages, with a way to mend it, and refused alike."""

from __future__ import annotations

import pytest

from berakhlak.cycles.models import BEFORE_OPENING, CycleState
from berakhlak.cycles.policy_floors import checked_policy
from berakhlak.cycles.readiness import (
    CycleNotInState,
    CycleNotReady,
    ObstacleKind,
    obstacles_to_opening,
    require_ready,
)
from berakhlak.errors import DomainError
from tests.factories.people import make_person
from tests.support.markup import words
from tests.whole_app.test_irreversible_acts import ACTS, World

OPENING = ACTS["open"]
# What stands on the pages that mend it, by what is missing.
MENDED_BY = {
    "nobody is to be rated": {"/pegawai/impor": "input[type=file]", "/ubah": "[name=units]"},
    "its officers are rated elsewhere": {"/siklus/": "a[href$='/tutup']", "/ubah": "[name=units]"},
    "no key can be made": {"/bantuan/": "main"},
}


@pytest.fixture
def world(session, keys, opened):
    world = World(session, keys, opened)
    OPENING.prepare(world)
    session.commit()
    yield world
    if keys.folder.is_file():  # Other tests use the folder, too.
        keys.folder.unlink()
        keys.folder.with_name("keys-elsewhere").rename(keys.folder)


@pytest.fixture
def hr(client, world):
    return client.sign_in(world.opened.hr)


def notices(page, kind="danger"):
    return [words(each) for each in page.all(f"main .notice--{kind}")]


@pytest.mark.parametrize("missing", MENDED_BY)
def test_what_is_missing_is_named_with_a_way_to_mend_it_and_refused_in_the_same_words(
    session, keys, hr, world, missing
):
    OPENING.without[missing](world)
    session.commit()
    (obstacle,) = obstacles_to_opening(session(), world.cycle, keys=keys)
    sentence = " ".join(str(obstacle.refusal).split())

    for page in (hr.get(f"/siklus/{world.cycle.id}"), hr.get(f"/siklus/{world.cycle.id}/buka")):
        (told,) = notices(page)
        assert sentence in told
        assert "Belum dapat dibuka: 1 hal" in page.text
    assert not page.all("main form button[type=submit]")
    mends = [link["href"] for link in page.all(".notice--danger a.button")]
    assert len(mends) == len(MENDED_BY[missing])
    for part, selector in MENDED_BY[missing].items():
        pages = [hr.get(each) for each in mends if part in each]
        assert any(each.all(selector) for each in pages)
    refused = hr.post(f"/siklus/{world.cycle.id}/buka", status=422)
    assert sentence in refused.text
    with pytest.raises(DomainError) as told_by_opening:
        OPENING.do(world)
    assert str(told_by_opening.value) == str(obstacle.refusal)


def test_every_precondition_of_opening_that_hr_can_mend_has_such_a_page():
    states = {f"the cycle is {state}" for state in CycleState if state not in BEFORE_OPENING}

    assert set(OPENING.without) == states | set(MENDED_BY)
    # Of a pulse alone, and only its officers can mend it.
    assert set(ObstacleKind) == {
        "state", "nobody", "rated elsewhere", "key", "holders", "holders store", "few agreed"
    }  # fmt: skip


@pytest.mark.parametrize("state", [s for s in CycleState if s not in BEFORE_OPENING])
def test_a_cycle_past_opening_has_no_other_obstacle(session, keys, world, state):
    world.cycle.state = state

    with pytest.raises(CycleNotInState):
        require_ready(session(), world.cycle, keys=keys)


def test_several_things_are_told_at_once_each_in_its_words(session, keys, hr, world):
    for missing in ("nobody is to be rated", "no key can be made"):
        OPENING.without[missing](world)
    session.commit()

    page = hr.get(f"/siklus/{world.cycle.id}/buka")
    with pytest.raises(CycleNotReady) as refused:
        OPENING.do(world)

    assert len(notices(page)) == 2
    assert "2 hal harus dibereskan" in page.text
    for each in refused.value.obstacles:
        assert str(each.refusal) in str(refused.value)
        assert any(str(each.refusal) in told for told in notices(page))


def test_looking_at_the_page_leaves_no_key_behind(hr, world):
    before = sorted(each.name for each in world.keys.folder.iterdir())

    hr.get(f"/siklus/{world.cycle.id}")

    assert sorted(each.name for each in world.keys.folder.iterdir()) == before


def test_what_is_worth_a_look_is_told_with_its_page_and_does_not_hold_up(
    session, keys, hr, world, on_day
):
    """Raters who cannot sign in, a group without anybody, a last day that is over."""
    on_day(2026, 12, 1)
    partner = {"code": "partner", "words": {"id": "Mitra", "en": "Partners"}, "weight": 0.2}
    world.cycle.policy_json = checked_policy({"groups": [partner]}).to_json()
    make_person(session, world.opened.unit)
    session.commit()

    page = hr.get(f"/siklus/{world.cycle.id}/buka")

    told = " ".join(notices(page, "warning"))
    for part in ("Hari terakhirnya sudah lewat", "belum punya kata sandi", "ditunjuk: Mitra"):
        assert part in told
    assert not notices(page)
    assert page.one("main form button[type=submit]")
    for label, selector in {
        "Ubah tanggal siklus": "#closes_on",
        "Buat kode masuk": "main form, main a",
        "Tunjuk penilai": "input[type=file]",
    }.items():
        assert hr.get(page.link(label)).all(selector)


def test_where_nothing_is_to_be_said_the_draft_is_called_ready(app, session):
    with app.test_request_context():
        told = app.jinja_env.get_template("cycle_administration/_readiness.html").module

        assert "Siap dibuka: semua syarat terpenuhi." in told.readiness([])
