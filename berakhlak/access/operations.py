"""Giving codes and using them; nothing here commits.

New codes take the place of earlier ones. Only a code that the owner asked for by mail leaves those
of HR as they are: else a stranger who asks in the owner's name would spoil a printed slip.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from berakhlak.access import codes
from berakhlak.access.models import AccessCode, AccessMail, CodeWay
from berakhlak.access.queries import (
    CodeChoice,
    CodeGiver,
    CodePerson,
    code_giver,
    has_no_officer,
    live_codes,
    people_to_give,
    person_to_give,
)
from berakhlak.accounts import operations as accounts
from berakhlak.accounts.models import Account
from berakhlak.accounts.own_acts import forget_links, record_own_act
from berakhlak.accounts.queries import account_by_sign_in_name
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.engines import in_pieces, insert_unless_known, rows_changed
from berakhlak.errors import NotAllowed, StateConflict
from berakhlak.people.changes import note_codes
from berakhlak.people.enrolment import enrol_people
from berakhlak.people.models import Person
from berakhlak.permissions import Reach

FORGOTTEN_DAYS = 1  # Until the end of the day after.


class CodeRefused(NotAllowed):
    """The code opens nothing; what of it is wrong is not told."""

    message = _(
        "NIP/email dan kode tidak cocok, atau kodenya sudah dipakai, diganti, atau kedaluwarsa. "
        "Periksa keduanya. Bila tetap tidak bisa, minta kode baru kepada pengelola kepegawaian."
    )


class NobodyToGive(StateConflict):
    """Nobody is left of those who were chosen."""

    message = _("Tidak ada pegawai dalam pilihan ini yang dapat diberi kode.")


class MayNotGive(NotAllowed):
    """The account can do more than rate, or is disabled."""

    message = _(
        "Akun ini dinonaktifkan, atau berwenang lebih dari menilai. Kode untuk akun yang berwenang "
        "lebih hanya dapat dibuat administrator."
    )


@dataclass(frozen=True)
class Issue:
    """By whom, when, how, and until when a code holds."""

    by: Account | None
    at: datetime
    today: date
    valid_days: int
    way: CodeWay

    @property
    def expires_on(self) -> date:
        return self.today + timedelta(days=self.valid_days)


def issue_code(session: Session, person: Person, issue: Issue, *, secret: str) -> str:
    """A new code for one person, to be shown once. Raises MayNotGive."""
    giver = _giver(issue, person.agency_id)
    found = person_to_give(session, giver, person, issue.today) if giver else None
    account_ids = _accounts_of(session, person.agency_id, [found]) if found else {}
    if person.id not in account_ids:
        raise MayNotGive
    code, account_id = codes.new_code(), account_ids[person.id]
    store_codes(session, {account_id: code}, issue, secret=secret)
    audit.record_act(session, Act.ISSUED_CODE, account_id, by=issue.by, at=issue.at)
    note_codes(session, [person.id], [], by=issue.by, at=issue.at)
    return code


def issue_account_code(session: Session, account: Account, issue: Issue, *, secret: str) -> str:
    """A new code for an account that no officer has, to be shown once. Raises MayNotGive."""
    giver = code_giver(issue.by) if issue.by else None
    is_theirs = giver and giver.gives_to_all and giver.reach.agency_id == account.agency_id
    if not is_theirs or not account.is_enabled or not has_no_officer(session, account.id):
        raise MayNotGive
    code = codes.new_code()
    store_codes(session, {account.id: code}, issue, secret=secret)
    audit.record_act(session, Act.ISSUED_CODE, account.id, by=issue.by, at=issue.at)
    return code


def issue_slips(
    session: Session,
    agency_id: int,
    printed: Mapping[int, str],
    issue: Issue,
    *,
    secret: str,
) -> int:
    """Let printed codes (person -> code) open accounts; how many do.

    Who has left meanwhile, or whose account was disabled, holds a slip that opens nothing.
    """
    people = _still_to_give(session, agency_id, printed, issue)
    account_ids = _accounts_of(session, agency_id, people)
    given = {account_id: printed[each] for each, account_id in account_ids.items()}
    store_codes(session, given, issue, secret=secret)
    holders = [each for each in people if each.id in account_ids]
    _record(session, agency_id, holders, issue, Act.ISSUED_SLIPS)
    return len(holders)


def queue_mails(session: Session, agency_id: int, person_ids: Collection[int], issue: Issue) -> int:
    """Send each of these people a code by mail, at the hours of mail; how many will get one."""
    people = _still_to_give(session, agency_id, person_ids, issue)
    people = [each for each in people if each.email]
    account_ids = _accounts_of(session, agency_id, people)
    reached = [each for each in people if each.id in account_ids]
    for each in reached:
        _queue_mail(session, account_ids[each.id], issue)
    _record(session, agency_id, reached, issue, Act.MAILED_CODES)
    return len(reached)


def ask_by_mail(session: Session, name: str, *, today: date) -> None:
    """Somebody has forgotten a password; the same rows and time whether or not there is such a one.

    The rest is decided when mail is sent.
    """
    account = account_by_sign_in_name(session, name)
    row = AccessMail(way=CodeWay.FORGOTTEN, day=today, valid_days=FORGOTTEN_DAYS)
    _insert_mail(session, row, account.id if account else None)


def use_code(
    session: Session,
    name: str,
    typed: str,
    password: str,
    *,
    secret: str,
    at: datetime,
    today: date,
    prove: Callable[[Account], None] = lambda _account: None,
) -> Account:
    """Set the password of the account that the code opens; its sessions, codes and links end.

    `prove` is asked first, with the account that a right code opens: a second step is no less
    needed because the mailbox is open to somebody. Raises CodeRefused, PasswordRefused, and as
    `prove` does; then nothing is changed.
    """
    account = account_by_sign_in_name(session, name)
    account_id = account.id if account else 0
    made = codes.digest_of(secret, account_id, codes.tidied(typed))
    fitting = [
        each
        for each in live_codes(session, account_id, today)
        if hmac.compare_digest(each.digest or b"", made)
    ]
    if account is None or not fitting:
        raise CodeRefused
    prove(account)
    # Of two that use it at once, the second finds it gone.
    claim = update(AccessCode).where(AccessCode.id == fitting[0].id, AccessCode.digest == made)
    claim = claim.values(digest=None, used_on=today)
    if not rows_changed(session, claim.execution_options(synchronize_session=False)):
        raise CodeRefused
    accounts.set_password(account, password)
    end_codes(session, [account.id], list(CodeWay))
    forget_links(session, [account.id])  # Whoever knew the password before may have made them.
    record_own_act(session, Act.USED_CODE, account, at=at)
    session.flush()
    return account


def store_codes(session: Session, given: Mapping[int, str], issue: Issue, *, secret: str) -> None:
    """Keep what is kept of codes (account -> code), and void those whose place they take."""
    ids = sorted(given)
    versions: dict[int, int] = {}
    for some in in_pieces(ids):
        found = select(Account.id, Account.session_version).where(Account.id.in_(some))
        # Of two that give codes at once, the second waits.
        versions |= dict(session.execute(found.with_for_update(key_share=True)).all())
    is_own = issue.way is CodeWay.FORGOTTEN
    end_codes(session, ids, [CodeWay.FORGOTTEN] if is_own else list(CodeWay))
    rows = [
        {
            "account_id": each,
            "way": issue.way,
            "digest": codes.digest_of(secret, each, given[each]),
            "session_version": versions[each],
            "issued_on": issue.today,
            "issued_by_id": issue.by.id if issue.by else None,
            "expires_on": issue.expires_on,
        }
        for each in ids
    ]
    if rows:
        session.execute(insert(AccessCode), rows)


def end_codes(session: Session, account_ids: Sequence[int], ways: Sequence[CodeWay]) -> None:
    """Let the codes of these accounts that came in these ways open nothing any more."""
    for some in in_pieces(account_ids):
        gone = update(AccessCode).where(
            AccessCode.account_id.in_(some),
            AccessCode.way.in_(ways),
            AccessCode.digest.is_not(None),
        )
        session.execute(gone.values(digest=None).execution_options(synchronize_session=False))


def _giver(issue: Issue, agency_id: int) -> CodeGiver | None:
    """How far whoever issues may give codes; an operator, to everybody of the agency."""
    return code_giver(issue.by) if issue.by else CodeGiver(Reach(agency_id), gives_to_all=True)


def _still_to_give(
    session: Session, agency_id: int, person_ids: Collection[int], issue: Issue
) -> list[CodePerson]:
    """Those of the people to whom whoever issues may give a code now."""
    giver = _giver(issue, agency_id)
    if giver is None or giver.reach.agency_id != agency_id:
        return []
    found = people_to_give(session, giver, CodeChoice(only_new=False), issue.today)
    return [each for each in found if each.id in person_ids]


def _accounts_of(session: Session, agency_id: int, people: Sequence[CodePerson]) -> dict[int, int]:
    """Person -> account, which is made where there is none and there can be one."""
    known = {each.id: each.account_id for each in people if each.account_id is not None}
    without = [each.id for each in people if each.account_id is None]
    return known | (enrol_people(session, agency_id, without) if without else {})


def _queue_mail(session: Session, account_id: int, issue: Issue) -> None:
    row = AccessMail(
        way=issue.way,
        day=issue.today,
        valid_days=issue.valid_days,
        asked_by_id=issue.by.id if issue.by else None,
    )
    _insert_mail(session, row, account_id)


def _insert_mail(session: Session, row: AccessMail, account_id: int | None) -> None:
    values = {
        "account_id": account_id,
        "way": row.way,
        "asked_by_id": row.asked_by_id,
        "day": row.day,
        "valid_days": row.valid_days,
        "attempts": 0,
    }
    session.execute(insert_unless_known(session, AccessMail, values))


def _record(
    session: Session,
    agency_id: int,
    people: Sequence[CodePerson],
    issue: Issue,
    act: Act,
) -> None:
    """Who gave how many; and for each person, that somebody else could have set the password."""
    if not people:
        raise NobodyToGive
    again = [each.id for each in people if each.has_password]
    first = [each.id for each in people if not each.has_password]
    note_codes(session, again, first, by=issue.by, at=issue.at)
    audit.record_act(
        session, act, agency_id, by=issue.by, at=issue.at, detail={"people": len(people)}
    )
