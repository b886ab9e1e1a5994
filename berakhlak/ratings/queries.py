"""Reading what a rater owes, and open sheets by their handle: one's own, through the key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import CLAIM_HOLDS, SessionClaim
from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.assignments.queries import AssignmentNotFound
from berakhlak.cycles.asked_questions import asked_codes, asked_of_group
from berakhlak.cycles.keys import CycleKey
from berakhlak.cycles.models import ENDED, Cycle, CycleState, Participant, SecondInstrument
from berakhlak.cycles.partitions import named_cycle
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.pulse_models import PulseQuestion
from berakhlak.expectations.models import Expectation, texts_of
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.chosen import cached_choice
from berakhlak.instrument.item_order import ordered
from berakhlak.instrument.models import InstrumentVersion, cached_instrument, cached_pair
from berakhlak.key_holders.holders import KeyHolders, holders_from
from berakhlak.people.models import Person
from berakhlak.people.namesakes import name_with_mark
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.drafts import AssignmentRef, DraftLost, SheetKey, draft_handle
from berakhlak.ratings.models import OpenSheet


@dataclass(frozen=True)
class SheetCycle:
    """What the pages of a sheet need of its cycle; in a pulse, `instrument` is what is asked about
    the officer of this very sheet."""

    id: int
    name: str
    state: CycleState
    key_name: str
    key_fingerprint: str | None
    closes_on: date
    policy_json: str
    instrument: Instrument
    is_pulse: bool = False
    holders_json: str | None = None

    @property
    def accepts_answers(self) -> bool:
        return self.state is CycleState.OPEN

    @property
    def policy(self) -> Policy:
        return Policy.from_json(self.policy_json)

    @property
    def holders(self) -> KeyHolders | None:
        return holders_from(self.holders_json)


@dataclass(frozen=True)
class OwedSheet:
    """One sheet that an account owes; `size` counts the raters of its group, declined left out;
    `reader` is the name of the account.

    Read as plain columns: sheets are opened and saved more often than anything else happens here,
    and mapped objects would cost more than all the rest of a page.
    """

    id: int
    rater_id: int
    ratee_id: int
    group: str
    declined: DeclineReason | None
    ratee_name: str
    ratee_position: str
    size: int
    reader: str
    cycle: SheetCycle
    expectations_json: str | None = None

    @property
    def cycle_id(self) -> int:
        return self.cycle.id

    @property
    def expected(self) -> Mapping[str, str]:
        """What the officer's supervisor especially expects, by value code."""
        return texts_of(self.expectations_json)


def own_assignment(session: Session, assignment_id: int, claim: SessionClaim | None) -> OwedSheet:
    """What is owed under this id, when the claim holds and the account's person is its rater.

    Raises AssignmentNotFound for everybody else's.
    """
    cycles = _cycles_of(session, claim)
    if not claim or not cycles:
        raise AssignmentNotFound
    wanted = vars(claim) | {"assignment": assignment_id, "cycles": cycles}
    row = session.connection().execute(_ONE, wanted).one_or_none()
    if row is None:
        raise AssignmentNotFound
    return _owed(tuple(row))


def _cycles_of(session: Session, claim: SessionClaim | None) -> list[int]:
    """Ids of cycles that have not ended and that the account's person takes part in.

    Asked beforehand: so PostgreSQL looks, and locks, where these lie alone (docs/decisions/0245).
    """
    if claim is None:
        return []
    return list(session.connection().scalars(_TAKES_PART, vars(claim)))


def may_be_erased(session: Session, assignment_id: int, claim: SessionClaim | None) -> bool:
    """Whether nobody's assignment has this id and the account's person took part in a cycle that
    has closed: it may have been theirs, which nobody can tell any more.
    """
    if claim is None or session.get(Assignment, assignment_id) is not None:
        return False
    return bool(session.connection().execute(_PAST, vars(claim)).first())


