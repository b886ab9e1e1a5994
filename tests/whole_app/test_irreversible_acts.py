"""What nothing takes back: each act has one owner; without any one precondition nothing changes.

The list of these acts is here, except restoring a backup and revoking a document, whose tests stand
with them. A guard over the source finds whatever destroys without belonging to an act.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, table, text, update

from berakhlak import clock
from berakhlak.accounts.granting import revoke_role
from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import create_account
from berakhlak.assignments.models import Assignment
from berakhlak.assignments.operations import open_cycle
from berakhlak.assignments.replacing import withdraw_participant
from berakhlak.comments.models import Comment
from berakhlak.comments.operations import moderate_comment, show_pending_comments
from berakhlak.cycle_administration.merging import merge_people
from berakhlak.cycle_steps.publishing_request import (
    ask_to_publish,
    confirm_publishing,
    withdraw_publishing,
)
from berakhlak.cycle_steps.talk_survey import release_talk_survey
from berakhlak.cycles.early_closing import ask_to_close, withdraw_request
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import ENDED, Cycle, CycleState, Participant
from berakhlak.cycles.operations import create_cycle, delete_draft
from berakhlak.cycles.policy import Policy
from berakhlak.errors import DomainError, NotFound
from berakhlak.jobs.models import Job
from berakhlak.nominations.operations import propose_names
from berakhlak.people.models import Agency, Person
from berakhlak.profiles.operations import publish_profiles
from berakhlak.ratings.models import OpenSheet
from berakhlak.retention.deletion import delete_results
from berakhlak.retention.operations import ask_to_delete, withdraw_deletion
from berakhlak.roles import Role
from berakhlak.satisfaction_administration.closing import close_survey, publish_survey
from berakhlak.satisfaction_administration.planning import PlannedAction, add_action
from berakhlak.satisfaction_survey.box_content import GivenAnswers, GivenCharacteristics
from berakhlak.satisfaction_survey.models import FollowUp, SatisfactionSurvey
from berakhlak.satisfaction_survey.operations import SurveyPlan, open_survey, receive_answers
from berakhlak.sealing.models import CycleResult
from berakhlak.sealing.sealing import seal_cycle
from berakhlak.statistics.talk_answers import TalkAnswer
from berakhlak.statistics.told_satisfaction import SurveyFigures
from berakhlak.talk_survey.models import TalkSurvey
from berakhlak.talk_survey.operations import SHORTEST, answer_survey, start_survey
from berakhlak.talk_survey.queries import survey_of
from tests.factories.answering import answer
from tests.factories.comments import make_comment
from tests.factories.cycles import AT, LAST_DAY, OpenCycle, make_open_cycle, participants
from tests.factories.nominations import make_gathering
from tests.factories.old_results import make_old_results
from tests.factories.people import make_account, make_agency, make_person, make_unit
from tests.factories.satisfaction import GOLDEN, ONE

PACKAGE = Path(__file__).resolve().parents[2] / "berakhlak"

# Where the program deletes rows, files or keys, and which act of the list that belongs to.
DESTROYING_MODULES = {
    "accounts/devices.py": "a session that its owner ends, or whose last day is over",
    "accounts/own_acts.py": "a second step that its owner turns off, or is reset; merge records",
    "accounts/second_factors.py": "an application that its owner replaces",
    "accounts/recovery_codes.py": "a code that was used, and those that new ones replace",
    "accounts/passkeys.py": "a passkey that its owner removes",
    "accounts/spent_proofs.py": "marks of proofs that are good for nothing any more",
    "disk.py": "what was written of a file that did not become whole",
    "comments/operations.py": "publish",
    "comments/tally.py": "numbers of comments, which are counted again from the comments",
    "sealing/sealing.py": "close",
    "sealing/erased_rows.py": "close",
    "sealing/result_storing.py": "close; what a run before stored, which counts for nothing",
    "write_turns.py": "whatever those who call it name",
    "ratings/drafts.py": "keys of drafts that were sent, or that no draft needs; close",
    "ratings/saving.py": "the key of a draft, after the commit that sends it",
    "ratings/envelopes.py": "a draft, in the transaction that seals and stores what it says",
    "cycles/keys.py": "close; delete a draft",
    "cycles/secret_stores.py": "close; delete a draft; what was written of a key that was not made",
    "cycles/token_secrets.py": "close; delete a draft",
    "backups/before_migrating.py": "the backup before an update, once anything was erased",
    "cli/server.py": "counts of metrics, at the end of the server",
    "jobs/files.py": "files of a job whose result has expired, or that is done anew",
    "stored_files/files.py": "shared files of uploads and of jobs that have expired; issued ones",
    "satisfaction_survey/rewriting.py": "nothing: rows that are written anew at once",
    "satisfaction_administration/closing.py": "close a survey: the key's overwritten file",
    "cycles/beginning.py": "open",
    "cycles/operations.py": "delete a draft; choose other units for a draft",
    "cycles/planned_opening.py": "a planned opening that HR withdraws or moves; open",
    "cycle_administration/draft_pages.py": "delete a draft",
    "data_rights/notices.py": "marks of a notice in an earlier wording; the new one is read anew",
    "data_rights/operations.py": "requests that were answered long ago",
    "nominations/operations.py": "open",
    "nominations/appointing.py": "open; a new file of appointments instead of the last",
    "nominations/barring.py": "merge two records: a pair that the kept one has as well",
    "development/sharing.py": "sentences that an officer takes back; they may be written again",
    "development/notes.py": "a note that its writer empties, or of whoever leads no more",
    "service_standards/operations.py": "who writes for a unit; HR may name them again; merge",
    "training/plans.py": "a training that its officer takes out of a plan; it may come back",
    "training/corrections.py": "a run without attendance; tests/training/test_corrections.py",
    "training/runs.py": "somebody whom HR takes off a roll before it is confirmed",
    "training/rolls.py": "rolls whose days are over; merge two records",
    "training/needs.py": "a line that HR takes out; what a provider may read, chosen anew",
    "training_administration/partner_accounts.py": "for whom a partner acted, whose account ends",
    "complaints/erasing.py": "complaints whose period is over; merge two records",
    "complaints/operations.py": "marks of reminders, once a complaint is opened again",
    "complaints/rules.py": "who answers for a unit, as HR names anew; kinds that nothing used",
    "expectations/operations.py": "texts that a supervisor empties; open; merge two records",
    "objections/holiday_operations.py": "a holiday that HR added; HR may add it again",
    "own_secret.py": "a second name of the file that was just made",
    "people/acting_posts.py": "an acting post that HR ends; HR may note it again",
    "people/editing.py": "an earlier NIP that holds again",
    "cycle_administration/merging.py": "merge two records",
    "people/operations.py": "acting posts as the new personnel file states them",
    "jobs/operations.py": "rows of jobs that ended long ago",
    "access/forgetting.py": "rows of codes that have opened nothing for long",
    "people/pending_uploads.py": "a file that was uploaded and not yet imported",
    "cli/profiles.py": "a sample that could not be written whole",
    "exports/export.py": "files that an export left unfinished",
    "access/voiding.py": "mails with codes that HR takes back; HR may give others",
    "mail/access_mail.py": "a mail with a code that is for nobody",
    "single_sign_on/operations.py": "a link that its owner ends; it is made again by proof",
    "mail/part_reminders.py": "what was to be reminded, once the mail of a day is put together",
    "mail/daily_messages.py": "mail of earlier days; refusals of addresses that were replaced",
    "cycles/second_person.py": "a request of one person that is withdrawn, or confirmed by another",
    "retention/cycle_rows.py": "delete results",
    "results/drawn_results.py": "pages drawn of earlier figures; they are drawn again",
    "mail/ended_links.py": "what links and reminders of ended cycles rested on",
    "mail/operations.py": "a wording that is the default one again; a refusal that HR sets aside",
    "mail/outbox.py": "a message that has left or was refused",
    "mail/sending.py": "a message that does not apply any more",
    "exports/jobs.py": "files of an export that was cut off, or that became an archive",
    "signing/issued_files.py": "revoke a document; tests/signing",
    "talk_survey/operations.py": "a key for a round that somebody else began meanwhile",
    "talk_survey/ending.py": "release figures of talks; without figures: tests/talk_survey",
    "satisfaction_survey/operations.py": "a key for a survey that somebody else opened meanwhile",
    "satisfaction_survey/counting.py": "close a satisfaction survey",
    "satisfaction_administration/planning.py": "a line of a plan; it may be written again",
    "feedback/operations.py": "feedback that its writer deletes, or whose period is over",
}


@dataclass
class World:
    """An agency with one cycle, and all that an act may change."""

    session: Any
    keys: KeyStore
    opened: OpenCycle
    today: date = LAST_DAY
    closer: Account | None = None
    kept: Person | None = None  # Of two records of one officer.
    ended: Person | None = None

    @property
    def cycle(self) -> Cycle:
        return self.opened.cycle

    @property
    def key_file(self) -> Path:
        return self.keys.folder / f"{self.cycle.key_name}.key"

    def state(self) -> str:
        """A fingerprint of every row of every table and of every file of the key folder."""
        self.session.expire_all()
        connection = self.session.connection()
        names = connection.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ).all()
        rows = {
            name: connection.execute(select(text("*")).select_from(table(name))) for name in names
        }
        told = [(name, sorted(map(str, found))) for name, found in rows.items()]
        files = [
            (f.name, f.read_bytes()) for f in sorted(self.keys.folder.iterdir()) if f.is_file()
        ]
        return sha256(repr((told, files)).encode()).hexdigest()


@dataclass(frozen=True)
class Act:
    """`prepare` brings a world to where the act may be done, `do` does it.

    `without`: by name, what takes one precondition away.
    """

    prepare: Callable[[World], None]
    do: Callable[[World], object]
    without: dict[str, Callable[[World], None]]


def _draft(world: World) -> None:
    world.cycle.state = CycleState.CLOSED  # Its officers are free for another.
    world.opened.cycle = create_cycle(
        world.session(),
        agency_id=world.opened.agency.id,
        name="Rancangan",
        instrument=world.cycle.instrument,
        opens_on=world.cycle.opens_on,
        closes_on=world.cycle.closes_on,
        units=[world.opened.unit],
        by=None,
        at=AT,
    )


def _answered(world: World) -> None:
    value = world.cycle.instrument.content.values[0].code
    rows = list(world.session.scalars(select(Assignment)))
    answer(world.session, world.keys, world.opened, rows, comments={value: "Sangat membantu."})


def _closed(world: World) -> None:
    _answered(world)
    world.session.commit()
    seal_cycle(world.session(), world.cycle.id, keys=world.keys, by=None, at=AT, today=LAST_DAY)


def _in_state(state: CycleState) -> Callable[[World], None]:
    def move(world: World) -> None:
        world.cycle.state = state

    return move


def _first_cycle_is_open(world: World) -> None:
    world.session.execute(
        update(Cycle).where(Cycle.id != world.cycle.id).values(state=CycleState.OPEN)
    )


def _nobody_is_active(world: World) -> None:
    world.session.execute(update(Person).values(is_active=False))


def _folder_is_a_file(world: World) -> None:
    world.keys.folder.rename(world.keys.folder.with_name("keys-elsewhere"))
    world.keys.folder.write_bytes(b"")


def _key_is_missing(world: World) -> None:
    world.key_file.unlink()


def _key_is_short(world: World) -> None:
    world.key_file.write_bytes(b"k" * 31)


def _key_is_foreign(world: World) -> None:
    world.key_file.write_bytes(b"k" * 32)


def _key_is_unproven(world: World) -> None:
    world.cycle.key_fingerprint = None


def _a_box_is_damaged(world: World) -> None:
    handle = world.session.scalar(select(OpenSheet.handle).limit(1))
    world.session.execute(
        update(OpenSheet).where(OpenSheet.handle == handle).values(box=b"\x00" * 60)
    )


def _key_is_back(world: World) -> None:
    """Closing was cut short after the figures: its last step is owed."""
    world.key_file.write_bytes(b"k" * 32)


def _a_day_too_early(world: World) -> None:
    world.today = LAST_DAY - timedelta(days=1)


def _early(world: World) -> None:
    """A day too early; one of HR has asked, and another is there to close."""
    world.today = LAST_DAY - timedelta(days=1)
    ask_to_close(world.session(), world.cycle, by=world.opened.hr, at=AT, today=world.today)
    world.closer = _another(world, Role.HR)


def _another(world: World, role: Role, agency_id: int | None = None) -> Account:
    made = world.session.scalar(select(func.count()).select_from(Account))
    return create_account(
        world.session(),
        agency_id=agency_id or world.opened.agency.id,
        name="Orang Lain",
        email=f"lain{made}@bkd.example",
        roles=[role],
    )


def _early_and_answered(world: World) -> None:
    _answered(world)
    _early(world)


def _withdrawn(world: World) -> None:
    withdraw_request(world.session(), world.cycle, by=world.opened.hr, at=AT)


def _the_asker_closes(world: World) -> None:
    world.closer = world.opened.hr


def _the_operator_closes(world: World) -> None:
    world.closer = None


def _closed_by(role: Role) -> Callable[[World], None]:
    def choose(world: World) -> None:
        world.closer = _another(world, role)

    return choose


def _hr_of_another_agency_closes(world: World) -> None:
    agency = Agency(code="DKPS", name="Dinas")
    world.session.add(agency)
    world.session.flush()
    world.closer = _another(world, Role.HR, agency.id)


def _the_closer_is_disabled(world: World) -> None:
    assert world.closer
    world.closer.is_enabled = False


def _the_asker_left(world: World) -> None:
    world.opened.hr.is_enabled = False


def _the_asker_is_no_longer_hr(world: World) -> None:
    revoke_role(world.session(), world.opened.hr, Role.HR, by=None, at=AT)


def _closed_and_asked(world: World) -> None:
    """One of HR has asked to publish, and another is there to do it."""
    _closed(world)
    ask_to_publish(world.session(), world.cycle, keys=world.keys, by=world.opened.hr, at=AT)
    world.closer = _another(world, Role.HR)


def _publishing_withdrawn(world: World) -> None:
    withdraw_publishing(world.session(), world.cycle, by=world.opened.hr, at=AT)


def _made_hr_after_closing(world: World) -> None:
    world.closer = _another(world, Role.HR)
    world.closer.role_rows[0].given_at = world.cycle.sealed_at + timedelta(seconds=1)


def _figures_are_others(world: World) -> None:
    world.session.execute(update(CycleResult).values(sha256="0" * 64))


def _changed(column: str, value: object) -> Callable[[World], None]:
    def change(world: World) -> None:
        setattr(world.cycle, column, value)

    return change


_EARLY = {
    "the request was withdrawn": _withdrawn,
    "who asked would close": _the_asker_closes,
    "the operator would close": _the_operator_closes,
    "an officer would close": _closed_by(Role.OFFICER),
    "an administrator would close": _closed_by(Role.ADMIN),
    "HR of another agency would close": _hr_of_another_agency_closes,
    "who would close is disabled": _the_closer_is_disabled,
    "who asked has left": _the_asker_left,
    "who asked is no longer HR": _the_asker_is_no_longer_hr,
    "the last day has moved": _changed("closes_on", LAST_DAY + timedelta(days=7)),
    "the name has changed": _changed("name", "Penilaian lain"),
    "the policy has changed": _changed("policy_json", Policy(peers_per_officer=9).to_json()),
}


def _do_open(world: World) -> object:
    return open_cycle(world.session(), world.cycle, keys=world.keys, by=None, at=AT)


def _do_close(world: World) -> object:
    who, day = world.closer, world.today
    return seal_cycle(world.session(), world.cycle.id, keys=world.keys, by=who, at=AT, today=day)


def _do_publish_by_two(world: World) -> object:
    who = world.closer
    confirm_publishing(world.session(), world.cycle, by=who, at=AT, by_two=True)
    return _do_publish(world)


def _do_publish(world: World) -> object:
    publish_profiles(world.session(), world.cycle, keys=world.keys, by=None, at=AT)
    return None


def _do_delete(world: World) -> object:
    return delete_draft(world.session(), world.cycle, by=None, at=AT)


def _do_show_all(world: World) -> object:
    return show_pending_comments(world.session(), world.cycle, by=None, at=AT)


def _redact(text_: str | None = "Membantu.", agency: int = 0) -> Callable[[World], object]:
    def do(world: World) -> object:
        comment = world.session.scalar(select(Comment.id).limit(1)) or b"?" * 16
        moderate_comment(
            world.session(),
            comment,
            agency_id=agency or world.opened.agency.id,
            text=text_,
            by=None,
            at=AT,
        )
        return None

    return do


def _two_records(world: World) -> None:
    """The second of an officer of a cycle that has ended; its own account has nothing special."""
    world.cycle.state = CycleState.CLOSED
    account = make_account(world.session, world.opened.agency)
    world.kept = make_person(world.session, world.opened.unit, account=account)
    world.ended, world.closer = world.opened.staff[0], world.opened.hr


def _account_of_ended(world: World) -> Account:
    assert world.ended
    return world.session.get_one(Account, world.ended.account_id)


def _the_same_record(world: World) -> None:
    world.kept = world.ended


def _record_of_another_agency(world: World) -> None:
    other = make_agency(world.session)
    world.kept = make_person(world.session, make_unit(world.session, other))


def _both_have_results(world: World) -> None:
    world.kept = world.opened.staff[1]


def _one_is_named_in_another(world: World) -> None:
    gathering = make_gathering(world.session, world.opened, beside=True)
    ratee, named = world.opened.staff[1], world.opened.staff[0]
    propose_names(world.session(), gathering.cycle, ratee, [named.id])


def _one_may_do_more(world: World) -> None:
    _account_of_ended(world).grant(Role.READER)


def _ones_own_account_would_end(world: World) -> None:
    world.closer = _account_of_ended(world)


def _seat(world: World) -> Participant:
    rated = [each for each in participants(world.session, world.cycle) if each.person_id]
    return next(each for each in rated if each.person_id == world.opened.staff[0].id)


def _withdrawn_before(world: World) -> None:
    _seat(world).is_rated = False


def _nobody_else_is_rated(world: World) -> None:
    seat = _seat(world)
    others = update(Participant).where(Participant.id != seat.id)
    world.session.execute(others.values(is_rated=False))


def _do_merge(world: World) -> object:
    assert world.kept
    assert world.ended
    return merge_people(world.session(), world.kept, world.ended, by=world.closer, at=AT)


def _do_withdraw(world: World) -> object:
    withdraw_participant(world.session(), world.cycle, _seat(world), by=None, at=AT)
    return None


def _old_results(world: World) -> None:
    """Archived results whose period is over; one of HR has asked, and another is there."""
    made = make_old_results(world.session, world.keys)
    world.opened, world.closer = made.made.opened, made.other
    ask_to_delete(world.session(), made.old, by=made.asker, at=AT, today=LAST_DAY, keys=world.keys)


def _do_delete_results(world: World) -> object:
    session, cycle = world.session(), world.cycle
    return delete_results(session, cycle, by=world.closer, at=AT, today=LAST_DAY, keys=world.keys)


def _deletion_withdrawn(world: World) -> None:
    withdraw_deletion(world.session(), world.cycle, by=world.opened.hr, at=AT)


def _kept_for(years: int | None) -> Callable[[World], None]:
    def change(world: World) -> None:
        world.opened.agency.results_kept_years = years

    return change


def _no_later_results(world: World) -> None:
    later = Cycle.opens_on > world.cycle.opens_on
    world.session.execute(update(Cycle).where(later).values(state=CycleState.CLOSED))


def _a_comment_was_added(world: World) -> None:
    make_comment(world.session, world.opened, "Baru", place=1)


def _an_export_is_at_work(world: World) -> None:
    world.session.add(
        Job(agency_id=world.opened.agency.id, kind="export", subject="", key="e", language="id",
            arguments_json=json.dumps({"cycle": world.cycle.id}), created_at=AT)
    )  # fmt: skip


def _made_hr_of_late(world: World) -> None:
    assert world.closer
    for row in world.closer.role_rows:
        row.given_at = clock.utc_now()


def _talks_answered(world: World) -> None:
    """Everybody has answered about their talk, and the last day is over."""
    world.cycle.state = CycleState.PUBLISHED
    today, keys = LAST_DAY, world.keys
    last, given = today + SHORTEST, {"by": world.opened.hr, "at": AT, "today": today}
    survey = start_survey(world.session(), world.cycle, last, keys=keys, **given)
    world.today = last + timedelta(days=1)
    key = keys.key_of(survey)
    for seat in participants(world.session, world.cycle):
        said = (TalkAnswer.YES,) * 9
        answer_survey(world.session(), survey, seat.id, said, key=key, today=today)


def _survey(world: World) -> TalkSurvey:
    found = survey_of(world.session(), world.cycle.id)
    assert found is not None
    return found


def _do_release_talks(world: World) -> None:
    given = {"keys": world.keys, "by": world.opened.hr, "at": AT, "today": world.today}
    release_talk_survey(world.session(), world.cycle, _survey(world), **given)


def _key_of_talks(content: bytes | None) -> Callable[[World], None]:
    def change(world: World) -> None:
        file = world.keys.folder / f"{_survey(world).key_name}.key"
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)

    return change


def _officers_still_answer(world: World) -> None:
    world.today = _survey(world).last_day


def _survey_answered(world: World) -> None:
    """Ten citizens have answered about the unit, and the last day is over."""
    today, plan = LAST_DAY, SurveyPlan(("KTP-el",), LAST_DAY + timedelta(days=5))
    given = {"by": world.opened.hr, "at": AT, "today": today}
    survey = open_survey(world.session(), world.opened.unit, plan, keys=world.keys, **given)
    key = world.keys.key_of(survey)
    for place, said in enumerate(GOLDEN):
        receive_answers(
            world.session(),
            survey,
            GivenAnswers(0, said),
            GivenCharacteristics(ONE),
            key=key,
            form_digest=bytes([place]) * 32,
            today=today,
        )
    world.today = survey.last_day + timedelta(days=1)


def _satisfaction(world: World) -> SatisfactionSurvey:
    return world.session().scalars(select(SatisfactionSurvey)).one()


def _do_close_survey(world: World) -> None:
    given = {"keys": world.keys, "by": world.opened.hr, "at": AT, "today": world.today}
    close_survey(world.session(), _satisfaction(world), **given)


def _survey_closed(world: World) -> None:
    _survey_answered(world)
    world.session.commit()
    _do_close_survey(world)
    line = PlannedAction(3, "Menambah loket", "2027", "Kepala seksi")
    add_action(world.session(), _satisfaction(world), line, by=world.opened.hr, at=AT)


def _do_publish_survey(world: World) -> None:
    given = {"keys": world.keys, "by": world.opened.hr, "at": AT, "today": world.today}
    publish_survey(world.session(), _satisfaction(world), **given)


def _key_of_survey(content: bytes | None) -> Callable[[World], None]:
    def change(world: World) -> None:
        file = world.keys.folder / f"{_satisfaction(world).key_name}.key"
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)

    return change


def _citizens_still_answer(world: World) -> None:
    world.today = _satisfaction(world).last_day


def _of_survey(**values: Any) -> Callable[[World], None]:
    def change(world: World) -> None:
        world.session.execute(update(SatisfactionSurvey).values(**values))

    return change


def _no_plan(world: World) -> None:
    world.session.execute(delete(FollowUp))


_NOT_OPEN = {
    f"the cycle is {state}": _in_state(state) for state in (CycleState.DRAFT, CycleState.NOMINATION)
}
_NOT_CLOSED = {
    f"the cycle is {state}": _in_state(state)
    for state in CycleState
    if state is not CycleState.CLOSED
}
_KEY_OR_BOX = {
    "the key is missing": _key_is_missing,
    "the key is cut short": _key_is_short,
    "another key is in its place": _key_is_foreign,
    "the key was never proven": _key_is_unproven,
    "a box is damaged": _a_box_is_damaged,
}
ACTS = {
    "open": Act(
        _draft,
        _do_open,
        {
            f"the cycle is {state}": _in_state(state)
            for state in CycleState
            if state not in (CycleState.DRAFT, CycleState.NOMINATION)
        }
        | {
            "nobody is to be rated": _nobody_is_active,
            "its officers are rated elsewhere": _first_cycle_is_open,
            "no key can be made": _folder_is_a_file,
        },
    ),
    "close": Act(
        _answered,
        _do_close,
        _NOT_OPEN | _KEY_OR_BOX | {"nobody asked and it is early": _a_day_too_early},
    ),
    "close early": Act(_early_and_answered, _do_close, _EARLY | _KEY_OR_BOX),
    "destroy the key": Act(_closed, _do_close, {"another key is in its place": _key_is_back}),
    "publish": Act(_closed, _do_publish, _NOT_CLOSED | {"the key is still there": _key_is_back}),
    "publish by two": Act(
        _closed_and_asked,
        _do_publish_by_two,
        _NOT_CLOSED
        | {
            "the key is still there": _key_is_back,
            "the request was withdrawn": _publishing_withdrawn,
            "who asked would publish": _the_asker_closes,
            "the operator would publish": _the_operator_closes,
            "an officer would publish": _closed_by(Role.OFFICER),
            "an administrator would publish": _closed_by(Role.ADMIN),
            "HR of another agency would publish": _hr_of_another_agency_closes,
            "who would publish is disabled": _the_closer_is_disabled,
            "who would publish was made HR after closing": _made_hr_after_closing,
            "who asked has left": _the_asker_left,
            "who asked is no longer HR": _the_asker_is_no_longer_hr,
            "more comments came": _a_comment_was_added,
            "the figures are others": _figures_are_others,
            "the name has changed": _changed("name", "Penilaian lain"),
        },
    ),
    "delete a draft": Act(
        _draft,
        _do_delete,
        {
            f"the cycle is {state}": _in_state(state)
            for state in CycleState
            if state is not CycleState.DRAFT
        },
    ),
    "merge two records": Act(
        _two_records,
        _do_merge,
        {f"the cycle is {s}": _in_state(s) for s in CycleState if s not in ENDED}
        | {
            "they are one record": _the_same_record,
            "one is of another agency": _record_of_another_agency,
            "both have results in one cycle": _both_have_results,
            "one is named for the next cycle": _one_is_named_in_another,
            "the account that ends may do more": _one_may_do_more,
            "the account that ends is in use": _ones_own_account_would_end,
        },
    ),
    "withdraw an officer": Act(
        lambda _world: None,
        _do_withdraw,
        {f"the cycle is {s}": _in_state(s) for s in CycleState if s is not CycleState.OPEN}
        | {
            "withdrawn before": _withdrawn_before,
            "nobody else is rated": _nobody_else_is_rated,
        },
    ),
    "delete results": Act(
        _old_results,
        _do_delete_results,
        {f"the cycle is {s}": _in_state(s) for s in CycleState if s is not CycleState.ARCHIVED}
        | {
            "the request was withdrawn": _deletion_withdrawn,
            "who asked would delete": _the_asker_closes,
            "the operator would delete": _the_operator_closes,
            "an officer would delete": _closed_by(Role.OFFICER),
            "an administrator would delete": _closed_by(Role.ADMIN),
            "HR of another agency would delete": _hr_of_another_agency_closes,
            "who would delete is disabled": _the_closer_is_disabled,
            "who would delete was made HR of late": _made_hr_of_late,
            "who asked has left": _the_asker_left,
            "who asked is no longer HR": _the_asker_is_no_longer_hr,
            "no period is set": _kept_for(None),
            "the period is not over": _kept_for(7),
            "the period has changed": _kept_for(4),
            "they are the latest": _no_later_results,
            "more comments came": _a_comment_was_added,
            "an export is at work": _an_export_is_at_work,
            "the name has changed": _changed("name", "Penilaian lain"),
        },
    ),
    "release figures of talks": Act(
        _talks_answered,
        _do_release_talks,
        {
            "officers still answer": _officers_still_answer,
            "its key is missing": _key_of_talks(None),
            "its key is cut short": _key_of_talks(b"k" * 31),
            "another key is in its place": _key_of_talks(b"k" * 32),
            "it was released before": _do_release_talks,
        },
    ),
    "close a satisfaction survey": Act(
        _survey_answered,
        _do_close_survey,
        {
            "citizens still answer": _citizens_still_answer,
            "its key is missing": _key_of_survey(None),
            "its key is cut short": _key_of_survey(b"k" * 31),
            "another key is in its place": _key_of_survey(b"k" * 32),
            "it was closed before": _do_close_survey,
        },
    ),
    "publish a satisfaction survey": Act(
        _survey_closed,
        _do_publish_survey,
        {
            "it is not closed": _of_survey(closed_on=None, figures_json=None),
            "too few answered": _of_survey(figures_json=SurveyFigures().to_json()),
            "its answers are not erased": _key_of_survey(b"k" * 32),
            "there is no plan of action": _no_plan,
            "it is out": _do_publish_survey,
        },
    ),
    "show all comments": Act(_closed, _do_show_all, _NOT_CLOSED),
    "change a comment": Act(_closed, _redact(), _NOT_CLOSED),
    "change a comment to nothing": Act(_closed, _redact(" "), {"it says nothing": lambda _w: None}),
    "change a comment of others": Act(
        _closed, _redact(agency=10_000), {"it is another agency's": lambda _w: None}
    ),
}
CASES = [(name, missing) for name, act in ACTS.items() for missing in act.without]


@pytest.fixture
def world(session: Any, tmp_path: Path) -> World:
    keys = KeyStore(tmp_path / "keys")
    return World(session, keys, make_open_cycle(session, keys, staff=4))


@pytest.mark.parametrize(("name", "missing"), CASES, ids=[f"{n}: {m}" for n, m in CASES])
def test_without_a_precondition_nothing_changes(world: World, name: str, missing: str) -> None:
    act = ACTS[name]
    act.prepare(world)
    act.without[missing](world)
    world.session.commit()
    if missing == "no key can be made":
        with pytest.raises(DomainError):
            act.do(world)
        world.session.rollback()
        assert world.session.get_one(Cycle, world.cycle.id).state is CycleState.DRAFT
        return
    before = world.state()

    with pytest.raises(DomainError) as refused:
        act.do(world)

    world.session.rollback()
    # What is not found is told by the page of that name.
    assert str(refused.value.message) or isinstance(refused.value, NotFound)
    assert world.state() == before


@pytest.mark.parametrize("name", [n for n in ACTS if not n.startswith("change a comment ")])
def test_with_every_precondition_the_act_is_done(world: World, name: str) -> None:
    act = ACTS[name]
    act.prepare(world)
    world.session.commit()
    before = world.state()

    act.do(world)

    world.session.commit()
    assert world.state() != before or name == "destroy the key"


def destroying_calls() -> dict[str, list[str]]:
    """Calls that delete rows, files or keys, by module."""
    found: dict[str, list[str]] = {}
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _destroys(node):
                found.setdefault(str(file.relative_to(PACKAGE)), []).append(ast.unparse(node.func))
    return found


def _destroys(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    of = ast.unparse(getattr(call.func, "value", ast.Constant(""))) if name == "delete" else ""
    whole = ("destroy", "unlink", "rmtree", "drop_all", "delete_in_turns")
    return name in whole or (name == "delete" and of != "np")


def test_whatever_destroys_belongs_to_an_act_of_the_list() -> None:
    assert set(destroying_calls()) == set(DESTROYING_MODULES)
