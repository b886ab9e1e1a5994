"""A cycle asks values and competence on the same sheets, with a further group, by data alone.

It is drafted, opened, rated on one form, closed, attacked and published, and everything that tells
of results is visited for both instruments.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from berakhlak.assignments.models import Assignment
from berakhlak.citizens.operations import add_counter
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.disclosure.operations import run_audit
from berakhlak.extensions import db
from berakhlak.instrument.catalogue import DATA_FOLDER
from berakhlak.instrument.operations import add_instrument
from berakhlak.profiles.operations import PublishedWithMain, publish_profiles
from berakhlak.ratings.models import OpenSheet
from berakhlak.ratings.queries import open_sheet
from berakhlak.sealing.models import CycleResult, OfficerResult
from berakhlak.statistics.frozen_result import CycleFigures, OfficerFigures
from tests.factories.cycles import AT
from tests.support.pages import PageClient
from tests.support.pdf import text_of
from tests.transparency.conftest import verify
from tests.whole_app.test_another_group import CLOSED, World, draft_world

COMPETENCE = (DATA_FOLDER / "kompetensi-38-2017.toml").read_text(encoding="utf-8")
TITLE = "Kompetensi"


@pytest.fixture
def world(app: Flask, session: Any) -> World:
    return draft_world(app, session, add_instrument(session, COMPETENCE))


def test_one_form_asks_both_each_on_its_own_scale_and_is_sent_once(
    world: World, session: Any
) -> None:
    world.open()

    rows = session.scalars(select(Assignment).where(Assignment.group == "partner")).all()
    assert len(rows) == 28  # As many as with one instrument: nobody is asked twice.
    partner, (number, *_rest) = world.reads_as(world.partners[0]), _own(rows, "Lina Marlina")
    questionnaire = world.cycle.questionnaire
    values, competence = questionnaire.parts
    form = partner.get(f"/tugas/{number}")
    heads = [each.get_text(strip=True) for each in form.all(".part-head")]
    assert heads == [part.title.id for part in (values, competence)]
    assert competence.steps[0].label.id in form.text
    asked = {str(each["name"]) for each in form.all("input[type=radio]")}
    assert asked == {f"jawaban-{each.code}" for each in questionnaire.behaviours}
    last = competence.values[-1].code
    together = partner.get(f"/tugas/bersama/{world.cycle.id}/partner/{last}")
    assert together.one(".part-head").get_text(strip=True) == competence.title.id
    assert competence.steps[-1].label.id in together.text
    answers = {f"jawaban-{each.code}": "3" for each in questionnaire.behaviours}
    sent = {"csrf_token": partner.token(), "revision": "0", "action": "send", **answers}
    assert partner.open(f"/tugas/{number}", method="POST", data=sent).status_code == 302
    own = session.get_one(Assignment, number)
    stored, _is_sent = open_sheet(session, own, key_store().key_of(world.cycle))
    assert len(stored.answers) == len(questionnaire.behaviours)
    review = partner.get(f"/tugas/{number}/periksa")
    assert competence.values[0].name.id in review.text
    off_scale = {**sent, "revision": "1", f"jawaban-{competence.behaviours[0].code}": "9"}
    assert partner.open(f"/tugas/{number}", method="POST", data=off_scale).status_code == 422
    seats = session.scalars(select(Participant).where(Participant.is_rated)).all()
    counter = add_counter(session, world.cycle, name="Loket", officers=seats, by=None, at=AT)
    session.commit()
    assert competence.values[0].name.id not in PageClient(world.app).get(f"/l/{counter.token}").text


def test_closed_and_published_each_instrument_has_results_of_its_own(
    world: World, session: Any, tmp_path: Path
) -> None:
    world.open()
    world.publish()

    session.expire_all()
    second = world.cycle.second
    assert second is not None
    assert second.state is CycleState.PUBLISHED
    assert not session.scalars(select(OpenSheet)).all()
    assert not key_store().exists(second.key_name)
    hr = PageClient(world.app).sign_in(world.hr)
    assert second.name not in hr.get("/siklus").text
    assert hr.open(f"/siklus/{second.id}").status_code == 302
    drawn = hr.get(f"/siklus/{world.cycle.id}/hasil")
    assert len(drawn.all("svg.chart--synergy")) == 2  # For phones, and for wider windows and paper.
    row = drawn.one("table.synergy tbody tr").get_text(" ", strip=True)
    figures = [each.get_text(strip=True) for each in drawn.all("table.synergy tbody td")]
    assert "Bidang Mutasi" in row
    assert len(figures) == 3
    assert all(figure[0].isdigit() for figure in figures), figures
    for cycle in (world.cycle, second):
        report = run_audit(session, cycle.id, at=CLOSED)
        assert report.is_safe, report.findings
        assert_read(world, cycle, hr)
        assert_verified(world, cycle, tmp_path / str(cycle.id))


def assert_read(world: World, cycle: Cycle, hr: PageClient) -> None:
    """Its own values and its own overall figure, beside a link to the other."""
    content, session = cycle.instrument.content, db.session()
    officer = world.officers[1]
    seats = select(Participant).where(Participant.cycle_id == cycle.id)
    (seat,) = session.scalars(seats.where(Participant.person_id == officer.id))
    figures = OfficerFigures.from_json(session.get_one(OfficerResult, seat.id).payload)
    assert [value.code for value in figures.values] == [value.code for value in content.values]
    shown = [value.others for value in figures.values if value.others is not None]
    assert figures.overall_others == pytest.approx(sum(shown) / len(shown), abs=0.011)
    profile = world.reads_as(officer).get(f"/profil/{seat.id}")
    assert content.values[0].name.id in profile.text
    assert "Mitra kerja" in profile.text
    for page in (profile, hr.get(f"/siklus/{cycle.id}/hasil")):
        assert len(page.all("nav.tabs a")) == 2
        assert page.one("nav.tabs a[aria-current]").get_text(strip=True) == content.title.id
    unit = hr.get(f"/siklus/{cycle.id}/hasil").one("table a[href*=hasil]")
    assert len(hr.get(str(unit["href"])).all("nav.tabs a")) == 2
    whole = CycleFigures.from_json(session.get_one(CycleResult, cycle.id).payload)
    assert set(whole.value_means) == {value.code for value in content.values}
    assert whole.n_invited["partner"] == 28


def assert_verified(world: World, cycle: Cycle, folder: Path) -> None:
    """The files for outsiders are written, and their own program agrees with them."""
    run, number = world.app.test_cli_runner().invoke, str(cycle.id)
    out, bundle = folder / "out", folder / "angka.jsonl"
    folder.mkdir()
    assert run(args=["cycle", "transparency", number, "--out", str(out)]).exit_code == 0
    assert run(args=["cycle", "bundle", number, "--out", str(bundle)]).exit_code == 0
    told = json.loads((out / "keterbukaan.json").read_text("utf-8"))
    assert told["instrument"]["code"] == cycle.instrument.code
    code, said = verify("bundle", bundle, out / "keterbukaan.json")
    assert code == 0, said
    officer = world.officers[1]
    seats = select(Participant).where(Participant.cycle_id == cycle.id)
    (seat,) = db.session.scalars(seats.where(Participant.person_id == officer.id))
    answer = world.reads_as(officer).open(f"/profil/{seat.id}.pdf")
    (folder / "profil.pdf").write_bytes(answer.data)
    assert cycle.instrument.content.values[0].name.id in text_of(answer.data, folder)
    code, said = verify("profile", folder / "profil.pdf", out / "keterbukaan.json")
    assert code == 0, said


def test_results_of_the_second_instrument_never_go_out_alone(world: World, session: Any) -> None:
    world.open()
    world.publish()
    session.expire_all()
    second = world.cycle.second
    assert second is not None
    session.execute(update(Cycle).where(Cycle.id == second.id).values(state=CycleState.CLOSED))
    session.expire_all()

    with pytest.raises(PublishedWithMain):
        publish_profiles(session, second, keys=key_store(), by=None, at=CLOSED)


def _own(rows: Any, name: str) -> list[int]:
    return [row.id for row in rows if row.rater.name == name]
