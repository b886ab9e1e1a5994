"""Results of persons as one table: a row for each officer, keyed by the whole NIP.

For joining with SIASN and e-Kinerja: one line of headers, the NIP as text of 18 digits, numbers as
numbers, nothing in a cell whose figure is withheld.
"""

from __future__ import annotations

import io
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from berakhlak.cycles.models import Cycle, CycleUnit, Participant
from berakhlak.profiles.access import RELEASED
from berakhlak.sealing.models import OfficerResult
from berakhlak.spreadsheets import new_workbook

WIDTHS = (22, 34, 12, 38, 12, 38, 10, 38)
VALUE_WIDTH = 14
TWO_DECIMALS = "0.00"


@dataclass(frozen=True)
class PersonRow:
    """One officer: what identifies them, and the figures by value code; None where withheld."""

    facts: tuple[str, ...]
    overall: float | None
    values: dict[str, float | None]


def person_rows(
    session: Session, cycle: Cycle, participant_ids: Collection[int]
) -> Iterator[PersonRow]:
    """The officers of a published cycle that were chosen, by unit and name."""
    parent = aliased(CycleUnit)
    rows = session.execute(
        select(
            Participant.id,
            Participant.nip,
            Participant.name,
            CycleUnit.code,
            CycleUnit.name,
            parent.code,
            parent.name,
            Participant.rank,
            Participant.position,
            OfficerResult.payload,
        )
        .join(OfficerResult, OfficerResult.participant_id == Participant.id)
        .join(CycleUnit, CycleUnit.id == Participant.unit_id)
        .outerjoin(parent, parent.id == CycleUnit.parent_id)
        .join(Cycle, Cycle.id == Participant.cycle_id)
        .where(Participant.cycle_id == cycle.id, Cycle.state.in_(RELEASED))
        .order_by(CycleUnit.code, Participant.name, Participant.id)
    )
    chosen = set(participant_ids)
    for number, *facts, payload in rows:
        if number in chosen:
            # Two figures of some seven hundred: reading all of them as objects costs minutes.
            figures: dict[str, Any] = json.loads(payload)
            values = {row["code"]: row["others"] for row in figures["values"]}
            yield PersonRow(tuple(fact or "" for fact in facts), figures["overall_others"], values)


def person_workbook(
    cycle: Cycle, rows: Iterator[PersonRow], *, fingerprint: str, language: str
) -> bytes:
    """The workbook: the table, and a sheet that says what its columns are."""
    output = io.BytesIO()
    with new_workbook(output) as book, force_locale(language):
        columns = _columns(cycle, language)
        _write_rows(book, columns, cycle, rows)
        _write_notes(book, cycle, fingerprint)
    return output.getvalue()


def _columns(cycle: Cycle, language: str) -> list[str]:
    facts = (
        _("NIP"),
        _("Nama"),
        _("Kode unit"),
        _("Unit kerja"),
        _("Kode unit induk"),
        _("Unit induk"),
        _("Golongan"),
        _("Jabatan"),
    )
    values = [value.name.in_language(language) for value in cycle.instrument.content.values]
    return [*map(str, facts), str(_("Semua")), *values]


def _write_rows(book: Any, columns: Sequence[str], cycle: Cycle, rows: Iterator[PersonRow]) -> None:
    sheet = book.add_worksheet(str(_("Hasil pegawai"))[:31])
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    text, number = book.add_format({"num_format": "@"}), book.add_format()
    number.set_num_format(TWO_DECIMALS)
    for place, words in enumerate(columns):
        sheet.write_string(0, place, words, head)
        sheet.set_column(place, place, WIDTHS[place] if place < len(WIDTHS) else VALUE_WIDTH)
    codes = [value.code for value in cycle.instrument.content.values]
    last = 0
    for last, row in enumerate(rows, start=1):
        for place, fact in enumerate(row.facts):
            sheet.write_string(last, place, fact, text)
        figures = [row.overall, *(row.values.get(code) for code in codes)]
        for place, figure in enumerate(figures, start=len(row.facts)):
            if figure is not None:
                sheet.write_number(last, place, figure, number)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, last, len(columns) - 1)


def _write_notes(book: Any, cycle: Cycle, fingerprint: str) -> None:
    sheet = book.add_worksheet(str(_("Keterangan"))[:31])
    sheet.set_column(0, 0, 110)
    purpose = cycle.policy.purpose
    lines = (
        cycle.name,
        _("Kode keaslian hasil: %(code)s", code=fingerprint),
        _("NIP adalah teks 18 angka, seperti dalam SIASN dan e-Kinerja: gabungkan menurut NIP."),
        _(
            "Angka adalah penilaian orang lain: gabungan kelompok yang ditampilkan, pada skala "
            "1–%(top)s.",
            top=cycle.instrument.content.max_score,
        ),
        _("Sel kosong: angkanya ditahan atau tidak ada. Kosong bukan nol."),
        _("Unit, golongan, dan jabatan seperti saat siklus dibuka."),
        f"{purpose.standing}. {purpose.explanation}",
        _("Berkas ini memuat data pribadi: simpan dan teruskan seperlunya."),
    )
    for place, words in enumerate(lines):
        sheet.write_string(place, 0, str(words))
