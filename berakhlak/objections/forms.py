"""Answers, objections and decisions as forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _

from berakhlak.objections.models import LONGEST_REPLY, LONGEST_TEXT, ObjectionPart, Outcome
from berakhlak.objections.operations import ObjectionContent
from berakhlak.objections.words import OUTCOMES, PARTS
from berakhlak.web.forms import (
    BaseForm,
    ChoiceField,
    DateField,
    LongTextField,
    RadiosField,
    SelectChoice,
    TextField,
)


class ReplyForm(BaseForm):
    """A short reply to the profile."""

    reply = LongTextField(
        _("Balasan"),
        thing=_("balasan"),
        required=False,
        max_length=LONGEST_REPLY,
        hint=_("Dibaca oleh Anda dan atasan langsung Anda. Jangan menebak siapa penilainya."),
    )


class ObjectionForm(BaseForm):
    """What of the profile, and why."""

    part = RadiosField(
        _("Tentang apa keberatan Anda"),
        thing=_("tentang apa keberatan Anda"),
        choices=[SelectChoice(part.value, words) for part, words in PARTS.items()],
    )
    about = ChoiceField(
        _("Nilai atau perilaku"),
        thing=_("nilai atau perilaku"),
        choices=[],
        required=False,
        hint=_("Hanya bila keberatan Anda tentang satu nilai atau perilaku."),
    )
    reason = LongTextField(
        _("Alasan"),
        thing=_("alasan"),
        max_length=LONGEST_TEXT,
        rows=8,
        hint=_(
            "Ceritakan yang tidak sesuai dan apa yang menunjukkannya. Keberatan adalah tentang isi "
            "profil, bukan tentang siapa yang menilai: jangan menebak atau menyebut penilai."
        ),
    )

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Let these values and behaviours be chosen."""
        listed = [SelectChoice(code, words) for code, words in choices]
        self.about.choices = [SelectChoice("", _("Pilih")), *listed]

    def validate(self, extra_validators: Any = None) -> bool:
        """Besides each field: what it is about, where that is one value or behaviour."""
        is_valid = bool(super().validate(extra_validators))
        if self.part.data == ObjectionPart.VALUE and not self.about.data:
            self.refuse(self.about.say(self.about.empty), "about")
            return False
        return is_valid

    @property
    def content(self) -> ObjectionContent:
        """What was typed, once it has passed the checks."""
        part = ObjectionPart(self.part.data)
        about = self.about.data if part is ObjectionPart.VALUE else None
        return {"part": part, "about": about, "reason": self.reason.data or ""}


class StatementForm(BaseForm):
    """The supervisor's one statement."""

    statement = LongTextField(
        _("Keterangan Anda"),
        thing=_("keterangan"),
        max_length=LONGEST_TEXT,
        hint=_("Satu kali, dan tidak dapat diubah. Jangan menebak siapa penilainya."),
    )


class DecisionForm(BaseForm):
    """Accepted, partly, or rejected; with a reason."""

    outcome = RadiosField(
        _("Putusan"),
        thing=_("putusan"),
        choices=[SelectChoice(outcome.value, words) for outcome, words in OUTCOMES.items()],
    )
    reason = LongTextField(
        _("Alasan putusan"),
        thing=_("alasan putusan"),
        max_length=LONGEST_TEXT,
        rows=6,
        hint=_(
            "Dibaca oleh pegawai, atasannya, dan Anda. Jangan menebak atau menanyakan siapa yang "
            "menilai."
        ),
    )

    @property
    def chosen(self) -> Outcome:
        return Outcome(self.outcome.data)


class DeciderForm(BaseForm):
    """Who decides where the organisation has nobody."""

    officer = TextField(
        _("Pemutus"),
        thing=_("nama atau NIP pemutus"),
        hint=_("Nama lengkap atau NIP pegawai aktif."),
    )


class HolidayForm(BaseForm):
    """One day on which the agency is closed."""

    day = DateField(_("Tanggal"), thing=_("tanggal libur"))
    name = TextField(
        _("Nama hari libur"),
        thing=_("nama hari libur"),
        max_length=100,
        hint=_("Seperti tertulis dalam SKB atau keputusan instansi."),
    )
