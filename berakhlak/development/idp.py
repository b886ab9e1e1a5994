"""An officer's plan as a workbook (IDP): an activity a line, steps and trainings. Needs a language.

KepKa BKN 411/2025 wants an IDP per officer; its own table was not reached (docs/decisions/0230). No
score, no predicate and no box stands in it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _lazy
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Participant
from berakhlak.development.queries import Plan, is_of_today
from berakhlak.development.trainings import WAYS_OF_MODES, PlanTrainings, rolls_of
from berakhlak.development.words import STEP_STATES, WAYS, step_sentence
from berakhlak.formats import format_period, long_date
from berakhlak.people.level_words import LEVEL_NAMES
from berakhlak.people.models import Person
from berakhlak.spreadsheets import new_workbook
from berakhlak.training.models import PlannedTraining, TrainingAttendance

Facts = tuple[str, str, str, str, str]
"""NIP, name, post, kind of post, unit."""
COLUMNS = (
    _lazy("NIP"), _lazy("Nama"), _lazy("Jabatan"), _lazy("Jenis jabatan"), _lazy("Unit kerja"),
    _lazy("Yang dikembangkan"), _lazy("Kegiatan pengembangan"), _lazy("Cara belajar"),
    _lazy("Lembaga"), _lazy("JP"), _lazy("Waktu"), _lazy("Bukti"), _lazy("Status"),
)  # fmt: skip
WIDTHS = (22, 30, 30, 18, 30, 44, 54, 34, 30, 8, 24, 34, 26)


class PlanLine(NamedTuple):
    """An activity in the reader's words, one text for each of `COLUMNS`; empty what it has not."""

    nip: str
    name: str
    post: str
    level: str
    unit: str
    subject: str
    activity: str
    way: str
    provider: str
    hours: str
    when: str
    evidence: str
    state: str


def plan_rows(
    session: Session,
    plan: Plan,
    trainings: PlanTrainings,
    words_of: Callable[[str], str],
    served: Callable[[PlannedTraining], str],
) -> list[PlanLine]:
    """Steps, then what is planned, then what the officer was sent to: that, and where they sit
    today, for whom it concerns today. `words_of`: a behaviour by its code; `served`: what a
    training is for."""
    seat, is_today = plan.participant, is_of_today(session, plan)
    facts = plan_facts(session, plan)
    rows = [
        PlanLine(
            *facts, words_of(step.behaviour), step_sentence(step), str(WAYS[step.way]), "", "",
            long_date(step.due_on), step.evidence, str(STEP_STATES[step.state]),
        )
        for step in plan.steps
    ]  # fmt: skip
    for each in trainings.planned:
        rows.append(planned_row(facts, each, served(each), each.asked_on))
    rolls = rolls_of(session, seat.person_id) if is_today else ()
    return rows + [roll_row(facts, each) for each in rolls]


def plan_facts(session: Session, plan: Plan) -> Facts:
    """Who it is: today for whom that concerns, else in the cycle."""
    seat = plan.participant
    if is_of_today(session, plan):
        return facts_of(session.get_one(Person, seat.person_id))
    return facts_then(seat)


def facts_of(person: Person) -> Facts:
    """Who it is, as the first columns have it."""
    level = str(LEVEL_NAMES[person.level])
    return person.nip, person.name, person.position, level, person.unit.name


def facts_then(seat: Participant) -> Facts:
    """Who it was in the cycle."""
    unit = seat.unit.name if seat.unit else ""
    return seat.nip, seat.name, seat.position, str(LEVEL_NAMES[seat.level]), unit


def planned_row(
    facts: Facts, each: PlannedTraining, served: str, asked_on: date | None
) -> PlanLine:
    """A training that is planned; the place is asked for from `asked_on`."""
    programme = each.programme
    state = _("Tempat diminta") if asked_on else _("Direncanakan")
    way = str(WAYS[WAYS_OF_MODES[programme.mode]])
    return PlanLine(
        *facts, served, programme.title, way, programme.provider.name, str(programme.hours),
        long_date(asked_on or each.planned_on), "", str(state),
    )  # fmt: skip


def roll_row(facts: Facts, each: TrainingAttendance) -> PlanLine:
    """A training that the officer was sent to."""
    run, programme = each.run, each.run.programme
    way = str(WAYS[WAYS_OF_MODES[programme.mode]])
    counted = bool(each.attended and run.confirmed_on)
    hours = str(run.hours) if counted else ""
    is_one_day = run.starts_on == run.ends_on
    days = long_date(run.starts_on) if is_one_day else format_period(run.starts_on, run.ends_on)
    return PlanLine(
        *facts, "", programme.title, way, programme.provider.name, hours,
        days, "", attendance_words(each),
    )  # fmt: skip


def attendance_words(each: TrainingAttendance) -> str:
    """Where it stands."""
    if each.run.confirmed_on is None:
        return str(_("Dikirim, kehadiran belum disahkan"))
    return str(_("Hadir, JP dihitung") if each.attended else _("Tidak hadir"))


def idp_workbook(rows: Sequence[Sequence[str]], note: str) -> bytes:
    """One worksheet with a line of titles; every cell a text. `note`: said below."""
    output = io.BytesIO()
    with new_workbook(output) as book:
        sheet = book.add_worksheet("IDP")
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 2)
        for place, title in enumerate(COLUMNS):
            sheet.write_string(0, place, str(title), head)
        for number, row in enumerate(rows, start=1):
            for place, words in enumerate(row):
                sheet.write_string(number, place, words, text)
        sheet.write_string(len(rows) + 2, 0, note)
    return output.getvalue()


def idp_note(year: int, attended: int | None, wanted: int) -> str:
    """Hours of a year, where they may be told, and what the file is not."""
    if attended is None:
        return str(_("Berkas ini tidak memuat angka penilaian, peringkat, atau kotak talenta."))
    return str(
        _(
            "Tahun %(year)s: %(hours)s dari %(wanted)s JP sudah disahkan. Berkas ini tidak memuat "
            "angka penilaian, peringkat, atau kotak talenta.",
            year=year,
            hours=attended,
            wanted=wanted,
        )
    )


def idp_note_of_all(year: int) -> str:
    """What a file of all officers holds, and what not."""
    return str(
        _(
            "Tahun %(year)s: permintaan tempat, pelatihan, dan JP yang disahkan. Langkah pegawai "
            "tidak ikut. Berkas ini tidak memuat angka penilaian, peringkat, atau kotak talenta.",
            year=year,
        )
    )
