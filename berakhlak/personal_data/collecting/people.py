"""The personnel record and the account of the holder."""

from __future__ import annotations

from sqlalchemy import func, select

from berakhlak.access.models import AccessCode, CodeWay
from berakhlak.accounts.models import (
    AccountRole,
    FederatedIdentity,
    Passkey,
    RecoveryCode,
    SecondFactor,
)
from berakhlak.clock import day_of
from berakhlak.cycle_administration.recent_changes import KINDS
from berakhlak.data_rights.forms import FIELD_NAMES
from berakhlak.data_rights.queries import requests_of
from berakhlak.data_rights.words import OUTCOMES
from berakhlak.mail.models import MailBounce, MailPreference
from berakhlak.people.leaving_words import leaving_words
from berakhlak.people.level_words import LEVEL_NAMES
from berakhlak.people.models import (
    ActingPost,
    FormerNip,
    Person,
    PlacementChange,
    PlacementChangeKind,
    Unit,
)
from berakhlak.permissions import ROLE_NAMES
from berakhlak.personal_data.holder import Holder, Record
from berakhlak.personal_data.words import WAYS_OF_CODES
from berakhlak.training.needs import provider_of


def personnel(holder: Holder) -> list[Record]:
    """The row of the personnel file, with posts held for a while and numbers had before."""
    person = holder.person
    if person is None:
        return []
    row: Record = {
        "nip": person.nip,
        "name": person.name,
        "employment": person.employment.value,
        "rank": person.rank,
        "position": person.position,
        "level": str(LEVEL_NAMES[person.level]),
        "unit": person.unit.name,
        "supervisor": person.supervisor.name if person.supervisor else None,
        "email": person.email,
        "is_active": person.is_active,
        "left_as": str(leaving_words(person.left_as)) if person.left_as else None,
        "left_on": person.left_on,
    }
    return [row, *_posts(holder, person), *_former(holder, person)]


def _posts(holder: Holder, person: Person) -> list[Record]:
    wanted = select(ActingPost).where(ActingPost.person_id == person.id).order_by(ActingPost.id)
    return [
        {
            "acting_post": f"{post.kind.value} {post.title}",
            "unit": post.unit.name,
            "starts_on": post.starts_on,
            "ends_on": post.ends_on,
        }
        for post in holder.session.scalars(wanted)
    ]


def _former(holder: Holder, person: Person) -> list[Record]:
    wanted = select(FormerNip.nip).where(FormerNip.person_id == person.id)
    return [{"former_nip": nip} for nip in holder.session.scalars(wanted.order_by(FormerNip.nip))]


def photo(holder: Holder) -> list[Record]:
    """Whether there is one; the picture itself is a file beside these rows."""
    if holder.person is None or holder.person.photo is None:
        return []
    return [{"file": "foto.jpg", "bytes": len(holder.person.photo)}]


def placements(holder: Holder) -> list[Record]:
    """What changed of where the holder works; days, and not by whom."""
    if holder.person is None:
        return []
    wanted = select(PlacementChange).where(PlacementChange.person_id == holder.person.id)
    return [
        {
            "what": str(KINDS[change.what]),
            "was": _told(change.what, change.was),
            "now": _told(change.what, change.now),
            "day": day_of(change.at, holder.timezone),
        }
        for change in holder.session.scalars(wanted.order_by(PlacementChange.id))
    ]


def _told(what: PlacementChangeKind, words: str | None) -> str | None:
    """Levels are kept by their codes."""
    if what is not PlacementChangeKind.LEVEL or words is None:
        return words
    return next((str(name) for level, name in LEVEL_NAMES.items() if level.value == words), words)


def corrections(holder: Holder) -> list[Record]:
    """What the holder asked to have mended, and what was answered; not by whom."""
    if holder.person is None:
        return []
    return [
        {
            "what": str(FIELD_NAMES[asked.field]),
            "was": asked.wrong,
            "now": asked.right,
            "note": asked.note,
            "lodged_on": asked.asked_on,
            "outcome": str(OUTCOMES[asked.outcome]) if asked.outcome else None,
            "decided_on": asked.decided_on,
            "decision": asked.answer,
        }
        for asked in requests_of(holder.session, holder.person)
    ]


def account(holder: Holder) -> list[Record]:
    """By what the holder signs in, without anything that opens the account."""
    mine = holder.account
    return [
        {
            "name": mine.name,
            "nip": mine.nip,
            "email": mine.email,
            "is_enabled": mine.is_enabled,
            "has_password": mine.password_hash is not None,
        }
    ]


def roles(holder: Holder) -> list[Record]:
    """Every role that was given, also those that are over."""
    wanted = (
        select(AccountRole, Unit.name)
        .outerjoin(Unit, Unit.id == AccountRole.unit_id)
        .where(AccountRole.account_id == holder.account.id)
        .order_by(AccountRole.id)
    )
    found: list[Record] = [
        {
            "role": str(ROLE_NAMES[row.role]),
            "unit": unit,
            "until": row.until,
            "given_on": day_of(row.given_at, holder.timezone) if row.given_at else None,
        }
        for row, unit in holder.session.execute(wanted)
    ]
    return found + _acting_for(holder)


def _acting_for(holder: Holder) -> list[Record]:
    """For which provider a partner signs in."""
    provider = provider_of(holder.session, holder.account.id)
    return [{"training_provider": provider.name}] if provider else []


def second_step(holder: Holder) -> list[Record]:
    """Which second steps there are; no secret of them."""
    session, mine = holder.session, holder.account.id
    names = session.scalars(
        select(Passkey.name).where(Passkey.account_id == mine).order_by(Passkey.id)
    ).all()
    has_application = session.get(SecondFactor, mine) is not None
    if not names and not has_application:
        return []
    left = session.scalar(select(func.count()).where(RecoveryCode.account_id == mine))
    return [
        {
            "has_application": has_application,
            "passkeys": ", ".join(names),
            "recovery_codes_left": left,
        }
    ]


def single_sign_on(holder: Holder) -> list[Record]:
    """Who the account is at providers of the agency."""
    wanted = select(FederatedIdentity).where(FederatedIdentity.account_id == holder.account.id)
    return [
        {"provider": row.issuer, "identifier": row.subject}
        for row in holder.session.scalars(wanted.order_by(FederatedIdentity.issuer))
    ]


def codes(holder: Holder) -> list[Record]:
    """Codes that were made for the account; days, and no code."""
    wanted = select(AccessCode).where(AccessCode.account_id == holder.account.id)
    return [
        {
            "way": str(WAYS_OF_CODES[CodeWay(code.way)]),
            "issued_on": code.issued_on,
            "expires_on": code.expires_on,
            "used_on": code.used_on,
        }
        for code in holder.session.scalars(wanted.order_by(AccessCode.id))
    ]


def mail_choices(holder: Holder) -> list[Record]:
    """What was chosen, and whether the address refuses mail."""
    chosen = holder.session.get(MailPreference, holder.account.id)
    refused = holder.session.get(MailBounce, holder.account.id)
    found: list[Record] = []
    if chosen is not None:
        found.append({"language": chosen.language, "has_reminders": chosen.has_reminders})
    if refused is not None:
        found.append({"email": refused.address, "answer": refused.said, "day": refused.day})
    return found
