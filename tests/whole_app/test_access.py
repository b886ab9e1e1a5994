"""Every route says who may open it, and opens to nobody else: a new page cannot be forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from werkzeug.routing import Rule

from berakhlak.assignments.operations import open_cycle
from berakhlak.citizens.operations import add_counter
from berakhlak.comments.queries import pending_comments
from berakhlak.cycle_steps.jobs import OPEN
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.policy_floors import parse_policy
from berakhlak.cycles.queries import units_of
from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure.operations import run_audit
from berakhlak.jobs.models import JobState
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.service import job_service
from berakhlak.mail.tokens import make_stop_token
from berakhlak.nominations.operations import add_name, propose_names, strike_name
from berakhlak.profiles.operations import publish_profiles
from berakhlak.roles import Role
from berakhlak.signing.operations import record_issue
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import AT, make_open_cycle, participants
from tests.factories.nominations import make_gathering
from tests.support.databases import TEST_SECRET

SIGN_IN = "/masuk"
READERS = ("nobody", "officer", "supervisor", "hr", "admin", "foreign_hr")
# Arguments that name something of one agency; in another agency there is no such thing.
OWNED = {"cycle_id", "assignment_id", "participant_id", "person_id", "counter_id", "comment"}
OWNED |= {"unit_id", "job_id"}
# Without more to go on than their address, these lead on to the page before or behind them.
LEADS_ON = {
    "accounts.sign_in",
    "ratings.review_sheet",
    "ratings.resume_rating",
    "citizens.new_counter",
    "mail.receive_link",
    "mail.open_link",
}
OF_A_DRAFT = {
    f"cycle_administration.{name}"
    for name in ("edit_cycle", "delete_cycle", "groups_page", "add_group", "appoint_raters")
}
OF_ITS_GROUPS = {"cycle_administration.edit_group", "cycle_administration.remove_group"}
PARTNERS = {"code": "partner", "words": {"id": "Mitra kerja", "en": "Partners"}}
OF_A_CLOSED = ("results.", "exports.export_", "profiles.profiles_of_cycle")
TOO_LARGE = 10**20


@dataclass
class World:
    """Accounts of the readers, and a value for every argument that a route may take."""

    readers: dict[str, Any]
    samples: dict[str, Any]
    closed_id: int
    gathering_id: int
    draft_id: int
    closed_seat_id: int

    def values(self, rule: Rule) -> dict[str, Any]:
        """A sample for each argument of the rule, of the cycle in whose state the page exists."""
        missing = rule.arguments - set(self.samples)
        assert not missing, f"give {rule.rule} a sample of {missing}"
        values = {name: self.samples[name] for name in rule.arguments}
        if rule.endpoint.startswith("nominations."):
            return values | {"cycle_id": self.gathering_id}
        if rule.endpoint in OF_A_DRAFT:
            return values | {"cycle_id": self.draft_id}
        if rule.endpoint in OF_ITS_GROUPS:
            return values | {"cycle_id": self.draft_id, "group": "partner"}
        if rule.endpoint == "profiles.profile_preview":
            return values | {"participant_id": self.closed_seat_id}
        of_closed = "comment" in values or rule.endpoint.startswith(OF_A_CLOSED)
        return values | ({"cycle_id": self.closed_id} if of_closed else {})


@pytest.fixture
def world(session):
    """An agency with a cycle in each state that has pages of its own; and another agency."""
    keys = key_store()
    opened = make_open_cycle(session, keys, staff=4)
    opened.cycle.state = CycleState.CLOSED  # While earlier cycles of its officers run.
    closed = sealed_cycle(session, keys, opened, "Tertutup")
    published = sealed_cycle(session, keys, opened, "Terbit")
    publish_profiles(session, published.cycle, keys=keys, by=None, at=AT)
    opened.cycle.state = CycleState.OPEN
    readers = {
        "nobody": None,
        "officer": opened.account(opened.staff[0]),
        "supervisor": opened.account(opened.head),
        "hr": opened.hr,
        "admin": opened.admin,
        "foreign_hr": make_open_cycle(session, keys, staff=4).hr,
    }
    samples = samples_of(session, opened, closed, published)
    seat = seat_of(session, closed, opened.staff[0])
    gathering, draft = gathering_cycle(session, opened), drafted_cycle(session, opened, "Rancangan")
    draft.policy_json = parse_policy(json.dumps({"groups": [PARTNERS]})).to_json()
    session.commit()
    return World(readers, samples, closed.cycle.id, gathering.id, draft.id, seat.id)


def samples_of(session, opened, closed, published):
    """A value for every argument, all about the first officer."""
    officer = opened.staff[0]
    seat, published_seat = (seat_of(session, each, officer) for each in (opened, published))
    counter = add_counter(session, opened.cycle, name="Loket 1", officers=[seat], by=None, at=AT)
    return {
        "cycle_id": opened.cycle.id,
        "assignment_id": assignments(session, opened, rater=officer, group=Relation.PEER)[0].id,
        "participant_id": published_seat.id,
        "person_id": officer.id,
        "counter_id": counter.id,
        "unit_id": units_of(session, closed.cycle)[0].id,
        "comment": pending_comments(session, closed.cycle.id)[0].id.hex(),
        "token": counter.token,
        "code": issued_code(session, published_seat),
        "kind": "csv",
        "group": Relation.PEER,
        "value_code": opened.cycle.instrument.content.values[0].code,
        "mail_kind": "invitation",
        "mail_language": "id",
        "stop_token": make_stop_token(opened.account(officer).id, TEST_SECRET),
        "job_id": done_job(session, opened),
    }


def done_job(session, opened):
    """The job that opened the cycle, as if that had made a file."""
    job = enqueue(
        session(), OPEN, {"cycle": opened.cycle.id}, key=str(opened.cycle.id), by=opened.hr, at=AT,
        agency_id=opened.agency.id, subject=opened.cycle.name, language="id",
    )  # fmt: skip
    job.state, job.started_at, job.finished_at = JobState.DONE, AT, AT
    session.flush()
    (job_service().folder_of(job.id) / "hasil.txt").write_text("Hasil")
    job.result_file, job.expires_at = "hasil.txt", AT
    session.flush()
    return job.id


def gathering_cycle(session, opened):
    """A cycle in which the first officer has named two, and the supervisor has seen to it."""
    gathering = make_gathering(session, opened, beside=True)
    officer, cycle = opened.staff[0], gathering.cycle
    names = [opened.staff[1].id, gathering.elsewhere[0].id]
    propose_names(session(), cycle, officer, names)
    strike_name(session(), cycle, officer, names[0])
    add_name(session(), cycle, officer, gathering.elsewhere[1].id)
    return cycle


def issued_code(session, seat):
    """The code of a profile that was handed out as a file."""
    issued = record_issue(
        session,
        code="7QF2-M9XD-0KTR-4HZA",
        participant_id=seat.id,
        language="id",
        source="0" * 64,
        sha256="0" * 64,
        signed_by=None,
        by=None,
        at=AT,
    )
    return issued.code


def drafted_cycle(session, opened, name):
    """Another cycle of the same people, of which nobody knows yet."""
    return create_cycle(
        session,
        agency_id=opened.agency.id,
        name=name,
        instrument=opened.cycle.instrument,
        opens_on=date(2026, 5, 1),
        closes_on=date(2026, 5, 31),
        units=[opened.unit],
        by=None,
        at=AT,
    )


def sealed_cycle(session, keys, opened, name):
    """Another cycle of the same people, answered in full and sealed."""
    cycle = drafted_cycle(session, opened, name)
    open_cycle(session, cycle, keys=keys, by=None, at=AT)
    other = replace(opened, cycle=cycle)
    value = cycle.instrument.content.values[0].code
    answer(session, keys, other, assignments(session, other), comments={value: "Ramah."})
    close(session, keys, other)
    run_audit(session(), cycle.id, at=AT)
    return other


def seat_of(session, opened, person):
    found = participants(session, opened.cycle)
    return next(seat for seat in found if seat.person_id == person.id)


def rules(app, method="GET") -> Iterator[Rule]:
    """Every rule of the application that takes the method, but for files."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and method in rule.methods:
            yield rule


