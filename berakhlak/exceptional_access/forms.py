"""What is to be opened, and why."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _

from berakhlak.cycles.models import Participant
from berakhlak.exceptional_access.models import LONGEST_PAPER, LONGEST_REASON, Ground, OpenedContent
from berakhlak.exceptional_access.words import GROUNDS, THINGS
from berakhlak.web.forms import (
    BaseForm,
    ChoiceField,
    LongTextField,
    RadiosField,
    SelectChoice,
    TextField,
)


class OpeningForm(BaseForm):
    """One thing of one cycle, with ground, paper and reason."""

    thing = RadiosField(_("Yang dibuka"), thing=_("yang dibuka"), coerce=OpenedContent)
    seat = ChoiceField(_("Siklus"), thing=_("siklus"))
    ground = RadiosField(
        _("Dasar"),
        thing=_("dasar"),
        choices=[SelectChoice(each, words) for each, words in GROUNDS.items()],
        coerce=Ground,
    )
    paper = TextField(
        _("Nomor dan tanggal surat"),
        thing=_("nomor dan tanggal surat"),
        max_length=LONGEST_PAPER,
        hint=_("Misalnya: ST-12/IRJEN/2026, 3 November 2026. Dibaca pegawai."),
    )
    reason = LongTextField(
        _("Alasan"),
        thing=_("alasan"),
        max_length=LONGEST_REASON,
        hint=_("Untuk apa ini harus dibaca, dan mengapa cara biasa tidak cukup. Dibaca pegawai."),
    )

    def offer(self, things: Sequence[OpenedContent], seats: Sequence[Participant]) -> None:
        """What is closed to the reader, and the cycles that are out."""
        self.thing.choices = [SelectChoice(each, THINGS[each]) for each in things]
        self.seat.choices = [SelectChoice(str(seat.id), seat.cycle.name) for seat in seats]
