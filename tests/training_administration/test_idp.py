"""The IDP of all officers: what HR knows of each, and no step, score or box."""

from __future__ import annotations

import io

import openpyxl
from flask_babel import force_locale

from berakhlak.development.idp import COLUMNS, idp_note_of_all, idp_workbook
from berakhlak.development.models import DevelopmentStep, LearningWay
from berakhlak.exports import idp_job
from berakhlak.formats import local_today
from berakhlak.training.models import PlannedTraining
from tests.factories.training import make_programme, make_provider, make_run


def test_every_officer_has_hours_places_asked_for_and_trainings_and_no_step(session, published):
    today, seat, other = local_today(), *published.officers[:2]
    agency = published.opened.agency
    provider = make_provider(session, agency)
    asked, quiet, held = (make_programme(session, provider, title=each) for each in "ABC")
    for programme, day in ((asked, today), (quiet, None)):
        session.add(
            PlannedTraining(
                participant_id=seat.id, programme_id=programme.id, planned_on=today, asked_on=day
            )
        )
    session.add(
        DevelopmentStep(
            participant_id=seat.id, behaviour="BP1", situation="rahasia", intention="x",
            way=LearningWay.WORK, due_on=today, evidence="y", chosen_on=today,
        )
    )  # fmt: skip
    people = list(idp_job._officers(session(), agency.id))
    sent = [each for each in people if each.id == other.person_id]
    make_run(session, held, sent, first=today, last=today)
    session.flush()
    with force_locale("id"):
        rows = list(idp_job._rows(session(), agency.id, people, today.year, "id"))
        book = idp_workbook(rows, idp_note_of_all(today.year))
    found = openpyxl.load_workbook(io.BytesIO(book)).active
    cells = [[cell.value for cell in row] for row in found.iter_rows(max_col=len(COLUMNS))]
    titles = [row[6] for row in cells[1:] if row[6]]
    assert sorted(titles) == ["A", "C"]
    assert len({row[0] for row in cells[1:] if row[0]}) >= len(people)
    assert not any("rahasia" in str(cell) for row in cells for cell in row)
    assert not any("kotak" in str(cell) for cell in cells[0])