def access_of(app, rule):
    return getattr(app.view_functions[rule.endpoint], "access", None)


def address(app, rule, values):
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def verdict(access, account):
    """What the declared access means for this reader: open, refused, or sign in first."""
    if access == "public":
        return "open"
    if account is None:
        return "sign in"
    return "open" if access == "signed in" or access & account.roles else "refused"


def outcome(response):
    """The same three words, read from an answer."""
    if response.status_code == 403:
        return "refused"
    if response.status_code in (301, 302) and response.location.startswith(SIGN_IN):
        return "sign in"
    return "open"


def test_every_route_declares_who_may_open_it(app):
    silent = [rule.rule for rule in rules(app) if access_of(app, rule) is None]
    silent += [rule.rule for rule in rules(app, "POST") if access_of(app, rule) is None]

    assert not silent, f"declare @public or @requires on {silent}"


def test_what_is_declared_is_a_word_or_roles(app):
    for rule in rules(app):
        access = access_of(app, rule)
        known = access in ("public", "signed in") if isinstance(access, str) else False
        assert known or (access and access <= set(Role)), f"{rule.rule}: {access!r}"


@pytest.mark.parametrize("name", READERS)
def test_every_page_opens_to_those_it_declares_and_to_nobody_else(app, client, world, name):
    account = world.readers[name]
    if account is not None:
        client.sign_in(account)
    faults = []
    for rule in rules(app):
        wanted = verdict(access_of(app, rule), account)
        response = client.open(address(app, rule, world.values(rule)))
        if outcome(response) != wanted or response.status_code >= 500:
            faults.append(f"{rule.rule}: {response.status}, declared {wanted}")

    assert not faults