def own_group_sheets(
    session: Session, cycle_id: int, group: str, claim: SessionClaim
) -> Sequence[OwedSheet]:
    """What the account owes to one group in a cycle, without what was given back."""
    wanted = vars(claim) | {"cycles": [cycle_id], "wanted_group": group}
    return [_owed(tuple(row)) for row in session.connection().execute(_GROUP, wanted)]


def _owed(columns: Sequence[Any]) -> OwedSheet:
    *of_sheet, name, mark = columns[:7]
    first, second, chosen, expected, holders = columns[17:]
    asked = cached_pair(first, second) if second else cached_instrument(first)
    if chosen is not None:
        asked = cached_choice(first, tuple(chosen.split()))
    else:
        policy, rater, of_group = Policy.from_json(columns[16]), columns[1], columns[3]
        asked = questions_for(asked, first, policy, of_group, rater)
    of_cycle = (*columns[10:17], asked, chosen is not None, holders)
    values: tuple[Any, ...] = (
        *of_sheet,
        name_with_mark(name, mark),
        *columns[7:10],
        SheetCycle(*of_cycle),
        expected,
    )
    return OwedSheet(*values)


def questions_for(
    asked: Instrument, source: str, policy: Policy, group: str, rater: int
) -> Instrument:
    """What a rater (a participant) of a group is asked, in their order, of the questionnaire of
    the cycle. `source`: the text of its first instrument."""
    if policy.asks_half and len(asked.parts) == 1:
        asked = cached_choice(source, asked_codes(asked, policy, group, rater))
    return asked_of_group(ordered(asked, policy.order, rater), policy, group)


_asked, _cycle, _ratee = Assignment.__table__, Cycle.__table__, Participant.__table__
_rater, _person, _version = _ratee.alias("rater"), Person.__table__, InstrumentVersion.__table__
_paired, _second = SecondInstrument.__table__, _version.alias("second")
_chosen = PulseQuestion.__table__
_expected = Expectation.__table__
_account, _beside = Account.__table__, _asked.alias("beside")
_size = (
    select(func.count())
    .where(
        _beside.c.ratee_id == _asked.c.ratee_id,
        _beside.c.cycle_id.in_(named_cycle("cycles", several=True)),
        _beside.c.group == _asked.c.group,
        _beside.c.declined.is_(None),
    )
    .scalar_subquery()
)
# The columns of OwedSheet and then of SheetCycle, in their order.
_OF_ACCOUNT = (
    select(
        *_asked.c["id", "rater_id", "ratee_id", "group", "declined"],
        *_ratee.c["name", "mark", "position"],
        _size,
        _account.c.name,
        *_cycle.c["id", "name", "state", "key_name", "key_fingerprint", "closes_on", "policy_json"],
        _version.c.source,
        _second.c.source,
        _chosen.c.behaviours,
        _expected.c.texts_json,
        _cycle.c.holders_json,
    )
    .select_from(_asked)
    .join(_rater, _rater.c.id == _asked.c.rater_id)
    .join(_person, _person.c.id == _rater.c.person_id)
    .join(_account, _account.c.id == _person.c.account_id)
    .join(_ratee, _ratee.c.id == _asked.c.ratee_id)
    .join(_cycle, _cycle.c.id == _asked.c.cycle_id)
    .join(_version, _version.c.id == _cycle.c.instrument_id)
    .outerjoin(_paired, _paired.c.cycle_id == _cycle.c.id)
    .outerjoin(_second, _second.c.id == _paired.c.instrument_id)
    .outerjoin(_chosen, _chosen.c.participant_id == _ratee.c.id)
    .outerjoin(
        _expected,
        and_(_expected.c.cycle_id == _cycle.c.id, _expected.c.person_id == _ratee.c.person_id),
    )
    .where(CLAIM_HOLDS, _asked.c.cycle_id.in_(named_cycle("cycles", several=True)))
)
_ONE = _OF_ACCOUNT.where(_asked.c.id == bindparam("assignment"))
_GROUP = _OF_ACCOUNT.where(
    _asked.c.group == bindparam("wanted_group", type_=_asked.c.group.type),
    _asked.c.declined.is_(None),
    _chosen.c.participant_id.is_(None),  # In a pulse everybody is asked about other behaviours.
)
_OF_CYCLES = (
    select(_rater.c.cycle_id)
    .join(_cycle, _cycle.c.id == _rater.c.cycle_id)
    .join(_person, _person.c.id == _rater.c.person_id)
    .join(_account, _account.c.id == _person.c.account_id)
    .where(CLAIM_HOLDS)
)
_PAST = _OF_CYCLES.where(_cycle.c.state.in_(ENDED)).limit(1)
_TAKES_PART = _OF_CYCLES.where(_cycle.c.state.not_in(ENDED))
_box = OpenSheet.__table__
# Each names its cycle: PostgreSQL keeps the sheets of each apart (docs/decisions/0245).
_STORED = select(_box.c.handle, _box.c.box, _box.c.is_submitted).where(
    _box.c.cycle_id == named_cycle("cycle")
)
_STORED_ONE = _STORED.where(_box.c.handle == bindparam("wanted"))
_STORED_SOME = _STORED.where(_box.c.handle.in_(bindparam("wanted", expanding=True)))
_ANY = _STORED_SOME.with_only_columns(_box.c.handle).limit(1)
_OF_RATER = select(_asked.c.id).where(
    _asked.c.rater_id == bindparam("rater"), _asked.c.cycle_id == named_cycle("cycle")
)


