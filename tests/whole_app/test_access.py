"""Every route says who may open it, and opens to nobody else: a new page cannot be forgotten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st
from sqlalchemy import update
from werkzeug.routing import Rule

from berakhlak import clock
from berakhlak.accounts.models import AccountRole, Passkey, SecondFactor
from berakhlak.assignments.operations import open_cycle
from berakhlak.citizens.door_counts import hold_back
from berakhlak.citizens.doors import Door as VoiceDoor
from berakhlak.citizens.operations import add_counter
from berakhlak.citizens.ticket_sources import connect_machine, print_slips
from berakhlak.comments.queries import pending_comments
from berakhlak.complaints.kinds import shipped_kinds
from berakhlak.complaints.models import ComplaintPolicy
from berakhlak.complaints.operations import receive_complaint
from berakhlak.cycle_steps.jobs import OPEN
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.policy_floors import parse_policy
from berakhlak.cycles.queries import units_of
from berakhlak.cycles.rater_groups import Relation
from berakhlak.data_rights.models import CorrectedField
from berakhlak.data_rights.operations import ask_correction
from berakhlak.development.models import DevelopmentStep, LearningWay
from berakhlak.disclosure.operations import run_audit
from berakhlak.exceptional_access.models import ExceptionalAccess, Ground, OpenedContent
from berakhlak.expectations.operations import write_expectations
from berakhlak.expectations.queries import OfficerExpectations
from berakhlak.feedback.operations import ask_feedback
from berakhlak.formats import local_today
from berakhlak.jobs.models import JobState
from berakhlak.jobs.operations import enqueue
from berakhlak.jobs.service import job_service
from berakhlak.mail.tokens import make_stop_token
from berakhlak.nominations.barring import bar_pair
from berakhlak.nominations.operations import add_name, propose_names, strike_name
from berakhlak.objections.models import Objection, ObjectionPart, Outcome
from berakhlak.people.models import Agency, Unit
from berakhlak.people.photos import plain_photo
from berakhlak.permissions import PERMISSIONS, Action, Scope
from berakhlak.profiles.operations import publish_profiles
from berakhlak.public_pages.models import PublicPage
from berakhlak.public_pages.operations import switch_on
from berakhlak.roles import Role
from berakhlak.signing.operations import record_issue
from berakhlak.talk_survey.operations import SHORTEST, start_survey
from berakhlak.training.needs import NeedContent, add_need
from berakhlak.training.plans import plan_training
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import AT, make_open_cycle, participants, state_purpose
from tests.factories.holders import hold
from tests.factories.nominations import make_gathering
from tests.factories.people import (
    make_account,
    make_agency,
    make_operator,
    make_person,
    make_unit,
)
from tests.factories.public_pages import stated, told
from tests.factories.satisfaction import make_closed_survey, make_survey, plan_action
from tests.factories.talks import confirm_talks
from tests.factories.training import make_partner, make_programme, make_provider, make_run
from tests.support.databases import TEST_SECRET
from tests.support.pages import PageClient
from tests.support.pictures import picture_file

SIGN_IN = "/masuk"
REACHING = {"top", "here"}  # Units that hold what the samples are about.
# Roles for a unit, and whether what the samples are about lies in it; `former_hr` is over.
OF_UNITS = {"unit_hr": True, "other_unit_hr": False, "unit_reader": True, "other_reader": False}
# Arguments that name something of one agency; in another agency there is no such thing.
OWNED = {"cycle_id", "assignment_id", "participant_id", "person_id", "counter_id", "comment"}
OWNED |= {"source_id", "batch_id", "passkey_id", "colleague_id", "feedback_id", "correction_id"}
OWNED |= {"work_unit_id", "service_id", "change_id", "survey_id", "line_id"}
OWNED |= {"complaint_name", "served_unit_id"}
OWNED |= {"step_id", "objection_id", "unit_id", "job_id", "role_id", "account_id", "pair_id"}
OWNED |= {"access_id", "programme_id", "provider_id", "run_id", "need_id"}
# Only after a password: `test_before_second_step` asks.
BETWEEN_STEPS = {"accounts.second_step", "accounts.set_up_at_sign_in"}
# Without more to go on than their address, these lead on to the page before or behind them.
LEADS_ON = BETWEEN_STEPS | {
    "accounts.add_passkey_page",  # Leads nowhere without PUBLIC_URL; test_passkeys has one.
    "health.security_contact",  # Where somebody is named; test_contact_page names one.
    "accounts.sign_in",
    "single_sign_on.begin",  # Without a provider there is none of its pages; tests/single_sign_on.
    "single_sign_on.come_back",
    "single_sign_on.prove",
    "single_sign_on.link_page",
    "ratings.review_sheet",
    "ratings.resume_rating",
    "citizens.new_counter",
    "kiosk.empty_form",
    "mail.receive_link",
    "mail.open_link",
    "complaints.citizen_step",  # Opened without its code it leads to where codes are typed.
}
OF_A_DRAFT = {
    f"cycle_administration.{name}"
    for name in (
        "edit_cycle",
        "delete_cycle",
        "groups_page",
        "add_group",
        "appoint_raters",
        "plan_cycle_opening",
        "appointed_officers",
        "appointed_raters",
        "change_appointed_raters",
        "holders_page",
        "try_code",
        "make_code",
        "confirm_code",
        "code_sheet",
        "replace_code",
    )
}
OF_A_GATHERING = {
    f"cycle_administration.{name}"
    for name in ("naming_page", "naming_table", "last_day_of_names", "agree_to_names")
} | {"mail.remind_of_names"}
OF_ITS_GROUPS = {"cycle_administration.edit_group", "cycle_administration.remove_group"}
PARTNERS = {"code": "partner", "words": {"id": "Mitra kerja", "en": "Partners"}}
# What pages ask about besides what opens them.
WITHIN_PAGES = {
    Action.READ_UNPUBLISHED,
    Action.EXPORT_RESULTS,
    Action.READ_SIGN_INS,
}
OF_A_PUBLISHED = {
    "development.team_talks",
    "cycle_administration.new_pulse",
    "cycle_administration.talk_survey_page",
    "cycle_administration.release_talk_figures",
    "cycle_administration.end_talk_questions",
    "development.shared_page",
    "development.talk_counts_page",
    "performance.ratings_page",
    "performance.import_work_results",
    "objections.objections_page",
    "objections.name_decider_page",
}
OF_A_CLOSED = ("results.", "exports.export_", "profiles.profiles_of_cycle")
TOO_LARGE = 10**20


@dataclass
class World:
    """Accounts of the readers, and a value for every argument that a route may take; `others`: by
    endpoint, where a page is not about the first officer."""

    readers: dict[str, Any]
    samples: dict[str, Any]
    closed_id: int
    gathering_id: int
    draft_id: int
    closed_seat_id: int
    published_id: int = 0
    published_unit_id: int = 0
    others: dict[str, dict[str, Any]] = field(default_factory=dict)

    def published(self, rule: Rule) -> dict[str, Any]:
        """The same; of results, those that are out."""
        values = self.values(rule)
        if not rule.endpoint.startswith(("results.", "exports.export_report")):
            return values
        out = {"cycle_id": self.published_id, "unit_id": self.published_unit_id}
        return values | {name: out[name] for name in rule.arguments & set(out)}

    def values(self, rule: Rule) -> dict[str, Any]:
        """A sample for each argument of the rule, of the cycle in whose state the page exists."""
        missing = rule.arguments - set(self.samples)
        assert not missing, f"give {rule.rule} a sample of {missing}"
        values = {name: self.samples[name] for name in rule.arguments}
        if rule.endpoint in self.others:
            return values | self.others[rule.endpoint]
        if (
            rule.endpoint.startswith(("nominations.", "expectations."))
            or rule.endpoint in OF_A_GATHERING
        ):
            return values | {"cycle_id": self.gathering_id}
        if rule.endpoint in OF_A_DRAFT:
            return values | {"cycle_id": self.draft_id}
        if rule.endpoint in OF_ITS_GROUPS:
            return values | {"cycle_id": self.draft_id, "group": "partner"}
        if rule.endpoint == "profiles.profile_preview":
            return values | {"participant_id": self.closed_seat_id}
        if rule.endpoint in OF_A_PUBLISHED:
            return values | {"cycle_id": self.published_id}
        of_closed = "comment" in values or rule.endpoint.startswith(OF_A_CLOSED)
        return values | ({"cycle_id": self.closed_id} if of_closed else {})


@pytest.fixture
def world(session):
    return make_world(session)


def make_world(session, staff=4, code="7QF2-M9XD-0KTR-4HZA"):
    """An agency with a cycle in each state that has pages of its own; and another agency."""
    keys = key_store()
    opened = make_open_cycle(session, keys, staff=staff)
    opened.agency.logo = b"\x89PNG"  # Any bytes: nobody looks at it here.
    opened.agency.shows_photos = True
    opened.staff[0].photo = plain_photo(picture_file("JPEG"))
    opened.cycle.state = CycleState.CLOSED  # While earlier cycles of its officers run.
    closed = sealed_cycle(session, keys, opened, "Tertutup")
    published = sealed_cycle(session, keys, opened, "Terbit")
    publish_profiles(session, published.cycle, keys=keys, by=None, at=AT)
    state_purpose(published.cycle)
    ask_about_talk(session, keys, opened, published)
    opened.cycle.state = CycleState.OPEN
    return world_around(session, opened, closed, published, code)


def unopened(session, opened):
    """A cycle that gathers names, and a draft."""
    return gathering_cycle(session, opened), drafted_cycle(session, opened, "Rancangan")


def world_around(session, opened, closed, published, code, unopened=unopened):
    """What else there are pages for, around cycles of the same people that are open, closed and
    published; `unopened`: makes two more."""
    readers = {
        "nobody": None,
        "officer": opened.account(opened.staff[0]),
        "supervisor": opened.account(opened.head),
        "hr": opened.hr,
        "admin": opened.admin,
        "foreign_hr": make_open_cycle(session, key_store(), staff=4).hr,
        **holders_of_roles(session, opened),
    }
    trained = trainings(session, opened, published)
    readers["partner"] = trained.pop("partner")
    readers["operator"] = make_operator(session)
    samples = samples_of(session, opened, closed, published, code)
    samples["role_id"] = next(iter(readers["unit_hr"].role_rows)).id
    samples["account_id"] = readers["reader"].id
    samples |= trained
    samples["agency_id"] = make_agency(session, name="Dinas Yang Baru").id
    seat = seat_of(session, closed, opened.staff[0])
    gathering, draft = unopened(session, opened)
    state_purpose(gathering)
    expect(session, gathering, opened.staff[0])
    draft.holders_json = hold()[0].to_json()
    draft.policy_json = parse_policy(json.dumps({"groups": [PARTNERS]})).to_json()
    session.commit()
    return World(
        readers=readers,
        samples=samples,
        published_id=published.cycle.id,
        published_unit_id=units_of(session, published.cycle)[0].id,
        closed_id=closed.cycle.id,
        gathering_id=gathering.id,
        draft_id=draft.id,
        closed_seat_id=seat.id,
        others=others_than_the_first(session, opened, published),
    )


def others_than_the_first(session, opened, published):
    """The head, whom nobody leads, and an officer whose objection is decided."""
    head, second = (seat_of(session, published, each) for each in (opened.head, opened.staff[1]))
    verdict = {"outcome": Outcome.PARTLY, "decision": "Sebagian benar."}
    verdict |= {"decided_on": date(2026, 11, 10), "decider_id": opened.staff[3].id}
    objection = lodged_objection(session, second)
    session.execute(update(Objection).where(Objection.id == objection.id).values(**verdict))
    session.commit()
    return {
        "performance.name_stand_in_page": {
            "cycle_id": published.cycle.id,
            "participant_id": head.id,
        },
        "objections.outcome_letter": {"participant_id": second.id},
        **surveys_beside(session, opened),
    }


def surveys_beside(session, opened):
    """A survey that takes answers, of the unit whose closed one the samples name."""
    running = make_survey(session, key_store(), unit=opened.unit).survey
    own = {"code": running.code}
    return {
        "satisfaction_survey.answer_page": own,
        "satisfaction_survey.thanks_page": own,
        "satisfaction_administration.open_page": {"unit_id": opened.unit.id},
    }


def trainings(session, opened, published):
    """A programme with a run, of which one officer is on the roll, in the first officer's plan; a
    need of the unit, and somebody who signs in for the provider."""
    provider = make_provider(session, opened.agency)
    programme = make_programme(session, provider)
    roll = make_person(session, opened.unit, name="Roll Satu")
    run = make_run(session, programme, [roll], first=local_today(), last=local_today())
    seat = seat_of(session, published, opened.staff[0])
    plan_training(session(), seat.id, programme, today=local_today())
    content = NeedContent(opened.unit, "BP", 6, programme)
    need = add_need(session(), local_today().year, content, by=None, at=AT)
    return {
        "partner": make_partner(session, provider),
        "provider_id": provider.id,
        "programme_id": programme.id,
        "run_id": run.id,
        "need_id": need.id,
    }


def expect(session, cycle, officer):
    """The supervisor especially expects something of the officer."""
    expected = OfficerExpectations(cycle, officer, {})
    write_expectations(session(), expected, {"BP": "Ramah kepada warga."})


def holders_of_roles(session, opened):
    """Accounts with a role for the agency, for a unit, or until yesterday."""
    other = make_unit(session, opened.agency, name="Bidang Lain")

    def holder(role, unit=None, until=None):
        account = make_account(session, opened.agency)
        row = AccountRole(role=role, unit_id=unit and unit.id, until=until)
        account.role_rows.append(row)
        session.flush()
        return account

    return {
        "reader": holder(Role.READER),
        "unit_hr": holder(Role.HR, opened.unit),
        "other_unit_hr": holder(Role.HR, other),
        "unit_reader": holder(Role.READER, opened.unit),
        "other_reader": holder(Role.READER, other),
        "former_hr": holder(Role.HR, until=local_today() - timedelta(days=1)),
    }


def samples_of(session, opened, closed, published, code):
    """A value for every argument, all about the first officer."""
    officer = opened.staff[0]
    seat, published_seat = (seat_of(session, each, officer) for each in (opened, published))
    counter = add_counter(session, opened.cycle, name="Loket 1", officers=[seat], by=None, at=AT)
    slips = print_slips(session, counter, number=1, by=None, at=AT)
    display = connect_machine(session, counter, VoiceDoor.DISPLAY, by=None, at=AT)[1]
    batch = hold_back(session, counter, AT, "Asia/Jakarta")
    return {
        "cycle_id": opened.cycle.id,
        "source_id": slips.id,
        "batch_id": batch,
        "display": display,
        "number": 1,
        "assignment_id": assignments(session, opened, rater=officer, group=Relation.PEER)[0].id,
        "participant_id": published_seat.id,
        "step_id": chosen_step(session, published_seat).id,
        "objection_id": lodged_objection(session, published_seat).id,
        "person_id": officer.id,
        "colleague_id": opened.staff[1].id,
        "feedback_id": requested_feedback(session, opened).id,
        "pair_id": bar_pair(session(), officer, opened.staff[3], "Suami istri", by=None, at=AT).id,
        "counter_id": counter.id,
        "unit_id": units_of(session, closed.cycle)[0].id,
        "comment": pending_comments(session, closed.cycle.id)[0].id.hex(),
        "token": counter.token,
        "officer_id": seat.id,
        "code": issued_code(session, published_seat, code),
        "help_topic": "menilai",
        "kind": "csv",
        "group": Relation.PEER,
        "value_code": opened.cycle.instrument.content.values[0].code,
        "mail_kind": "invitation",
        "language": "su",
        "mail_language": "id",
        "stop_token": make_stop_token(opened.account(officer).id, TEST_SECRET),
        "job_id": done_job(session, opened),
        "passkey_id": passkey_of(session, opened.account(officer)).id,
        "correction_id": asked_correction(session, officer),
        "access_id": opened_exceptionally(session, opened.hr, published_seat).id,
        **public_unit(session, opened.unit),
        **survey_samples(session, opened),
        "complaint_name": made_complaint(session, opened).name,
        "served_unit_id": opened.unit.id,
        "agency_code": opened.agency.code,
        "kind_code": "service",
        "citizen_step": "pesan",
    }


def public_unit(session, unit):
    """Its page is open to everybody, and both its service and its change have been corrected."""
    service, change = stated(session, unit), told(session, unit)
    switch_on(session(), unit, by=None, at=AT, today=AT.date())
    page = session.get_one(PublicPage, unit.id)
    return {
        "work_unit_id": unit.id,
        "service_id": service,
        "change_id": change,
        "agency_part": page.agency_part,
        "unit_part": page.unit_part,
        "file_name": "data.csv",
        "tongue": "id",
    }


def survey_samples(session, opened):
    """A closed survey of the unit with figures, and a line of its plan."""
    made = make_closed_survey(session, key_store(), opened.unit)
    return {"survey_id": made.survey.id, "line_id": plan_action(session, made).id}


def made_complaint(session, opened):
    """What a citizen said of the unit in which the first officer sits."""
    policy = ComplaintPolicy(agency_id=opened.agency.id, is_on=True, first_days=3)
    policy.counts_working_days = True
    session.add(policy)
    return receive_complaint(
        session(),
        policy,
        opened.unit,
        shipped_kinds()[1],
        "Antreannya dua jam.",
        receipt=opened.agency.id.to_bytes(32),
        today=local_today(),
    )


def ask_about_talk(session, keys, opened, published):
    """The first officer is asked about a talk that both have confirmed."""
    confirm_talks(session, [seat_of(session, published, opened.staff[0])])
    last, given = local_today() + SHORTEST, {"by": opened.hr, "at": AT, "today": local_today()}
    start_survey(session(), published.cycle, last, keys=keys, **given)


def requested_feedback(session, opened):
    """What a colleague asked of the first officer."""
    other, officer = opened.staff[2], opened.staff[0]
    return ask_feedback(session(), other, officer, "BP1", today=local_today())


def passkey_of(session, account):
    """A key in the officer's phone."""
    session.add(SecondFactor(account_id=account.id, box=b"1"))
    passkey = Passkey(
        account_id=account.id,
        name="Ponsel",
        credential_id=f"key of {account.id}".encode(),
        public_key=b"1",
        sign_count=0,
    )
    session.add(passkey)
    session.flush()
    return passkey


