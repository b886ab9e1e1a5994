"""From a waiting message to its letter: who, about which cycle, with which links."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy.orm import Session

from berakhlak.cycles.models import BEFORE_OPENING, Cycle, CycleState
from berakhlak.jobs.models import JobState
from berakhlak.jobs.service import job_service
from berakhlak.languages import SOURCE
from berakhlak.mail import queries
from berakhlak.mail.kinds import (
    OBJECTION_KINDS,
    OF_FEEDBACK,
    REMINDERS,
    MailKind,
    MailWording,
)
from berakhlak.mail.models import MailItem, MailLink, MailMessage, MailPreference
from berakhlak.mail.tokens import VALID_DAYS, make_link_token, make_stop_token
from berakhlak.mail.wording import Letter, MailPart
from berakhlak.nominations.queries import last_day_of
from berakhlak.people.models import Agency

_STATE_FOR = {
    MailKind.INVITATION: (CycleState.OPEN,),
    MailKind.EXTENDED: (CycleState.OPEN,),
    MailKind.REMINDER: (CycleState.OPEN,),
    MailKind.PART_REMINDER: (CycleState.OPEN,),
    MailKind.NAME_PEERS: (CycleState.NOMINATION,),
    MailKind.JUDGE_NAMES: (CycleState.NOMINATION,),
    MailKind.HOLDER_CODES: (CycleState.OPEN, CycleState.SEALING),
    MailKind.DECLINED: (CycleState.OPEN,),
    MailKind.NOT_OPENED: BEFORE_OPENING,
    MailKind.PUBLISHED: (CycleState.PUBLISHED,),
    MailKind.CHECK_IN: (CycleState.PUBLISHED, CycleState.ARCHIVED),
    MailKind.TALK_OPINION: (CycleState.PUBLISHED, CycleState.ARCHIVED),
    MailKind.PULSE_CONSENT: (CycleState.PUBLISHED, CycleState.ARCHIVED),
    MailKind.PULSE_OUT: (CycleState.CLOSED,),
    **dict.fromkeys(OBJECTION_KINDS, (CycleState.PUBLISHED, CycleState.ARCHIVED)),
}
_ORDER = list(MailKind)
_PAGES = {
    MailKind.PUBLISHED: "/profil",
    MailKind.HOLDER_CODES: "/bantuan/pemegang-kunci",
    MailKind.CHECK_IN: "/",
    MailKind.TALK_OPINION: "/",
    MailKind.PULSE_CONSENT: "/perkembangan",
    MailKind.PULSE_OUT: "/perkembangan",
}


@dataclass(frozen=True)
class _Agency:
    """What letters say of the agency, and what it has chosen for them."""

    name: str
    has_links: bool


@dataclass
class LetterDesk:
    """What letters of a run need, read once. `public_url`: where the application is reached."""

    public_url: str
    secret: str
    today: date
    _agencies: dict[int, _Agency] = field(default_factory=dict)
    _wordings: dict[tuple[int, MailKind, str], MailWording] = field(default_factory=dict)

    def letter_for(self, session: Session, message: MailMessage) -> Letter | None:
        """None when nothing of it applies any more."""
        agency = self._agency(session, message.account.agency_id)
        items = sorted(message.items, key=lambda item: (_ORDER.index(item.kind), item.cycle_id))
        preference = session.get(MailPreference, message.account_id)
        language = (preference and preference.language) or SOURCE
        found = [self._part(session, message, item, agency, language) for item in items]
        parts = [part for part in found if part]
        parts += self._job_parts(session, message, language)
        parts += self._feedback_parts(session, message, language)
        parts += self._complaint_parts(session, message, language)
        if not parts or not message.account.is_enabled:
            return None
        has_reminder = any(part.kind in REMINDERS for part in parts)
        stop = make_stop_token(message.account_id, self.secret)
        return Letter(
            name=message.account.name,
            agency=agency.name,
            language=language,
            parts=parts,
            choices_address=f"{self.public_url}/surat/saya",
            stop_address=f"{self.public_url}/surat/berhenti/{stop}" if has_reminder else "",
        )

    def _agency(self, session: Session, agency_id: int) -> _Agency:
        if agency_id not in self._agencies:
            chosen = queries.agency_mail_of(session, agency_id)
            name = session.get_one(Agency, agency_id).name
            self._agencies[agency_id] = _Agency(name, chosen.has_links)
        return self._agencies[agency_id]

    def _wording(
        self, session: Session, agency_id: int, kind: MailKind, language: str
    ) -> MailWording:
        wanted = (agency_id, kind, language)
        if wanted not in self._wordings:
            self._wordings[wanted] = queries.wording_of(session, *wanted)
        return self._wordings[wanted]

    def _part(
        self,
        session: Session,
        message: MailMessage,
        item: MailItem,
        agency: _Agency,
        language: str,
    ) -> MailPart | None:
        cycle = session.get_one(Cycle, item.cycle_id)
        if cycle.state not in _STATE_FOR[item.kind]:
            return None
        return MailPart(
            kind=item.kind,
            cycle=cycle.name,
            last_day=_last_day(session, cycle, item.kind),
            wording=self._wording(session, cycle.agency_id, item.kind, language),
            address=self.public_url + self._path(session, message, item.kind, cycle, agency),
        )

    def _job_parts(self, session: Session, message: MailMessage, language: str) -> list[MailPart]:
        """Jobs that ended as they were when the message was put together, or again since."""
        found = []
        for each in sorted(message.jobs, key=lambda each: each.job_id):
            job = each.job
            if not job.is_finished or job.kind not in self._job_titles:
                continue
            kind = MailKind.JOB_DONE if job.state is JobState.DONE else MailKind.JOB_FAILED
            found.append(
                MailPart(
                    kind,
                    self._wording(session, message.account.agency_id, kind, language),
                    f"{self.public_url}/pekerjaan/{job.id}",
                    job=self._job_titles[job.kind],
                    about=job.subject,
                )
            )
        return found

    def _feedback_parts(
        self, session: Session, message: MailMessage, language: str
    ) -> list[MailPart]:
        flags = (message.asks_feedback, message.brings_feedback)
        return [
            MailPart(
                kind,
                self._wording(session, message.account.agency_id, kind, language),
                f"{self.public_url}/umpan-balik",
            )
            for kind, is_told in zip(OF_FEEDBACK, flags, strict=True)
            if is_told
        ]

    def _complaint_parts(
        self, session: Session, message: MailMessage, language: str
    ) -> list[MailPart]:
        if message.complaints is None:
            return []
        kind = MailKind(message.complaints)
        page = "/" if kind is MailKind.COMPLAINT_WATCH else "/keluhan-masuk"
        wording = self._wording(session, message.account.agency_id, kind, language)
        return [MailPart(kind, wording, self.public_url + page)]

    @cached_property
    def _job_titles(self) -> dict[str, object]:
        return {kind.code: kind.title for kind in job_service().kinds}

    def _path(
        self,
        session: Session,
        message: MailMessage,
        kind: MailKind,
        cycle: Cycle,
        agency: _Agency,
    ) -> str:
        if kind in _PAGES:
            return _PAGES[kind]
        if kind is MailKind.OBJECTION_DESK:
            return f"/siklus/{cycle.id}/keberatan"
        if kind in OBJECTION_KINDS:
            return "/"
        if kind is MailKind.DECLINED:
            return f"/siklus/{cycle.id}/penilai"
        if kind is MailKind.NOT_OPENED:
            return f"/siklus/{cycle.id}"
        if kind is MailKind.NAME_PEERS:
            return f"/usulan/{cycle.id}"
        if kind is MailKind.JUDGE_NAMES:
            return f"/usulan/{cycle.id}/tim"
        return self._link_path(session, message.account_id, cycle, agency) or "/tugas"

    def _link_path(
        self, session: Session, account_id: int, cycle: Cycle, agency: _Agency
    ) -> str | None:
        """The signed link to the account's tasks; None where the agency wants none."""
        if not agency.has_links:
            return None
        seat = queries.participant_of_account(session, cycle.id, account_id)
        link = session.get(MailLink, seat.id) if seat else None
        if link is None:
            return None
        last_day = self.today + timedelta(days=VALID_DAYS)
        token = make_link_token(link.participant_id, last_day, link.nonce, self.secret)
        return f"/t/{token}"


def _last_day(session: Session, cycle: Cycle, kind: MailKind) -> date:
    """Until when there is time for what the mail asks."""
    if kind is MailKind.NAME_PEERS:
        return last_day_of(session, cycle) or cycle.opens_on
    return cycle.closes_on
