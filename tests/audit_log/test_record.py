"""The audit record is complete in words, newest first, and ends at the agency's border."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.models import AuditEntry
from berakhlak.audit_log.queries import PER_PAGE
from berakhlak.citizens.models import Counter
from tests.factories.cycles import AT, make_open_cycle

ROOT = Path(__file__).resolve().parents[2] / "berakhlak"


def named_acts():
    """Each `Act.NAME` that the code mentions outside the list itself."""
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "Act":
                yield node.attr


def test_every_act_in_the_list_is_recorded_somewhere():
    assert set(named_acts()) - {"of"} == {act.name for act in Act}


def test_no_two_acts_are_stored_alike_and_each_fits_its_column():
    stored = {(act.kind, act.code) for act in Act}

    assert len(stored) == len(Act)
    assert all(len(act.code) <= 60 and len(act.kind) <= 40 and act.words for act in Act)
    assert all(Act.of(act.kind, act.code) is act for act in Act)


def test_an_act_that_only_a_newer_version_knows_is_shown_as_it_stands(client, session, opened):
    entry = AuditEntry(at=AT + timedelta(days=1), act="dibekukan", object_kind="agency")
    entry.object_id, entry.account_id = opened.hr.agency_id, opened.hr.id
    session.add(entry)

    page = client.sign_in(opened.admin).get("/audit")

    assert "dibekukan" in page.all("tbody tr")[0].get_text()


def cells(page):
    """The texts of the newest line: by whom, what, about whom."""
    return [cell.get_text(strip=True) for cell in page.all("tbody tr")[0].select("td")]


DETAILS = {
    Act.GRANTED_ROLE: ({"role": "hr"}, "Memberi wewenang (pengelola kepegawaian)"),
    Act.REVOKED_ROLE: ({"role": "admin"}, "Mencabut wewenang (administrator)"),
    Act.IMPORTED_PEOPLE: (
        {"new": 1200, "changed": 2, "left": 0},
        "Mengimpor pegawai (1.200 baru, 2 berubah, 0 dinonaktifkan)",
    ),
    Act.DELETED_CYCLE: ({"name": "Uji"}, "Menghapus rancangan siklus (Uji)"),
    Act.FIXED_RESULTS: ({"root": "AB-12"}, "Mencatat kode keaslian hasil (AB-12)"),
    Act.SHOWED_COMMENTS: (
        {"comments": 3},
        "Menayangkan semua komentar yang menunggu (3 komentar)",
    ),
    Act.EXPORTED_PROFILES: (
        {"profiles": 2, "form": "short", "unit": "DISDIK", "selected": 1},
        "Mengekspor profil (2 profil, dari unit DISDIK, orang terpilih)",
    ),
}


@pytest.mark.parametrize("act", list(Act))
def test_counts_and_words_stand_beside_the_act(client, session, opened, act):
    detail, words = DETAILS.get(act, (None, str(act.words)))
    audit.record_act(
        session, act, opened.cycle.id, by=opened.hr, at=AT + timedelta(days=1), detail=detail
    )

    page = client.sign_in(opened.admin).get("/audit")

    assert cells(page)[1] == words


def test_a_line_names_the_person_or_the_counter_that_it_is_about(client, session, opened):
    counter = Counter(cycle_id=opened.cycle.id, name="Loket 7", token="t" * 32)
    session.add(counter)
    session.flush()
    later = AT + timedelta(days=1)
    audit.record_act(session, Act.ADDED_COUNTER, counter.id, by=None, at=later)
    person = opened.staff[0]
    audit.record_act(session, Act.DEACTIVATED_PERSON, person.id, by=None, at=later)

    page = client.sign_in(opened.admin).get("/audit")

    told = [row.get_text(" ", strip=True) for row in page.all("tbody tr")[:2]]
    assert told[0].endswith(person.name)
    assert told[1].endswith("Loket 7")


def test_the_newest_act_stands_first_with_its_author_and_cycle(client, session, opened):
    audit.record_act(
        session, Act.PUBLISHED_CYCLE, opened.cycle.id, by=opened.hr, at=AT + timedelta(days=1)
    )

    page = client.sign_in(opened.admin).get("/audit")

    first = page.all("tbody tr")[0].get_text(" ", strip=True)
    assert first == "3 November 2026 08.00 WIB Sri Wahyuni Menerbitkan hasil Penilaian 2026"
    assert "Operator" in page.all("tbody tr")[1].get_text()


def test_long_records_are_read_page_by_page(client, session, opened):
    for number in range(PER_PAGE + 5):
        audit.record_act(session, Act.SIGNED_IN, 1, by=opened.hr, at=AT + timedelta(hours=number))
    admin = client.sign_in(opened.admin)

    first, second = admin.get("/audit"), admin.get("/audit", halaman=2)

    assert len(first.all("tbody tr")) == PER_PAGE
    # Five sign-ins, the cycle created and opened, and what it said of small circles.
    assert len(second.all("tbody tr")) == 8
    assert "Halaman 1 dari 2" in first.text


def test_what_another_agency_does_is_not_in_the_record(client, session, keys, opened):
    foreign = make_open_cycle(session, keys)
    audit.record_act(session, Act.SIGNED_IN, foreign.hr.id, by=foreign.hr, at=AT)

    page = client.sign_in(opened.admin).get("/audit")

    assert len(page.all("tbody tr")) == 3
    assert "Masuk" not in [cell.get_text(strip=True) for cell in page.all("tbody td")]