@pytest.mark.parametrize("name", READERS)
def test_no_form_is_taken_from_those_it_is_not_declared_for(app, client, world, name):
    account = world.readers[name]
    if account is not None:
        client.sign_in(account)
    token = client.token()
    faults = []
    for rule in rules(app, "POST"):
        wanted = verdict(access_of(app, rule), account)
        if wanted == "open":
            continue  # It would act.
        path = address(app, rule, world.values(rule))
        response = client.open(path, method="POST", data={"csrf_token": token})
        if outcome(response) != wanted:
            faults.append(f"{rule.rule}: {response.status}, declared {wanted}")

    assert not faults


def test_every_page_opens_to_somebody(app, world, client):
    shut = [rule for rule in rules(app) if rule.endpoint not in LEADS_ON]
    for account in filter(None, world.readers.values()):
        client.sign_in(account)
        shut = [
            rule
            for rule in shut
            if client.open(address(app, rule, world.values(rule))).status_code != 200
        ]

    assert not shut


def test_what_belongs_to_one_agency_does_not_exist_for_hr_of_another(app, client, world):
    client.sign_in(world.readers["foreign_hr"])
    faults = [
        f"{rule.rule}: {response.status}"
        for rule in rules(app)
        if rule.arguments & OWNED
        and verdict(access_of(app, rule), world.readers["foreign_hr"]) == "open"
        and access_of(app, rule) != "public"
        and (response := client.open(address(app, rule, world.values(rule)))).status_code != 404
    ]

    assert not faults


def test_a_rater_s_pages_exist_for_that_rater_alone(app, client, world):
    mine = [rule for rule in rules(app) if "assignment_id" in rule.arguments]
    assert mine
    for name in ("supervisor", "hr", "admin"):
        client.sign_in(world.readers[name])
        for rule in mine:
            response = client.open(address(app, rule, world.values(rule)))
            assert response.status_code == 404, f"{rule.rule} for {name}: {response.status}"


def test_a_number_beyond_the_database_is_not_found(app, client, world):
    everything = client.sign_in(world.readers["hr"])
    faults = []
    for rule in rules(app):
        for argument in rule.arguments & {name for name in OWNED if name.endswith("_id")}:
            values = world.values(rule) | {argument: 987654321}
            path = address(app, rule, values).replace("987654321", str(TOO_LARGE))
            response = everything.open(path)
            if response.status_code not in (403, 404):
                faults.append(f"{rule.rule}: {response.status}")

    assert not faults
