"""Forms about mail: what an agency chooses, wordings, and what a reader chooses."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.validators import ValidationError

from berakhlak.mail.kinds import (
    BODY_LETTERS,
    SUBJECT_LETTERS,
    has_loose_brace,
    unknown_blanks,
)
from berakhlak.web.forms import (
    BaseForm,
    CheckboxField,
    LongTextField,
    RadiosField,
    SelectChoice,
    TextField,
)
from berakhlak.web.language import LANGUAGE_NAMES

MOST_DAYS, LONGEST = 5, 60


def _are_days(_form: Any, field: Any) -> None:
    """Raises ValidationError unless these are a few whole numbers."""
    try:
        days = read_days(field.data or "")
    except ValueError:
        days = [-1]
    if len(days) > MOST_DAYS or any(not 0 <= day <= LONGEST for day in days):
        raise ValidationError(
            _(
                "Tulis paling banyak %(most)s bilangan dari 0 sampai %(longest)s, "
                "misalnya 7, 3, 1.",
                most=MOST_DAYS,
                longest=LONGEST,
            )
        )


def read_days(text: str) -> list[int]:
    """`7, 3, 1` as numbers. Raises ValueError."""
    return [int(each) for each in text.replace(";", ",").split(",") if each.strip()]


def _has_known_blanks(form: Any, field: Any) -> None:
    """Raises ValidationError that names the first thing between braces that is no blank."""
    text = field.data or ""
    if unknown := unknown_blanks(text, form.blanks):
        raise ValidationError(
            _(
                "{%(name)s} tidak dikenal. Yang dapat dipakai: %(known)s.",
                name=unknown[0],
                known=", ".join(f"{{{name}}}" for name in form.blanks),
            )
        )
    if has_loose_brace(text):
        raise ValidationError(
            _("Ada kurung kurawal tanpa pasangan. Tulis utuh, misalnya {nama}, atau hapus.")
        )


class ChoicesForm(BaseForm):
    """What an agency chooses."""

    is_on = CheckboxField(
        _("Kirim email untuk instansi ini"),
        hint=_("Undangan, pengingat, dan pemberitahuan terbit dikirim sekali sehari."),
    )
    reminder_days = TextField(
        _("Pengingat, berapa hari sebelum hari terakhir"),
        thing=_("hari pengingat"),
        required=False,
        max_length=40,
        input_mode="text",
        validators=[_are_days],
        hint=_("Misalnya 7, 3, 1. Kosongkan bila tanpa pengingat."),
    )
    has_links = CheckboxField(
        _("Email memuat tautan yang membuka tugas tanpa kata sandi"),
        hint=_("Hanya tugas menilai, di satu perangkat, sampai siklus ditutup."),
    )


class InviteForm(BaseForm):
    """Whom to send another invitation."""

    who = TextField(
        _("NIP atau email"), thing=_("NIP atau email orang itu"), max_length=254, autocomplete="off"
    )


class WordingForm(BaseForm):
    """Subject and text of one kind of mail in one language; `blanks`: those that it may have."""

    blanks: Collection[str] = ()

    subject = TextField(
        _("Perihal"),
        thing=_("perihal"),
        max_length=SUBJECT_LETTERS,
        validators=[_has_known_blanks],
    )
    body = LongTextField(
        _("Isi"),
        thing=_("isi email"),
        max_length=BODY_LETTERS,
        rows=10,
        validators=[_has_known_blanks],
        hint=_("Pisahkan alinea dengan baris kosong. Sapaan, tombol, dan kaki email tetap."),
    )


class ReaderForm(BaseForm):
    """What a reader chooses."""

    language = RadiosField(
        _("Bahasa email"),
        thing=_("bahasa email"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()],
    )
    has_reminders = CheckboxField(
        _("Ingatkan saya bila ada formulir yang belum terkirim"),
        hint=_("Undangan dan pemberitahuan profil terbit tetap dikirim."),
    )
