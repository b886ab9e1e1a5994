"""States and ways in words."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from berakhlak.development.counts import TalkCount
from berakhlak.development.models import (
    CheckInAnswer,
    DevelopmentStep,
    LearningWay,
    StepState,
    TalkState,
)
from berakhlak.formats import format_number

WAYS = {
    LearningWay.WORK: _("Berlatih dalam pekerjaan sehari-hari (sekitar 70%)"),
    LearningWay.PEOPLE: _("Belajar dari orang lain (sekitar 20%)"),
    LearningWay.COURSE: _("Pelatihan, kursus, atau bacaan (sekitar 10%)"),
}
STEP_STATES = {
    StepState.CHOSEN: _("Sedang dijalankan"),
    StepState.FINISHED: _("Selesai"),
    StepState.DROPPED: _("Dilepaskan"),
}
ANSWERS = {
    CheckInAnswer.OFTEN: _("Sering"),
    CheckInAnswer.SOMETIMES: _("Kadang-kadang"),
    CheckInAnswer.NOT_YET: _("Belum"),
}
TALK_STATES = {
    TalkState.NONE: _("Belum ada"),
    TalkState.PLANNED: _("Direncanakan"),
    TalkState.HELD: _("Sudah berlangsung, menunggu konfirmasi"),
    TalkState.CONFIRMED: _("Sudah berlangsung, dikonfirmasi kedua pihak"),
}


def total_words(total: TalkCount) -> str:
    """How much followed the profiles of a cycle."""
    return str(
        gettext(
            "Pegawai dengan profil: %(officers)s. Sudah bercakap dengan atasan, dikonfirmasi "
            "keduanya: %(talks)s. Memilih langkah: %(steps)s. Ditinjau ulang: %(pulses)s.",
            officers=format_number(total.officers),
            talks=format_number(total.talks),
            steps=format_number(total.steps),
            pulses=format_number(total.pulses),
        )
    )


def step_sentence(step: DevelopmentStep) -> str:
    """The two halves of a step, which are the officer's own words, as one sentence."""
    return str(
        gettext(
            "Bila %(situation)s, saya akan %(intention)s.",
            situation=step.situation.rstrip(" .,"),
            intention=step.intention.rstrip(" ."),
        )
    )
