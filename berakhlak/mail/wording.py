"""One message in words: subject, plain text and HTML, in the language of its reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr

from flask_babel import force_locale, gettext
from markupsafe import Markup, escape

from berakhlak.colours import token_colour
from berakhlak.formats import long_date
from berakhlak.mail.kinds import (
    ABOUT_JOBS,
    OBJECTION_KINDS,
    OF_COMPLAINTS,
    OF_FEEDBACK,
    WITH_LINKS,
    MailKind,
    MailWording,
    fill_blanks,
)
from berakhlak.mail_settings import MailSettings
from berakhlak.run_language import N_
from berakhlak.text import single_line

_LONGEST_HEADER = 900  # RFC 5322 allows 998 letters.
_LONGEST_WORD = 250  # One word without a space cannot be folded.


@dataclass(frozen=True)
class MailPart:
    """One thing that a message is about. `address`: where its button leads.

    It is a cycle with its last day, a job with its title and what it was about, or feedback.
    """

    kind: MailKind
    wording: MailWording
    address: str
    cycle: str = ""
    last_day: date | None = None
    job: object = ""
    about: str = ""


@dataclass(frozen=True)
class Letter:
    """Everything that the words of one message are made of. `stop_address`: see RFC 8058."""

    name: str
    agency: str
    language: str
    parts: Sequence[MailPart]
    choices_address: str
    stop_address: str = ""

    def __post_init__(self) -> None:
        # A name begins neither a header nor a paragraph of its own.
        for field in ("name", "agency"):
            object.__setattr__(self, field, single_line(getattr(self, field))[:_LONGEST_WORD])


@dataclass(frozen=True)
class WordedPart:
    """Subject, paragraphs and button of one part."""

    subject: str
    paragraphs: Sequence[str]
    button: str
    address: str


def worded(letter: Letter, part: MailPart) -> WordedPart:
    """The part with its blanks filled in."""
    with force_locale(letter.language):
        values = {
            "nama": letter.name,
            "siklus": part.cycle,
            "instansi": letter.agency,
            "batas_waktu": long_date(part.last_day) if part.last_day else "",
            "pekerjaan": str(part.job),
            "tentang": part.about,
        }
        button = _button(part.kind)
    body = fill_blanks(part.wording.body, values)
    paragraphs = [" ".join(each.split()) for each in body.replace("\r", "").split("\n\n")]
    subject = " ".join(fill_blanks(part.wording.subject, values).split())[:_LONGEST_WORD]
    return WordedPart(subject, [each for each in paragraphs if each], button, part.address)


_BUTTONS = {
    MailKind.PUBLISHED: N_("Baca profil saya"),
    MailKind.CHECK_IN: N_("Lihat langkah saya"),
    MailKind.TALK_OPINION: N_("Buka pernyataannya"),
    MailKind.PULSE_CONSENT: N_("Lihat perkembangan saya"),
    MailKind.PULSE_OUT: N_("Lihat perkembangan saya"),
    **dict.fromkeys(OF_FEEDBACK, N_("Buka umpan balik")),
    **dict.fromkeys(OF_COMPLAINTS, N_("Buka keluhan")),
    MailKind.DECLINED: N_("Periksa jumlah penilai"),
    MailKind.NOT_OPENED: N_("Lihat siklus"),
    MailKind.NAME_PEERS: N_("Usulkan rekan"),
    MailKind.JUDGE_NAMES: N_("Lihat usulan tim"),
    MailKind.HOLDER_CODES: N_("Baca tugas pemegang kunci"),
    **dict.fromkeys(OBJECTION_KINDS, N_("Buka keberatan")),
    **dict.fromkeys(ABOUT_JOBS, N_("Buka pekerjaan")),
}


def _button(kind: MailKind) -> str:
    return str(gettext(_BUTTONS.get(kind, N_("Buka tugas menilai"))))


def write_mail(
    letter: Letter, settings: MailSettings, *, to: str, message_id: str, at: float
) -> EmailMessage:
    """The message as it leaves; the same letter gives the same words at every attempt."""
    parts = [worded(letter, part) for part in letter.parts]
    return compose_mail(letter, parts, settings, to=to, message_id=message_id, at=at)


def compose_mail(
    letter: Letter,
    parts: Sequence[WordedPart],
    settings: MailSettings,
    *,
    to: str,
    message_id: str,
    at: float,
) -> EmailMessage:
    """The message out of parts whose words are there already."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = parts[0].subject
    mail["From"] = settings.sender
    mail["To"] = Address(letter.name, addr_spec=parseaddr(to)[1])
    if settings.reply_to:
        mail["Reply-To"] = settings.reply_to
    mail["Date"] = formatdate(at, usegmt=True)
    mail["Message-ID"] = message_id
    mail["Auto-Submitted"] = "auto-generated"
    if letter.stop_address:
        mail["List-Unsubscribe"] = f"<{letter.stop_address}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(_plain(letter, parts), cte="quoted-printable")
    mail.add_alternative(_html(letter, parts), subtype="html", cte="quoted-printable")
    mail["Content-Language"] = letter.language  # Setting the content would remove it.
    # A long address in a folded header would be encoded, and mail programs would not find it.
    mail.policy = SMTP.clone(max_line_length=_LONGEST_HEADER)
    return mail


