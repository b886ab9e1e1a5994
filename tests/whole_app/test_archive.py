"""An archived cycle is read as it was before, by the same readers; only lists of every day leave it
out, and nobody is written to about it."""

from __future__ import annotations

import re

import pytest

from berakhlak import clock
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.archiving import archive_cycle, unarchive_cycle
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.mail.queries import cycles_to_write_about
from tests.factories.cycles import AT
from tests.whole_app.test_access import (  # `world` is a fixture.
    access_of,
    address,
    readers_in_turn,
    rules,
    verdict,
    world,  # noqa: F401
)

OF_A_CYCLE = {"cycle_id", "unit_id", "participant_id", "code", "counter_id"}
READERS = ("officer", "hr", "unit_reader")
# Pages that lead into the archive and out of it, and the one that tells where the cycle stands.
TELLS_THE_STATE = ("cycle_administration.", "home.", "jobs.")
# An own profile tells who has taken it meanwhile; workbooks hold the moment of their making.
TELLS_WHEN_IT_WAS_READ = {
    ("officer", "profiles.profile_page"),
    ("officer", "development.idp_file"),
    ("hr", "results.results_of_unit_workbook"),
    ("unit_reader", "results.results_of_unit_workbook"),
}
CHANGES_BY_ITSELF = re.compile(
    rb'nonce[-=][^" ]+|name="csrf_token"[^>]*value="[^"]*"|<input[^>]*csrf_token[^>]*>'
    rb'|<input[^>]*(?:data-challenge|name="ticket")[^>]*>'
)


def published_values(world, rule):  # noqa: F811
    """What the rule's address takes, about the published cycle."""
    values = world.values(rule)
    out = {"cycle_id": world.published_id, "unit_id": world.published_unit_id}
    return values | {name: out[name] for name in rule.arguments & set(out)}


def read_all(app, client, world):  # noqa: F811
    """Status and body of every page of the published cycle, by reader and page."""
    found = {}
    for name, account in readers_in_turn(world, client):
        if name not in READERS:
            continue
        for rule in rules(app):
            is_open = verdict(access_of(app, rule), account) == "open"
            if not is_open or not rule.arguments & OF_A_CYCLE:
                continue
            answer = client.open(address(app, rule, published_values(world, rule)))
            found[name, rule.endpoint] = answer.status_code, CHANGES_BY_ITSELF.sub(b"", answer.data)
    return found


def test_every_page_answers_as_before_and_no_figure_changes(app, client, session, world):  # noqa: F811
    cycle, hr = session.get(Cycle, world.published_id), world.readers["hr"]
    before = read_all(app, client, world)

    archive_cycle(session(), cycle, by=hr, at=AT)
    session.commit()
    after = read_all(app, client, world)

    statuses = [{key: status for key, (status, _) in each.items()} for each in (before, after)]
    assert statuses[0] == statuses[1]
    assert list(statuses[0].values()).count(200) > 25
    changed = {key for key in before if before[key] != after[key]} - TELLS_WHEN_IT_WAS_READ
    assert not [page for _name, page in changed if not page.startswith(TELLS_THE_STATE)]


@pytest.mark.parametrize("state", [s for s in CycleState if s is not CycleState.PUBLISHED])
def test_only_a_published_cycle_is_archived_and_only_an_archived_one_comes_back(
    session, published, state
):
    cycle = published.cycle
    with pytest.raises(CycleNotInState):
        unarchive_cycle(session(), cycle, by=None, at=AT)
    cycle.state = state
    session.flush()
    with pytest.raises(CycleNotInState):
        archive_cycle(session(), cycle, by=None, at=AT)

    assert cycle.state is state


def test_hr_archives_a_cycle_and_takes_it_out_again(client, session, published):
    cycle, hr = published.cycle, published.opened.hr
    client.sign_in(hr)
    page = client.post(f"/siklus/{cycle.id}/arsipkan")

    assert "Siklus dipindahkan ke arsip." in page.text
    session.expire_all()
    assert cycle.state is CycleState.ARCHIVED
    assert cycle.name not in client.get("/siklus").one("main").text
    assert client.get("/siklus", arsip=1).link(cycle.name).endswith(f"/siklus/{cycle.id}")
    assert "Semua siklus ada di arsip." in client.get("/").text
    assert not cycles_to_write_about(session(), cycle.agency_id)
    assert f"seperti={cycle.id}" in client.get("/siklus").link("Salin siklus terakhir")

    client.post(f"/siklus/{cycle.id}/keluarkan-dari-arsip")
    session.expire_all()
    assert cycle.state is CycleState.PUBLISHED
    assert client.get("/siklus").link(cycle.name)
    acts = [e.known_act for e in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert acts[-2:] == [Act.ARCHIVED_CYCLE, Act.UNARCHIVED_CYCLE]


def test_its_officer_finds_the_profile_in_the_list_of_profiles_alone(client, session, published):
    archive_cycle(session(), published.cycle, by=None, at=clock.utc_now())
    session.commit()
    officer = published.officers[0]
    client.sign_in(published.account_of(officer))

    assert published.cycle.name not in client.get("/").one("main").text
    assert client.get("/profil").link(published.cycle.name).endswith(f"/{officer.id}")


def test_a_second_archiving_at_the_same_time_is_refused_in_words(client, published):
    client.sign_in(published.opened.hr)
    path = f"/siklus/{published.cycle.id}/arsipkan"
    client.post(path)

    assert "status siklus sudah berubah" in client.post(path, status=422).text