def asked_correction(session, officer):
    """What the officer wants mended."""
    asked = ask_correction(
        session(), officer, CorrectedField.POSITION, "Analis Hukum", "SK 12", today=local_today()
    )
    return asked.id


def opened_exceptionally(session, account, seat):
    """HR may read the officer's objection for an hour, from the hour of the tests on."""
    now = clock.utc_now()
    access = ExceptionalAccess(
        participant_id=seat.id,
        account_id=account.id,
        thing=OpenedContent.OBJECTION,
        ground=Ground.AUDIT,
        paper="ST-1/2026",
        reason="Diperiksa inspektorat.",
        opened_at=now,
        ends_at=now + timedelta(hours=1),
    )
    session.add(access)
    session.flush()
    return access


def chosen_step(session, seat):
    """What the officer will try after the profile."""
    step = DevelopmentStep(
        participant_id=seat.id,
        behaviour="BP1",
        situation="rapat selesai",
        intention="membagikan notulen",
        way=LearningWay.WORK,
        due_on=date(2026, 12, 31),
        evidence="notulen dibagikan",
        chosen_on=date(2026, 11, 2),
    )
    session.add(step)
    session.flush()
    return step


def lodged_objection(session, seat):
    """What nobody may decide before HR names somebody."""
    objection = Objection(
        participant_id=seat.id,
        round=1,
        part=ObjectionPart.COMMENTS,
        reason="Komentar itu tentang tim lain.",
        lodged_on=date(2026, 11, 3),
        lodge_by=date(2026, 11, 20),
        decide_by=date(2026, 11, 12),
        statement="",
        decision="",
    )
    session.add(objection)
    session.flush()
    return objection


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