def open_sheet(
    session: Session, assignment: AssignmentRef, key: SheetKey
) -> tuple[SheetContent, bool]:
    """The rater's own sheet and whether it is submitted; an empty draft when none was saved."""
    handle = key.handle(assignment.id)
    wanted = {"wanted": handle, "cycle": assignment.cycle_id}
    row = session.connection().execute(_STORED_ONE, wanted).one_or_none()
    return _opened(row, handle, key)


def open_sheets(
    session: Session,
    assignments: Sequence[AssignmentRef],
    key: SheetKey,
    *,
    lost: set[int] | None = None,
) -> dict[int, tuple[SheetContent, bool]]:
    """The same for several sheets of one rater in one cycle, by assignment id.

    Drafts that nobody opens any more are left out and put into `lost`; without it they raise
    DraftLost.
    """
    if not assignments:
        return {}
    handles = {each.id: key.handle(each.id) for each in assignments}
    wanted = {"wanted": list(handles.values()), "cycle": assignments[0].cycle_id}
    found = session.connection().execute(_STORED_SOME, wanted)
    stored = {bytes(row.handle): row for row in found}
    opened = {}
    for each, handle in handles.items():
        try:
            opened[each] = _opened(stored.get(handle), handle, key)
        except DraftLost:
            if lost is None:
                raise
            lost.add(each)
    return opened


def has_begun(session: Session, rater_id: int, cycle_id: int, key: CycleKey) -> bool:
    """Whether a rater, a participant of the cycle, has saved anything in any sheet of theirs."""
    mine = {"rater": rater_id, "cycle": cycle_id}
    ids = [row.id for row in session.connection().execute(_OF_RATER, mine)]
    handles = [each for number in ids for each in (key.handle(number), draft_handle(key, number))]
    any_of = {"wanted": handles, "cycle": cycle_id}
    return session.connection().execute(_ANY, any_of).first() is not None


def which_are_sealed(session: Session, cycle_id: int, handles: Iterable[bytes]) -> set[bytes]:
    """Of the handles of the cycle's assignments, those under which something sent lies."""
    wanted = {"wanted": list(handles), "cycle": cycle_id}
    found = session.connection().execute(_STORED_SOME, wanted)
    return {bytes(row.handle) for row in found if row.is_submitted}


def _opened(row: Any, handle: bytes, key: SheetKey) -> tuple[SheetContent, bool]:
    if row is None:
        return SheetContent(), False
    return SheetContent.from_bytes(key.decrypt(row.box, handle)), row.is_submitted
