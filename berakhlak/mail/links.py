"""Whether a link opens anything: it is ours, in time, of an open cycle, and of this device."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.errors import DomainError
from berakhlak.mail.devices import bind_to_device, is_opened_elsewhere
from berakhlak.mail.models import MailLink
from berakhlak.mail.queries import agency_mail_of
from berakhlak.mail.tokens import LinkClaim
from berakhlak.people.models import Person


class LinkRefused(DomainError):
    """The link opens nothing; `title` and the message say why, and what to do."""

    title: object = ""
    status = 410


class LinkUnknown(LinkRefused):
    """We did not make it, it was cut short on the way, or what it rests on is gone."""

    title = _("Tautan ini tidak dikenal")
    message = _("Mungkin terpotong saat disalin. Buka lagi dari emailnya, atau masuk sendiri.")
    status = 404


class LinkExpired(LinkRefused):
    """Its last day is over."""

    title = _("Tautan ini sudah kedaluwarsa")
    message = _("Pakai tautan di email yang terbaru, atau masuk dengan kata sandi.")


class LinkOfEndedCycle(LinkRefused):
    """The cycle takes no answers any more."""

    title = _("Siklus ini sudah ditutup")
    message = _("Formulir penilaian tidak dapat lagi dibuka atau diubah. Terima kasih.")


class LinkOfNobody(LinkRefused):
    """The officer has left, or the account was disabled."""

    title = _("Akun ini tidak aktif")
    message = _("Bila ini keliru, hubungi pengelola kepegawaian.")
    status = 403


class LinkElsewhere(LinkRefused):
    """It was opened on another device first."""

    title = _("Tautan ini sudah dibuka di perangkat lain")
    message = _(
        "Lanjutkan di perangkat itu, atau masuk dengan kata sandi. Bila bukan Anda yang "
        "membukanya, hubungi pengelola kepegawaian."
    )
    status = 403


class LinksForbidden(LinkRefused):
    """The agency wants everybody to sign in with a password."""

    title = _("Instansi Anda tidak memakai tautan")
    message = _("Masuk dengan kata sandi untuk membuka tugas menilai.")
    status = 403


@dataclass(frozen=True)
class OpenLink:
    """A link that opens the tasks of this account."""

    link: MailLink
    cycle: Cycle
    account: Account


def find_link(session: Session, token: str, *, secret: str, today: date) -> OpenLink:
    """What the link opens. Raises LinkRefused."""
    claim = LinkClaim.parse(token)
    link = session.get(MailLink, claim.participant_id) if claim else None
    if claim is None or link is None or not claim.is_sound(link.nonce, secret):
        raise _why_gone(session, claim)
    if today > claim.last_day:
        raise LinkExpired
    found = session.execute(
        select(Cycle, Person, Account)
        .select_from(Participant)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .join(Person, Person.id == Participant.person_id)
        .outerjoin(Account, Account.id == Person.account_id)
        .where(Participant.id == link.participant_id)
    ).one()
    cycle, person, account = found
    if cycle.state is not CycleState.OPEN:
        raise LinkOfEndedCycle
    if account is None or not account.is_enabled or not person.is_active:
        raise LinkOfNobody
    if not agency_mail_of(session, cycle.agency_id).has_links:
        raise LinksForbidden
    return OpenLink(link, cycle, account)


def _why_gone(session: Session, claim: LinkClaim | None) -> LinkRefused:
    """What links of an ended cycle rest on is gone; whether it ended is no secret."""
    seat = session.get(Participant, claim.participant_id) if claim else None
    if seat is not None and session.get(MailLink, seat.id) is None:
        cycle = session.get_one(Cycle, seat.cycle_id)
        if cycle.state is not CycleState.OPEN and cycle.opened_at:
            return LinkOfEndedCycle()
    return LinkUnknown()


def require_device(session: Session, found: OpenLink, device: str, keys: KeyStore) -> None:
    """Raises LinkElsewhere, KeyUnusable; writes nothing."""
    key = keys.key_of(found.cycle)
    if is_opened_elsewhere(session, found.link, found.cycle.id, device, key):
        raise LinkElsewhere


def take_device(session: Session, found: OpenLink, device: str, keys: KeyStore) -> None:
    """Bind and commit. Raises LinkElsewhere, KeyUnusable."""
    key = keys.key_of(found.cycle)
    if not bind_to_device(session, found.link, found.cycle.id, device, key):
        raise LinkElsewhere
