"""HR creates, opens and watches a cycle, and sees no rater's sheets."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.models import Cycle, CycleState, CycleUnit
from berakhlak.cycles.rater_groups import Relation
from berakhlak.nominations.operations import propose_names
from berakhlak.people.models import Unit
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import make_open_cycle
from tests.support.markup import words


@pytest.fixture
def hr(client, opened, on_day):
    return client.sign_in(opened.hr)


def typed(opened, **changes):
    fields = {
        "name": "Semester I 2027",
        "opens_on": "04/01/2027",
        "closes_on": "29/01/2027",
        "units": str(opened.unit.id),
        "purpose": "development",
        "weight_supervisor": "40",
        "weight_peer": "30",
        "weight_subordinate": "20",
        "weight_citizen": "10",
        "minimum_peer": "3",
        "minimum_subordinate": "4",
        "minimum_citizen": "5",
        "peers_per_officer": "6",
    }
    return fields | changes


def drafted(session):
    return session.scalars(select(Cycle).where(Cycle.name == "Semester I 2027")).one_or_none()


def test_the_form_begins_with_the_whole_agency_and_the_default_policy(hr, session, opened):
    session.add(
        Unit(agency_id=opened.agency.id, parent_id=opened.unit.id, code="1.1", name="Subbagian")
    )
    page = hr.get("/siklus/baru")

    checked = [box["value"] for box in page.all("input[name=units][checked]")]
    assert checked == [str(opened.unit.id)]
    assert len(page.all("input[name=units]")) == 2
    assert page.one("#weight_supervisor")["value"] == "20"
    assert page.one("#minimum_peer")["value"] == "3"


def test_hr_drafts_a_cycle_with_its_policy(hr, session, opened):
    page = hr.post("/siklus/baru", typed(opened))

    cycle = drafted(session)
    assert page.heading == "Semester I 2027"
    assert cycle.state is CycleState.DRAFT
    assert cycle.policy.weights["peer"] == 0.3
    assert cycle.policy.min_n == {
        "self": 1,
        "supervisor": 1,
        "peer": 3,
        "subordinate": 4,
        "citizen": 5,
    }
    assert cycle.policy.peers_per_officer == 6


def test_hr_says_how_many_forms_a_rater_owes_at_most_or_leaves_it_open(hr, session, opened):
    assert hr.get("/siklus/baru").one("#most_forms_per_rater")["value"] == "25"

    page = hr.post("/siklus/baru", typed(opened, most_forms_per_rater="14"))
    cycle = drafted(session)
    assert cycle.policy.most_forms_per_rater == 14
    assert "Formulir terbanyak per penilai" in page.text

    hr.post(f"/siklus/{cycle.id}/ubah", typed(opened, most_forms_per_rater=""))
    session.refresh(cycle)
    assert cycle.policy.most_forms_per_rater == 0
    assert "most_forms_per_rater" not in cycle.policy_json
    assert not hr.get(f"/siklus/{cycle.id}/ubah").one("#most_forms_per_rater").get("value")


def test_a_unit_brings_the_units_below_it(hr, session, opened):
    below = Unit(agency_id=opened.agency.id, parent_id=opened.unit.id, code="1.1", name="Subbagian")
    session.add(below)
    session.flush()

    hr.post("/siklus/baru", typed(opened))

    units = session.scalars(
        select(CycleUnit.unit_id).where(CycleUnit.cycle_id == drafted(session).id)
    )
    assert set(units) == {opened.unit.id, below.id}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Isi nama siklus."),
        ({"name": "Penilaian 2026"}, "Sudah ada siklus bernama sama. Pilih nama lain."),
        ({"opens_on": "31/02/2027"}, "Isi tanggal buka dengan tanggal, bulan, dan tahun"),
        ({"closes_on": "03/01/2027"}, "Tanggal tutup harus pada atau sesudah tanggal buka."),
        ({"closes_on": "29/01/2072"}, "lebih dari setahun sesudah tanggal buka"),
        ({"opens_on": "04/01/9027", "closes_on": "29/01/9027"}, "dari 2020 sampai 2099"),
        ({"opens_on": "04/01/1927"}, "dari 2020 sampai 2099"),
        ({"units": ""}, "Pilih paling sedikit satu unit kerja"),
        ({"weight_peer": "101"}, "Isi bobot rekan dengan angka bulat dari 0 sampai 100."),
        ({"minimum_peer": "2"}, "Isi jumlah minimal rekan dengan angka bulat dari 3 sampai 10."),
        ({"most_forms_per_rater": "13"}, "Isi paling sedikit 14: dua kali jumlah rekan"),
        ({"most_forms_per_rater": "501"}, "dengan angka bulat dari 8 sampai 500."),
        ({"peers_per_officer": "3", "minimum_peer": "4"}, "tidak boleh kurang dari minimal rekan"),
        (
            dict.fromkeys(
                [f"weight_{g}" for g in ("supervisor", "peer", "subordinate", "citizen")], "0"
            ),
            "Beri bobot di atas 0",
        ),
    ],
)
def test_a_refused_draft_says_why_and_keeps_what_was_typed(hr, session, opened, changes, message):
    sent = typed(opened, **changes)

    page = hr.post("/siklus/baru", sent, status=422)

    assert [error for error in page.errors if message in error], page.errors
    assert page.one("#weight_supervisor")["value"] == sent["weight_supervisor"]
    assert page.one("#name")["value"] == sent["name"]
    assert page.one("#closes_on")["value"] == sent["closes_on"]
    assert drafted(session) is None


def test_units_of_another_agency_are_refused(hr, session, keys, opened):
    foreign = make_open_cycle(session, keys).unit.id

    page = hr.post("/siklus/baru", typed(opened, units=str(foreign)), status=422)

    assert page.errors
    assert drafted(session) is None


def test_a_draft_shows_what_opening_would_bring(hr, session, opened):
    page = hr.post("/siklus/baru", typed(opened))

    assert "Bila dibuka sekarang" in page.text
    assert "Pegawai dinilai 6" in page.text
    assert "Formulir yang diminta 36" in page.text
    assert page.link("Buka siklus Semester I 2027").endswith("/buka")


def test_a_draft_may_gather_nominations_first(hr, session, opened):
    draft = hr.post("/siklus/baru", typed(opened))
    cycle = drafted(session)
    question = hr.get(draft.link("Minta usulan dahulu"))

    page = hr.post(f"/siklus/{cycle.id}/minta-usulan")
    again = hr.post(f"/siklus/{cycle.id}/minta-usulan", status=422)

    session.refresh(cycle)
    assert "paling sedikit 8 rekan" in question.text
    assert cycle.state is CycleState.NOMINATION
    assert "Pegawai dengan usulan 0 dari 6" in page.text
    assert page.link("Buka siklus Semester I 2027").endswith("/buka")
    assert "status siklus sudah berubah" in again.text


def test_a_cycle_with_nominations_opens_and_hr_sees_numbers_alone(hr, session, opened):
    opened.cycle.state = CycleState.CLOSED
    hr.post("/siklus/baru", typed(opened))
    cycle = drafted(session)
    hr.post(f"/siklus/{cycle.id}/minta-usulan")
    names = [person.id for person in opened.staff[1:]]
    propose_names(session(), cycle, opened.staff[0], names)

    before, question = hr.get(f"/siklus/{cycle.id}"), hr.get(f"/siklus/{cycle.id}/buka")
    after = hr.take_step(f"/siklus/{cycle.id}/buka")

    assert "Pegawai dengan usulan 1 dari 6" in before.text
    assert opened.staff[1].name not in before.text + question.text
    assert "Rekan diundi dari usulan pegawai" in question.text
    assert "0 dari 36" in after.text


def test_opening_asks_first_then_opens_and_is_recorded(hr, session, opened):
    opened.cycle.state = CycleState.CLOSED
    hr.post("/siklus/baru", typed(opened))
    cycle = drafted(session)
    question = hr.get(f"/siklus/{cycle.id}/buka")
    assert cycle.state is CycleState.DRAFT

    page = hr.take_step(f"/siklus/{cycle.id}/buka")

    session.refresh(cycle)
    assert "Yang akan terjadi" in question.text
    assert cycle.state is CycleState.OPEN
    assert "0 dari 36" in page.text
    entries = session.scalars(select(AuditEntry).where(AuditEntry.object_id == cycle.id)).all()
    assert [(entry.act, entry.detail) for entry in entries] == [
        ("created", None),
        ("opened", {"changed": 0}),
        ("narrow circles", {"narrow": 5, "officers": 6}),
    ]


def test_opening_twice_is_refused_in_words(hr, opened):
    page = hr.post(f"/siklus/{opened.cycle.id}/buka", status=422)

    assert "Langkah ini tidak lagi berlaku" in page.text


def test_hr_sees_who_has_begun_and_never_how_many_or_about_whom(hr, session, keys, opened):
    answer(session, keys, opened, assignments(session, opened, rater=opened.staff[0])[:4])
    answer(session, keys, opened, assignments(session, opened, rater=opened.staff[1]))

    page = hr.get(f"/siklus/{opened.cycle.id}")

    rows = [row.get_text(" ", strip=True) for row in page.all("tbody tr")]
    assert f"{opened.staff[0].name} Bidang Mutasi Sebagian" in rows
    assert f"{opened.staff[2].name} Bidang Mutasi Belum ada" in rows
    assert not any(row.startswith(opened.staff[1].name) for row in rows)
    owing = [row for row in rows for person in opened.staff if row.startswith(person.name)]
    for row in owing:
        assert sum(person.name in row for person in [*opened.staff, opened.head]) == 1


def test_all_late_raters_are_listed_on_a_page_of_their_own(hr, opened):
    page = hr.get(f"/siklus/{opened.cycle.id}/belum-selesai")

    assert len(page.all("tbody tr")) == 6


def test_hr_is_warned_of_a_group_that_will_never_be_shown(client, session, keys, on_day):
    small = make_open_cycle(session, keys, staff=3)
    hr = client.sign_in(small.hr)

    page = hr.get(f"/siklus/{small.cycle.id}/penilai", hanya="kurang")

    assert "Rekan: 2 penilai, minimal 3. Nilai kelompok ini tidak akan tampil." in page.text
    assert (
        "4 pegawai memiliki kelompok yang tidak akan tampil"
        in hr.get(f"/siklus/{small.cycle.id}").text
    )


def test_after_closing_hr_sees_counts_by_group_and_nothing_by_officer(hr, session, keys, opened):
    rows = assignments(session, opened)
    answer(session, keys, opened, rows)
    asked = Counter(row.group for row in rows)
    close(session, keys, opened)

    moved = hr.open(f"/siklus/{opened.cycle.id}/penilai")
    page = hr.get(moved.location)

    assert moved.location == f"/siklus/{opened.cycle.id}"
    assert "Siapa menilai siapa sudah dihapus." in page.text
    told = [words(row) for row in page.all("tbody tr")]
    assert f"Rekan {asked[Relation.PEER]} {asked[Relation.PEER]} 100%" in told
    assert not any(person.name in page.text for person in [*opened.staff, opened.head])


@pytest.mark.parametrize("step", ["minta-usulan", "buka", "tutup", "terbitkan"])
def test_a_step_without_its_token_does_nothing(hr, session, opened, step):
    refused = hr.open(f"/siklus/{opened.cycle.id}/{step}", method="POST")

    session.refresh(opened.cycle)
    assert refused.status_code == 400
    assert opened.cycle.state is CycleState.OPEN


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/penilai",
        "/belum-selesai",
        "/minta-usulan",
        "/buka",
        "/tutup",
        "/terbitkan",
        "/komentar",
    ],
)
def test_a_cycle_of_another_agency_does_not_exist(hr, session, keys, path):
    foreign = make_open_cycle(session, keys)

    hr.get(f"/siklus/{foreign.cycle.id}{path}", status=404)


def test_a_number_beyond_the_database_is_no_cycle(hr):
    hr.get("/siklus/99999999999999999999", status=404)
