"""States and ways in words."""

from __future__ import annotations

from datetime import date

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
from berakhlak.development.queries import Plan
from berakhlak.formats import format_number, format_percent, long_date

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


# By the state of the talk, and whether a step is being taken, is finished, or is missing.
STANDING = {
    (TalkState.NONE, None): _("Belum ada percakapan dan belum ada langkah. Rencanakan harinya."),
    (TalkState.NONE, StepState.CHOSEN): _("Langkah sudah dipilih, percakapan belum direncanakan."),
    (TalkState.NONE, StepState.FINISHED): _("Langkah sudah selesai, percakapan belum dicatat."),
    (TalkState.HELD, None): _("Percakapan menunggu konfirmasi pegawai; belum ada langkah."),
    (TalkState.HELD, StepState.CHOSEN): _("Percakapan menunggu konfirmasi pegawai."),
    (TalkState.HELD, StepState.FINISHED): _("Percakapan menunggu konfirmasi pegawai."),
    (TalkState.CONFIRMED, None): _("Percakapan sudah berlangsung, tetapi belum ada langkah."),
    (TalkState.CONFIRMED, StepState.CHOSEN): _(
        "Percakapan sudah berlangsung, dan langkahnya sedang dijalankan."
    ),
    (TalkState.CONFIRMED, StepState.FINISHED): _(
        "Percakapan sudah berlangsung, dan langkahnya sudah selesai."
    ),
}


def total_words(total: TalkCount) -> str:
    """How much followed the profiles of a cycle: each count, then its share of all profiles."""
    counts = {"talks": total.talks, "steps": total.steps, "pulses": total.pulses}
    shares = {f"{name}_share": format_percent(n / total.officers) for name, n in counts.items()}
    return str(
        gettext(
            "Pegawai dengan profil: %(officers)s. Sudah bercakap dengan atasan, dikonfirmasi "
            "keduanya: %(talks)s (%(talks_share)s). Memilih langkah: %(steps)s (%(steps_share)s). "
            "Ditinjau ulang: %(pulses)s (%(pulses_share)s).",
            officers=format_number(total.officers),
            **{name: format_number(n) for name, n in counts.items()},
            **shares,
        )
    )


def standing_sentence(plan: Plan, today: date) -> str:
    """How far an officer is, for who leads them: of talk and steps alone, not of the profile."""
    talk = plan.talk
    if talk.state is TalkState.PLANNED:
        day = long_date(talk.planned_on)
        if talk.planned_on is not None and talk.planned_on < today:
            late = gettext("Hari yang direncanakan, %(day)s, sudah lewat tanpa catatan.", day=day)
            return str(late)
        return str(gettext("Percakapan direncanakan pada %(day)s.", day=day))
    if talk.state is TalkState.HELD and plan.waits_for_reader:
        return str(gettext("Percakapan dicatat oleh pegawai dan menunggu konfirmasi Anda."))
    states = {step.state for step in plan.steps}
    far = next((each for each in (StepState.CHOSEN, StepState.FINISHED) if each in states), None)
    return str(STANDING[talk.state, far])


def step_sentence(step: DevelopmentStep) -> str:
    """The two halves of a step, which are the officer's own words, as one sentence."""
    return str(
        gettext(
            "Bila %(situation)s, saya akan %(intention)s.",
            situation=step.situation.rstrip(" .,"),
            intention=step.intention.rstrip(" ."),
        )
    )
