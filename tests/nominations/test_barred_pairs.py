"""HR bars two people from rating each other: on its pages, in a file, and in every way of finding
raters."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from berakhlak import clock
from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.assignments.operations import open_cycle
from berakhlak.assignments.replacing import ask_replacements
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.cycle_administration.coverage import coverage_of_officers
from berakhlak.cycle_administration.merging import merge_people
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.rater_groups import Relation
from berakhlak.nominations import operations
from berakhlak.nominations.barred_pairs import barred_names, barred_people
from berakhlak.nominations.barring import BarredAlready, bar_pair, lift_pair
from berakhlak.nominations.models import BarredPair
from berakhlak.nominations.operations import CannotBeNamed
from berakhlak.nominations.queries import officer_list, search_eligible
from tests.factories.cycles import AT, participants

PAIRS = "/pegawai/pasangan"


def bar(session, one, other, at=AT):
    return bar_pair(session(), one, other, "Suami istri", by=None, at=at)


def open_now(session, cycle):
    open_cycle(session(), cycle, keys=key_store(), by=None, at=AT)
    session.commit()


def asked(session, cycle):
    """(Rater, officer) -> group, by ids of people."""
    person_of = {row.id: row.person_id for row in participants(session, cycle)}
    rows = session.scalars(select(Assignment).where(Assignment.cycle_id == cycle.id))
    return {(person_of[row.rater_id], person_of[row.ratee_id]): row.group for row in rows}


@pytest.fixture
def hr(client, opened):
    return client.sign_in(opened.hr)


def test_a_barred_pair_is_found_by_no_way_of_finding_raters(
    session, opened, gathering, officer, seven
):
    """Both are each other's colleagues; one was nominated before, and the head is barred too."""
    cycle, other = gathering.cycle, opened.staff[1]
    operations.propose_names(session(), cycle, officer, seven)

    bar(session, other, officer)
    bar(session, opened.head, opened.staff[2])

    assert other.id not in {row.nominee_id for row in officer_list(session(), cycle, officer).names}
    assert search_eligible(session(), cycle, officer, other.name) == []
    for attempt in (
        lambda: operations.propose_names(session(), cycle, officer, seven),
        lambda: operations.add_name(session(), cycle, officer, other.id),
    ):
        with pytest.raises(CannotBeNamed):
            attempt()

    open_now(session, cycle)
    found = asked(session, cycle)
    assert not {(officer.id, other.id), (other.id, officer.id)} & found.keys()
    assert found[opened.head.id, opened.staff[2].id] == Relation.SUPERVISOR
    assert (opened.staff[2].id, opened.head.id) not in found
    peers = [each for each, group in found.items() if group == Relation.PEER]
    assert sum(ratee == officer.id for _rater, ratee in peers) == 5


def test_the_page_of_raters_names_the_shortfall_and_with_whom_the_officer_is_barred(
    session, opened, gathering, hr
):
    """Seven colleagues of whom six are barred, and nobody is near in the other unit."""
    officer = opened.staff[0]
    for each in [*opened.staff[1:7], *gathering.elsewhere]:
        bar(session, officer, each)
    session.commit()

    row = next(
        each for each in coverage_of_officers(session(), gathering.cycle)
        if each.name == officer.called
    )  # fmt: skip
    assert row.short == (Relation.PEER,)
    assert opened.staff[1].called in row.barred

    page = hr.get(f"/siklus/{gathering.cycle.id}/penilai?hanya=kurang").text
    assert "1 penilai, minimal 3" in page
    assert "Dilarang saling menilai:" in page


def test_what_hr_bars_or_lifts_after_opening_changes_nothing_of_who_replaces_whom(
    session, opened, gathering, officer
):
    """All of a circle barred but one, HR would learn from a replacement who was asked before."""
    cycle = gathering.cycle
    for each in gathering.elsewhere:
        bar(session, officer, each)
    pair = bar(session, officer, opened.staff[1])
    open_now(session, cycle)
    before = set(asked(session, cycle))
    person_of = {row.id: row.person_id for row in participants(session, cycle)}
    rows = session.scalars(
        select(Assignment).where(Assignment.cycle_id == cycle.id, Assignment.group == Relation.PEER)
    ).all()
    given_back = next(row for row in rows if person_of[row.ratee_id] == officer.id)
    given_back.declined = DeclineReason.DOES_NOT_KNOW
    later = AT + timedelta(hours=1)
    lift_pair(session(), pair, by=None, at=later)
    for each in opened.staff[2:]:
        bar(session, officer, each, at=later)

    ask_replacements(session(), cycle, by=None, at=later)

    new = {rater for rater, ratee in set(asked(session, cycle)) - before if ratee == officer.id}
    # Five of six were asked, so it is the sixth, barred since then; never who was lifted since.
    assert len(new) == 1
    assert new < {each.id for each in opened.staff[2:]}


