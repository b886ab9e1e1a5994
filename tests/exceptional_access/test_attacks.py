"""An exceptional access opens what it names and nothing else, and never who answered what."""

from __future__ import annotations

import re
from datetime import timedelta

import hypothesis
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from berakhlak import clock
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState, Participant
from berakhlak.exceptional_access.models import ExceptionalAccess, Ground, OpenedContent
from berakhlak.formats import local_today
from berakhlak.ratings.models import OpenSheet
from berakhlak.roles import Role
from tests.exceptional_access.conftest import REASON, SAID, form_of
from tests.factories.answering import answer, assignments
from tests.factories.cycles import make_open_cycle
from tests.support.pages import PageClient
from tests.whole_app.test_access import address, make_world, rules

CHANGING = re.compile(r'(value="[^"]{60,}"|nonce="[^"]+"|\d+ kali)')  # Tokens, and the count.


def test_no_route_of_another_room_opens_by_an_exceptional_access(app, client, session):
    """Every route, as an administrator, before and after opening profile and objection."""
    world = make_world(session)
    admin, client = world.readers["admin"], client.sign_in(world.readers["admin"])
    paths = [
        address(app, rule, world.values(rule))
        for rule in rules(app)
        if not rule.endpoint.startswith("exceptional_access.")
    ]
    before = {path: client.open(path).status_code for path in paths}

    for thing in OpenedContent:
        open_for(session, admin, world.samples["participant_id"], thing)
    mine = session.scalars(select(ExceptionalAccess.id).filter_by(account_id=admin.id)).all()
    assert [client.open(f"/akses-khusus/{each}/isi").status_code for each in mine] == [200, 200]

    assert {path: client.open(path).status_code for path in paths} == before
    assert list(before.values()).count(403) + list(before.values()).count(404) > 100


def open_for(session, account, participant_id, thing, hours=4):
    now = clock.utc_now()
    access = ExceptionalAccess(
        participant_id=participant_id, account_id=account.id, thing=thing, ground=Ground.COURT,
        paper="W3", reason=REASON, opened_at=now, ends_at=now + timedelta(hours=hours),
    )  # fmt: skip
    session.add(access)
    session.commit()
    return access


def test_what_is_shown_does_not_follow_from_who_answers_now(client, session, office):
    """The same officer is rated again: what is opened of the last cycle says nothing of this."""
    following = make_open_cycle(session, key_store(), staff=4)
    for seat in session.scalars(select_seats(following)).all()[:1]:
        seat.person_id = office.seat.person_id
    shown = {}
    for thing in OpenedContent:
        access = open_for(session, office.admin, office.seat.id, thing)
        shown[access.id] = content(client.sign_in(office.admin), access.id)

    answer(session, key_store(), following, assignments(session, following))
    session.commit()

    assert session.scalars(select(OpenSheet)).first() is not None
    assert {each: content(client, each) for each in shown} == shown


def select_seats(opened):
    """Everybody's part in a cycle."""
    return select(Participant).where(Participant.cycle_id == opened.cycle.id)


def content(client, access_id):
    return CHANGING.sub("", client.open(f"/akses-khusus/{access_id}/isi").get_data(as_text=True))


def test_no_other_thing_can_be_named(client, session, office, typed):
    """Answers, raters, comments, plans, notes, feedback: the list of things is closed."""
    client.sign_in(office.admin)
    things = ("answers", "sheets", "raters", "assignments", "comments", "plan", "reply", "notes")

    for thing in (*things, "feedback", "", "PROFILE"):
        assert client.post(form_of(office.seat), typed | {"thing": thing}, status=422).errors
    assert session.scalar(select(ExceptionalAccess)) is None


READERS = ("admin", "second_admin", "hr", "unit_hr", "foreign_admin", "officer", "supervisor")


@hypothesis.settings(
    max_examples=25, deadline=None, suppress_health_check=list(hypothesis.HealthCheck)
)
@hypothesis.given(
    reader=st.sampled_from(["admin", "admin", *READERS]),
    minutes=st.integers(-30, 600),
    ended=st.booleans(),
    revoked=st.booleans(),
    state=st.sampled_from([CycleState.PUBLISHED, CycleState.PUBLISHED, *CycleState]),
)
@hypothesis.example("admin", 0, False, False, CycleState.PUBLISHED)
@hypothesis.example("admin", 239, False, False, CycleState.ARCHIVED)
@hypothesis.example("admin", 240, False, False, CycleState.PUBLISHED)
@hypothesis.example("admin", 10, True, False, CycleState.PUBLISHED)
@hypothesis.example("admin", 10, False, True, CycleState.PUBLISHED)
def test_it_is_read_by_who_opened_it_while_the_right_holds_within_its_hours_and_never_else(
    app, session, office, later, reader, minutes, ended, revoked, state
):
    """Other accounts, another agency, an ended role, an ended access, another hour or state."""
    later(minutes=0)
    session.execute(delete(ExceptionalAccess))
    office.cycle.state = CycleState.PUBLISHED
    access = open_for(session, office.admin, office.seat.id, OpenedContent.OBJECTION)
    if ended:
        over = {"ended_at": access.opened_at, "ended_by_id": office.hr.id}
        session.execute(update(ExceptionalAccess).values(over))
    office.cycle.state = state
    (role,) = [each for each in office.admin.role_rows if each.role is Role.ADMIN]
    role.until = local_today() - timedelta(days=1) if revoked else None
    session.commit()
    client = PageClient(app).sign_in(getattr(office, reader))
    later(minutes=minutes)

    response = client.open(f"/akses-khusus/{access.id}/isi")

    is_out = state in (CycleState.PUBLISHED, CycleState.ARCHIVED)
    is_now = 0 <= minutes < 240 and not ended
    wanted = reader == "admin" and not revoked and is_now and is_out
    assert (response.status_code == 200) == wanted
    assert (SAID in response.get_data(as_text=True)) == wanted