def issued_code(session, seat, code):
    """The code of a profile that was handed out as a file."""
    issued = record_issue(
        session,
        code=code,
        participant_id=seat.id,
        language="id",
        source="0" * 64,
        sha256=hashlib.sha256(code.encode()).hexdigest(),
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
    return "open" if account.is_let_in(access) else "refused"


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

    assert not silent, f"declare @open_to_all or @requires on {silent}"


def test_what_is_declared_is_in_the_table_of_permissions_and_all_of_it_is_used(app):
    declared = {access_of(app, rule) for each in ("GET", "POST") for rule in rules(app, each)}

    assert declared - {"public"} <= set(PERMISSIONS)
    assert set(Action) == set(PERMISSIONS)
    assert set(Action) - declared == WITHIN_PAGES


def readers_in_turn(world, client):
    """Each reader, signed in: (name, account); the stranger first."""
    for name, account in world.readers.items():
        if account is not None:
            client.sign_in(account)
        yield name, account


def test_every_page_opens_to_those_it_declares_and_to_nobody_else(app, client, world):
    faults = []
    for name, account in readers_in_turn(world, client):
        for rule in rules(app):
            wanted = verdict(access_of(app, rule), account)
            if wanted == "open" and name in (*OF_UNITS, "reader", "former_hr"):
                continue  # What these find there is told below.
            if rule.endpoint in BETWEEN_STEPS:
                continue
            response = client.open(address(app, rule, world.values(rule)))
            if outcome(response) != wanted or response.status_code >= 500:
                faults.append(f"{name} at {rule.rule}: {response.status}, declared {wanted}")

    assert not faults


def test_no_form_is_taken_from_those_it_is_not_declared_for(app, client, world):
    faults = []
    for name, account in readers_in_turn(world, client):
        token = client.token()
        for rule in rules(app, "POST"):
            wanted = verdict(access_of(app, rule), account)
            if wanted == "open":
                continue  # It would act.
            path = address(app, rule, world.values(rule))
            response = client.open(path, method="POST", data={"csrf_token": token})
            if outcome(response) != wanted:
                faults.append(f"{name} at {rule.rule}: {response.status}, declared {wanted}")

    assert not faults


def is_found(app, rule, name, account):
    """Whether a role opens what the samples are about; None where it is not roles that decide."""
    access = access_of(app, rule)
    permission = None if access == "public" else PERMISSIONS[access]
    if permission is None or permission.own or permission.line:
        return None
    reach = account.reach(access)
    if reach is None:
        return False
    if reach.is_whole or not rule.arguments & OWNED:
        return True
    # Results of the agency as a whole name every unit.
    is_about_all = access is Action.READ_RESULTS and "unit_id" not in rule.arguments
    return OF_UNITS[name] and not is_about_all


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_role_opens_what_lies_in_its_unit_and_nothing_else(app, client, world, method):
    """Every route, by every role, about a thing of its own unit and of another."""
    faults, tried = [], 0
    for name in (*OF_UNITS, "reader", "former_hr"):
        account = world.readers[name]
        token = {"csrf_token": client.sign_in(account).token()}
        for rule in rules(app, method):
            found = is_found(app, rule, name, account)
            if found is None or (found and method == "POST"):
                continue  # It would act.
            path, tried = address(app, rule, world.published(rule)), tried + 1
            response = client.open(path, method=method, data=token if method == "POST" else None)
            if (response.status_code in (403, 404)) == found:
                faults.append(f"{name} at {rule.rule}: {response.status}, found {found}")

    assert not faults
    assert tried > 100


@pytest.fixture
def chain(client, session, world):
    """Units of today, from the top down to where the samples lie, one beside them and one below;
    and an officer's open session."""
    unit = session.get_one(Unit, world.readers["unit_hr"].role_rows[0].unit_id)
    agency = session.get_one(Agency, unit.agency_id)
    top = make_unit(session, agency)
    unit.parent_id = top.id
    below, beside = make_unit(session, agency, parent=unit), make_unit(session, agency, parent=top)
    session.commit()
    token = client.sign_in(world.readers["officer"]).token()
    units = {"agency": None, "top": top, "here": unit, "below": below, "beside": beside}
    return units | {"token": token}


days = st.sampled_from([None, -30, -1, 0, 1])
grants = st.lists(
    st.tuples(
        st.sampled_from([Role.HR, Role.READER]),
        st.sampled_from(["agency", "top", "here", "below", "beside"]),
        days,
    ),
    max_size=3,
    unique_by=lambda each: each[:2],
)


@hypothesis.settings(
    max_examples=15, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
@hypothesis.given(held=grants, chance=st.randoms(use_true_random=False))
def test_every_route_follows_whatever_is_granted_at_once(
    app, client, session, world, chain, held, chance
):
    """Roles of one account, in one open session, for units and days drawn by chance: the oracle
    knows the names of roles and places alone."""
    account, token = world.readers["officer"], {"csrf_token": chain["token"]}
    account.role_rows = [each for each in account.role_rows if each.role is Role.OFFICER]
    session.flush()
    for role, place, day in held:
        unit, until = chain[place], day and local_today() + timedelta(days=day)
        until = local_today() if day == 0 else until
        row = AccountRole(role=role, unit_id=unit and unit.id, until=until)
        account.role_rows.append(row)
    session.commit()
    holds = {(role, place) for role, place, day in held if day is None or day >= 0}
    owned = [rule for method in ("GET", "POST") for rule in rules(app, method)]
    owned = [rule for rule in owned if rule.arguments & OWNED]
    # Nobody previews their own profile, or reads what somebody else opened, whatever their roles.
    closed = ("profiles.profile_preview", "exceptional_access.content_page")
    owned = [rule for rule in owned if rule.endpoint not in closed]
    for rule in chance.sample(owned, 12):
        found = granted(access_of(app, rule), holds, is_of_units="unit_id" in rule.arguments)
        method = "GET" if "GET" in rule.methods else "POST"
        if found is None or (found and method == "POST"):
            continue
        path = address(app, rule, world.published(rule))
        response = client.open(path, method=method, data=token if method == "POST" else None)
        hypothesis.note(f"{method} {path}: {response.status_code}, held {holds}")
        assert (response.status_code not in (403, 404)) == found


def granted(access, holds, *, is_of_units):
    """Whether these roles reach what the samples are about; None where roles do not decide."""
    permission = None if access == "public" else PERMISSIONS[access]
    if permission is None or permission.own or permission.line:
        return None
    if access is Action.READ_RESULTS and not is_of_units:
        holds = {each for each in holds if each[1] == "agency"}
    return any(
        permission.roles.get(role) is not None
        and (place == "agency" or (place in REACHING and permission.roles[role] is Scope.UNITS))
        for role, place in holds
    )


def test_results_open_to_readers_only_once_they_are_published(app, client, world):
    shown = [rule for rule in rules(app) if access_of(app, rule) is Action.READ_RESULTS]
    assert len(shown) > 3
    for name in ("reader", "unit_reader"):
        client.sign_in(world.readers[name])
        for rule in shown:
            if rule.arguments & OWNED:
                response = client.open(address(app, rule, world.values(rule)))
                assert response.status_code == 404, f"{rule.rule} for {name}"


def test_a_disabled_account_is_out_of_every_page_and_form_at_once(app, client, session, world):
    """Also where a page names something; whoever it is, and in a session that is open."""
    desk = PageClient(app).sign_in(world.readers["hr"])
    for name in ("officer", "unit_hr"):
        account = world.readers[name]
        token = {"csrf_token": client.sign_in(account).token()}
        assert client.open("/").status_code == 200
        if name == "officer":
            leaving = {"reason": "other", "left_on": local_today().strftime("%d/%m/%Y")}
            desk.post(f"/pegawai/{world.samples['person_id']}/nonaktif", leaving)
        else:
            account.is_enabled = False
            session.commit()
        for method, data in (("GET", None), ("POST", token)):
            for rule in rules(app, method):
                if access_of(app, rule) != "public":
                    path = address(app, rule, world.values(rule))
                    response = client.open(path, method=method, data=data)
                    assert outcome(response) == "sign in", f"{name} at {method} {rule.rule}"


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