def _notes(letter: Letter) -> list[tuple[str, str]]:
    """Sentences at the end, with the address that each is about."""
    with force_locale(letter.language):
        notes = [
            (gettext("Bahasa email dan pengingat dapat Anda atur di sini:"), letter.choices_address)
        ]
        if any(part.kind in WITH_LINKS for part in letter.parts):
            sentence = gettext(
                "Tautan di atas hanya untuk Anda dan hanya membuka tugas menilai, di satu "
                "perangkat. Jangan teruskan email ini."
            )
            notes.insert(0, (sentence, ""))
        if letter.stop_address:
            notes.append((gettext("Berhenti menerima pengingat:"), letter.stop_address))
    return notes


def _greeting(letter: Letter) -> str:
    with force_locale(letter.language):
        return str(gettext("Yth. %(name)s,", name=letter.name))


def _plain(letter: Letter, parts: Sequence[WordedPart]) -> str:
    lines = [_greeting(letter), ""]
    for part in parts:
        if len(parts) > 1:
            lines += [part.subject, "-" * len(part.subject), ""]
        for paragraph in part.paragraphs:
            lines += [paragraph, ""]
        lines += [f"{part.button}:", part.address, ""]
    lines += [letter.agency, "", "-- "]
    for sentence, address in _notes(letter):
        lines += [sentence, address] if address else [sentence]
    return "\n".join(lines) + "\n"


def _html(letter: Letter, parts: Sequence[WordedPart]) -> str:
    """Tables and styles in attributes: many readers of mail know nothing newer."""
    ink, soft, line = (token_colour(name) for name in ("ink", "ink-soft", "line"))
    inside = Markup("").join(_html_part(part, is_one_of_many=len(parts) > 1) for part in parts)
    notes = Markup("").join(_html_note(sentence, address) for sentence, address in _notes(letter))
    page = Markup(
        '<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<title>{title}</title></head>"
        '<body style="margin:0;padding:0;background:{ground};color:{ink}">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
        'style="background:{ground}"><tr><td align="center" style="padding:24px 12px">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" '
        'style="max-width:560px;background:{surface};border:1px solid {line};'
        "border-radius:8px;font-family:'Segoe UI',Roboto,Helvetica,Arial,sans-serif;"
        'font-size:16px;line-height:1.5;color:{ink};text-align:left">'
        '<tr><td style="padding:14px 24px;background:{bar};color:{on_bar};font-weight:bold;'
        'border-radius:8px 8px 0 0">BerAKHLAK 360</td></tr>'
        '<tr><td style="padding:24px"><p style="margin:0 0 16px">{greeting}</p>{inside}'
        '<p style="margin:24px 0 0">{agency}</p></td></tr>'
        '<tr><td style="padding:16px 24px;border-top:1px solid {line};font-size:13px;'
        'color:{soft}">{notes}</td></tr></table></td></tr></table></body></html>'
    )
    return str(
        page.format(
            language=letter.language,
            title=parts[0].subject,
            greeting=_greeting(letter),
            inside=inside,
            agency=letter.agency,
            notes=notes,
            ink=ink,
            soft=soft,
            line=line,
            ground=token_colour("ground"),
            surface=token_colour("surface"),
            bar=token_colour("bar"),
            on_bar=token_colour("on-bar"),
        )
    )


def _html_part(part: WordedPart, *, is_one_of_many: bool) -> Markup:
    title = Markup('<h2 style="margin:8px 0 12px;font-size:18px">{}</h2>').format(part.subject)
    words = Markup("").join(
        Markup('<p style="margin:0 0 16px">{}</p>').format(each) for each in part.paragraphs
    )
    button = Markup(
        '<p style="margin:8px 0 24px"><a href="{address}" style="display:inline-block;'
        "padding:12px 20px;background:{primary};color:{on_primary};text-decoration:none;"
        'font-weight:bold;border-radius:6px">{button}</a></p>'
    ).format(
        address=part.address,
        button=part.button,
        primary=token_colour("primary"),
        on_primary=token_colour("on-primary"),
    )
    return (title if is_one_of_many else Markup("")) + words + button


def _html_note(sentence: str, address: str) -> Markup:
    link = Markup(' <a href="{0}" style="color:{1}">{2}</a>').format(
        address, token_colour("primary"), _short(address)
    )
    end = link if address else Markup("")
    return Markup('<p style="margin:0 0 8px">{}{}</p>').format(escape(sentence), end)


def _short(address: str) -> str:
    """An address as people read it, without the signature at its end."""
    plain = address.removeprefix("https://").removeprefix("http://")
    return plain.rpartition("/")[0] if "/berhenti/" in plain else plain
