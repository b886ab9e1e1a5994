"""HR chooses what a cycle is for; what does not fit is said before opening, and printed after."""

from __future__ import annotations

from dataclasses import replace

import pytest

from berakhlak.citizens.operations import add_counter
from berakhlak.cycle_administration.purpose_fit import purpose_misfits
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import lift_to_floors
from berakhlak.cycles.purposes import Purpose
from tests.cycle_administration.test_cycle_pages import drafted, typed
from tests.factories.cycles import AT, make_next_draft, participants
from tests.support.pdf import text_of

LEARNING, CONSIDERED = "pengembangan saja", "masukan bagi Pejabat Penilai Kinerja"
FIVE = {"minimum_peer": "5", "minimum_subordinate": "5", "minimum_citizen": "5"}


@pytest.fixture
def hr(client, opened, on_day):
    return client.sign_in(opened.hr)


def state(session, cycle, purpose):
    cycle.policy_json = replace(cycle.policy, purpose=purpose).to_json()
    session.commit()


def codes(cycle, earlier=None):
    return {each.code for each in purpose_misfits(cycle, earlier)}


def test_nothing_is_chosen_beforehand_and_a_draft_needs_a_purpose(hr, opened, session):
    assert hr.get("/siklus/baru").all("input[name=purpose][checked]") == []
    page = hr.post("/siklus/baru", typed(opened, purpose=""), status=422)
    assert len(page.errors) == 1
    assert drafted(session) is None


def test_what_was_chosen_is_shown_and_chosen_again_in_the_form(hr, opened, session):
    page = hr.post("/siklus/baru", typed(opened, purpose="appraisal", **FIVE))
    cycle = drafted(session)
    assert cycle.policy.purpose is Purpose.APPRAISAL
    assert cycle.policy.min_n_comments == 5
    assert CONSIDERED in page.text
    edited = hr.get(f"/siklus/{cycle.id}/ubah")
    assert edited.one("input[name=purpose][checked]")["value"] == "appraisal"


def test_a_draft_without_a_purpose_is_warned_of_and_opening_says_what_it_becomes(
    hr, opened, session
):
    draft = make_next_draft(session, opened)
    session.commit()
    assert "Tujuan siklus belum dipilih" in hr.get(f"/siklus/{draft.id}").text
    assert LEARNING in hr.get(f"/siklus/{draft.id}/buka").text


def test_what_does_not_fit_an_appraisal_is_named_and_the_rest_is_not(app, opened, session):
    cycle, heavy = opened.cycle, {"supervisor": 3.0}
    fitting = lift_to_floors(Policy(purpose=Purpose.APPRAISAL, peers_per_officer=6))
    with app.test_request_context():
        cycle.policy_json = fitting.to_json()
        assert codes(cycle) == set()
        cycle.policy_json = fitting.with_numbers(heavy).to_json()
        assert codes(cycle) == {"one voice"}
        cycle.policy_json = replace(fitting, peers_per_officer=5).to_json()
        assert codes(cycle) == {"no spare peer"}
        cycle.policy_json = Policy(purpose=Purpose.DEVELOPMENT).with_numbers(heavy).to_json()
        assert codes(cycle) == set()
        draft = make_next_draft(session, opened)
        draft.policy_json = fitting.to_json()
        assert codes(draft, cycle) == {"another purpose"}
        cycle.policy_json = Policy().to_json()
        assert codes(draft, cycle) == set()


@pytest.mark.parametrize(
    ("purpose", "short", "words"),
    [
        (Purpose.DEVELOPMENT, "Untuk pengembangan saja", LEARNING),
        (Purpose.APPRAISAL, "Masukan penilaian kinerja", CONSIDERED),
    ],
)
def test_raters_read_it_on_one_sheet_and_on_several(client, opened, session, purpose, short, words):
    state(session, opened.cycle, purpose)
    budi = client.sign_in(opened.account(opened.staff[0]))
    tasks = budi.get("/tugas")
    sheet = next(a["href"] for a in tasks.all("a.task__name"))
    together = f"/tugas/bersama/{opened.cycle.id}/peer/BP"
    for page in (budi.get(sheet), budi.get(together)):
        assert page.one(".sheet-head__purpose").get_text() == short
        assert f"Tujuan siklus ini: {words}." in page.text


def test_raters_of_an_older_cycle_read_what_they_read_before(client, opened, session):
    state(session, opened.cycle, Purpose.UNSTATED)
    budi = client.sign_in(opened.account(opened.staff[0]))
    assert "Tujuan" not in budi.get(budi.get("/tugas").all("a.task__name")[0]["href"]).text


def test_citizens_read_it_in_their_language_and_on_paper(client, opened, session, tmp_path):
    officers = [row for row in participants(session, opened.cycle) if row.is_rated][:2]
    counter = add_counter(session, opened.cycle, name="Loket 1", officers=officers, by=None, at=AT)
    session.commit()
    said = {"id": "agar petugas belajar", "en": "help the officer learn", "jv": "sinaunipun"}
    for language, words in said.items():
        client.open(f"/l/{counter.token}?lang={language}")
        assert words in client.get(f"/l/{counter.token}").text
    slip = client.sign_in(opened.hr).open(
        f"/siklus/{opened.cycle.id}/loket/{counter.id}/kertas/slip.pdf"
    )
    printed = text_of(slip.data, tmp_path)
    assert said["id"] in printed
    assert said["en"] in printed