def test_a_pair_is_barred_by_names_with_a_reason_found_by_name_and_lifted_again(
    session, opened, hr
):
    budi, citra = opened.staff[:2]
    assert "Belum ada pasangan" in hr.get(PAIRS).text
    form = {"first": "Budi Santoso", "second": "Citra"}

    refused = hr.post(PAIRS + "/baru", form, status=422)
    assert "Isi alasan" in refused.text
    assert 'value="Budi Santoso"' in refused.html
    page = hr.post(PAIRS + "/baru", form | {"reason": "Suami istri"})
    assert "Budi Santoso dan Citra Lestari tidak saling menilai" in page.text
    again = form | {"reason": "Lagi", "second": citra.nip}
    again = hr.post(PAIRS + "/baru", again, status=422).text
    assert "sudah dilarang saling menilai" in again

    assert "Citra Lestari" in hr.get(PAIRS + "?cari=lestari+citra").text
    assert "Tidak ada pasangan dengan nama itu" in hr.get(PAIRS + "?cari=dewi").text
    pair = session.scalars(select(BarredPair)).one()
    assert "Suami istri" in hr.get(f"{PAIRS}/{pair.id}/cabut").text
    hr.post(f"{PAIRS}/{pair.id}/cabut")

    assert barred_people(session(), opened.agency.id) == frozenset()
    hr.get(f"{PAIRS}/{pair.id}/cabut", status=404)
    acts = (Act.BARRED_PAIR.code, Act.LIFTED_PAIR.code)
    kept = session.scalars(select(AuditEntry).where(AuditEntry.act.in_(acts))).all()
    assert [(each.act, each.object_id) for each in kept] == [(act, budi.id) for act in acts]
    assert kept[0].detail == {"name": "Citra Lestari", "reason": "Suami istri"}
    assert "dengan Citra Lestari: Suami istri" in hr.get("/audit").text


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ("Tidak Dikenal", "Tidak ada pegawai aktif"),
        ("a", "Beberapa pegawai cocok:"),
        ("budi", "Pilih dua pegawai yang berbeda"),
        ("Ahmad Yani", "Ahmad Yani tetap menilai Budi Santoso sebagai atasan langsungnya."),
    ],
)
def test_what_was_typed_is_answered_beside_its_field(hr, second, said):
    form = {"first": "Budi Santoso", "second": second, "reason": "Perkara"}

    status = 302 if second == "Ahmad Yani" else 422
    page = hr.post(PAIRS + "/baru", form, status=status).text

    assert said in page


def test_a_file_of_pairs_is_taken_whole_or_not_at_all(session, opened, hr):
    budi, citra, dewi = opened.staff[:3]

    def send(*lines, status):
        text = "\n".join(["nip_pertama,nip_kedua,alasan", *lines])
        data = {"file": (BytesIO(text.encode()), "a.csv")}
        return hr.post(PAIRS + "/berkas", data, status=status).text

    wrong = f"{budi.nip},{citra.nip},Saudara", "123,x,", f"{dewi.nip},{dewi.nip},Sengketa"
    page = send(*wrong, status=422)
    for said in (
        "4 hal keliru. Tidak ada yang disimpan.",
        "bukan pegawai aktif",
        "Kolom alasan kosong",
        "Kedua NIP sama",
    ):
        assert said in page
    assert barred_people(session(), opened.agency.id) == frozenset()

    lines = f"{budi.nip},{citra.nip},Saudara", f"{citra.nip},{budi.nip},Saudara"
    page = send(*lines, f"{budi.nip},{dewi.nip},Sengketa", status=302)

    assert "2 pasangan dilarang." in page
    assert "1 baris menyebut pasangan yang sudah dilarang." in page
    assert len(barred_people(session(), opened.agency.id)) == 4


def test_merging_two_records_gives_their_pairs_to_the_one_that_stays(session, opened, gathering):
    kept, ended, other = gathering.elsewhere[:3]
    bar(session, ended, other)
    bar(session, kept, ended)
    session.commit()

    merge_people(session(), kept, ended, by=None, at=clock.utc_now())

    assert barred_names(session(), opened.agency.id) == {
        kept.id: [other.called],
        other.id: [kept.called],
    }


def test_nobody_but_hr_reads_who_is_barred_and_a_pair_is_barred_once(
    session, opened, client, officer
):
    pair = bar(session, officer, opened.staff[1])
    session.commit()

    for account in (opened.account(officer), opened.account(opened.head), opened.admin):
        reader = client.sign_in(account)
        for path in ("", "/baru", "/berkas", f"/{pair.id}/cabut"):
            reader.get(PAIRS + path, status=403)
    with pytest.raises(BarredAlready):
        bar(session, opened.staff[1], officer)
