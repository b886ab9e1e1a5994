"""What a mail may be about, and the blanks that its wording may have. Plain Python."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from berakhlak.run_language import N_

SUBJECT_LETTERS, BODY_LETTERS = 120, 2000
_BLANK = re.compile(r"\{([^{}]*)\}")


class MailKind(StrEnum):
    """Why somebody is written to; the order is that of the parts of one mail."""

    INVITATION = "invitation"
    EXTENDED = "extended"
    REMINDER = "reminder"
    PART_REMINDER = "part_reminder"
    NAME_PEERS = "name peers"
    JUDGE_NAMES = "judge names"
    HOLDER_CODES = "holder_codes"
    PUBLISHED = "published"
    CHECK_IN = "check_in"
    TALK_OPINION = "talk_opinion"
    PULSE_CONSENT = "pulse_consent"
    PULSE_OUT = "pulse_out"
    OBJECTION_RECEIVED = "objection_received"
    OBJECTION_HEARING = "objection_hearing"
    OBJECTION_TO_DECIDE = "objection_to_decide"
    OBJECTION_REMINDER = "objection_reminder"
    OBJECTION_LATE = "objection_late"
    OBJECTION_DECIDED = "objection_decided"
    OBJECTION_DESK = "objection_desk"
    FEEDBACK_ASKED = "feedback_asked"
    FEEDBACK_GIVEN = "feedback_given"
    COMPLAINT_LATE = "complaint_late"
    COMPLAINT_DUE = "complaint_due"
    COMPLAINT_NEW = "complaint_new"
    COMPLAINT_WATCH = "complaint_watch"
    DECLINED = "declined"
    NOT_OPENED = "not_opened"
    JOB_DONE = "job_done"
    JOB_FAILED = "job_failed"


@dataclass(frozen=True)
class MailWording:
    """Subject and text, with blanks as `{nama}`; an empty line parts paragraphs."""

    subject: str
    body: str


# Mail about a job instead of a cycle.
ABOUT_JOBS = (MailKind.JOB_DONE, MailKind.JOB_FAILED)

# Mail about neither: between two officers. Who the other one is stands on the page alone.
OF_FEEDBACK = (MailKind.FEEDBACK_ASKED, MailKind.FEEDBACK_GIVEN)

# Mail about complaints, the most urgent first: a message holds one of them.
OF_COMPLAINTS = (
    MailKind.COMPLAINT_LATE,
    MailKind.COMPLAINT_DUE,
    MailKind.COMPLAINT_NEW,
    MailKind.COMPLAINT_WATCH,
)

OBJECTION_KINDS = (
    MailKind.OBJECTION_RECEIVED,
    MailKind.OBJECTION_HEARING,
    MailKind.OBJECTION_TO_DECIDE,
    MailKind.OBJECTION_REMINDER,
    MailKind.OBJECTION_LATE,
    MailKind.OBJECTION_DECIDED,
    MailKind.OBJECTION_DESK,
)

# Sent to those who are late, on the day itself or not at all, and to nobody who wants none.
REMINDERS = (
    MailKind.REMINDER,
    MailKind.PART_REMINDER,
    MailKind.NAME_PEERS,
    MailKind.JUDGE_NAMES,
    MailKind.HOLDER_CODES,
)

# They lead to the receiver's own forms by a link that opens them.
WITH_LINKS = (
    MailKind.INVITATION,
    MailKind.EXTENDED,
    MailKind.REMINDER,
    MailKind.PART_REMINDER,
)

# The blanks, and what stands in them on the page that shows how a wording will look.
_ALWAYS = {
    "nama": N_("Nama penerima, misalnya Siti Rahmawati."),
    "instansi": N_("Nama instansi."),
}
_OF_CYCLES = {
    "siklus": N_("Nama siklus penilaian."),
    "batas_waktu": N_("Hari terakhir untuk mengisi."),
}
_OF_JOBS = {
    "pekerjaan": N_("Nama pekerjaan, misalnya Ekspor profil."),
    "tentang": N_("Nama siklus, instansi, atau berkas yang dikerjakan."),
}
# Forms that will not be filled in, and a cycle that was not opened, are told to HR alone, who need
# not word that anew.
WORDED_BY_HR = (
    MailKind.INVITATION,
    MailKind.EXTENDED,
    MailKind.REMINDER,
    MailKind.PART_REMINDER,
    MailKind.PUBLISHED,
    *ABOUT_JOBS,
)


def blanks_of(kind: MailKind) -> dict[str, str]:
    """The blanks of a wording of this kind, each with what stands in it."""
    if kind in (*OF_FEEDBACK, *OF_COMPLAINTS):
        return dict(_ALWAYS)
    return _ALWAYS | (_OF_JOBS if kind in ABOUT_JOBS else _OF_CYCLES)


def unknown_blanks(text: str, known: Collection[str]) -> list[str]:
    """Names between braces that are none of the known blanks, in their order."""
    return [name for name in _BLANK.findall(text) if name not in known]


def has_loose_brace(text: str) -> bool:
    """Whether a brace is left when all blanks are taken out."""
    return bool(set("{}") & set(_BLANK.sub("", text)))


def fill_blanks(text: str, values: dict[str, str]) -> str:
    """The text with its blanks filled in; a filled-in value is never read for blanks again."""
    return _BLANK.sub(lambda found: values.get(found[1], found[0]), text)
