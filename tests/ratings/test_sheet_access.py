"""Only the rater opens a sheet; and nothing about filling it is written down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from berakhlak.assignments.models import Assignment
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keys import KeyStore
from berakhlak.ratings.box_content import SheetContent
from tests.factories.cycles import OpenCycle, make_open_cycle
from tests.ratings.sheets import revision, typed
from tests.support.pages import PageClient

PAGES = ("", "/periksa", "/tolak")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(who=st.integers(0, 12), which=st.integers(0, 10_000), where=st.sampled_from(PAGES))
def test_nobody_but_the_rater_opens_a_sheet(
    two_agencies: tuple[list[Any], list[Assignment], Any],
    client: PageClient,
    who: int,
    which: int,
    where: str,
) -> None:
    everyone, rows, raters = two_agencies
    account, assignment = everyone[who % len(everyone)], rows[which % len(rows)]

    answer = client.sign_in(account).open(f"/tugas/{assignment.id}{where}")

    if raters[assignment.id] == account.id:
        assert answer.status_code in (200, 302)
    else:
        assert answer.status_code == 404


def test_hr_and_administrators_change_nothing_either(
    session: Any, opened: OpenCycle, peer: Assignment, client: PageClient, codes: list[str]
) -> None:
    for account in (opened.hr, opened.admin):
        reader = client.sign_in(account)
        reader.post(f"/tugas/{peer.id}", typed(codes), status=404)
        reader.post(f"/tugas/{peer.id}/tolak", {"reason": "does_not_know"}, status=404)
        reader.post(f"/tugas/{peer.id}/ambil-kembali", status=404)

    assert session.get_one(Assignment, peer.id).declined is None


def test_strangers_are_sent_to_sign_in(client: PageClient, peer: Assignment) -> None:
    for path in ("/tugas", f"/tugas/{peer.id}", f"/tugas/{peer.id}/periksa"):
        assert client.open(path).status_code == 302


def test_an_absurd_number_is_no_page(budi: PageClient) -> None:
    budi.get("/tugas/99999999999999999999", status=404)


def test_asking_for_the_head_of_a_page_saves_and_sends_nothing(
    budi: PageClient,
    opened: OpenCycle,
    peer: Assignment,
    codes: list[str],
    stored: Callable[[Assignment], tuple[SheetContent, bool]],
) -> None:
    together = f"/tugas/bersama/{opened.cycle.id}/peer"
    budi.open(f"/tugas/{peer.id}", method="HEAD")
    assert stored(peer)[0].revision == 0
    budi.post(f"/tugas/{peer.id}", typed(codes))
    saved = stored(peer)

    for path in (f"/tugas/{peer.id}", f"{together}/BP", f"{together}/periksa"):
        answer = budi.open(path, method="HEAD", data={"revision": "1"})

        assert answer.status_code == 200
    assert stored(peer) == saved
    assert not saved[1]


def test_pages_of_a_sheet_are_never_stored_by_the_browser(
    budi: PageClient, peer: Assignment, codes: list[str]
) -> None:
    budi.post(f"/tugas/{peer.id}", typed(codes, action="submit"))

    for path in ("/tugas", f"/tugas/{peer.id}", f"/tugas/{peer.id}/periksa"):
        assert budi.open(path).headers["Cache-Control"] == "no-store"


def test_filling_and_sending_leave_no_record_and_no_log(
    budi: PageClient,
    session: Any,
    peer: Assignment,
    codes: list[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    counted = select(func.count()).select_from(AuditEntry)
    before = session.scalar(counted)
    caplog.set_level(logging.DEBUG, logger="berakhlak")

    review = budi.post(f"/tugas/{peer.id}", typed(codes, action="submit", BP="Tanda tangan saya"))
    budi.post(review.path, {"revision": revision(review)})

    assert session.scalar(counted) == before
    assert not [record for record in caplog.records if record.name.startswith("berakhlak")]


def test_the_session_cookie_tells_nothing_about_who_was_rated(
    budi: PageClient, peer: Assignment, codes: list[str]
) -> None:
    review = budi.post(f"/tugas/{peer.id}", typed(codes, action="submit"))
    budi.open(
        review.path,
        method="POST",
        data={"revision": str(revision(review)), "csrf_token": budi.token()},
    )

    with budi.http.session_transaction() as kept:
        contents = str(dict(kept))
    assert peer.ratee.name not in contents
    assert "Penilaian terkirim" in contents


@pytest.fixture
def two_agencies(session: Any, keys: KeyStore) -> tuple[list[Any], list[Assignment], Any]:
    """All accounts and assignments of two agencies, and each assignment's rater's account."""
    both = [make_open_cycle(session, keys, staff=4), make_open_cycle(session, keys, staff=3)]
    accounts = [a for o in both for a in (*o.accounts.values(), o.hr, o.admin)]
    rows = list(session.scalars(select(Assignment).order_by(Assignment.id)))
    owner = {p.id: o.account(p).id for o in both for p in (o.head, *o.staff)}
    return accounts, rows, {row.id: owner[row.rater.person_id] for row in rows}


# The first pages hold more than this cycle, and open in spite of it.
@pytest.mark.parametrize(
    ("path", "status"),
    [("/", 200), ("/tugas", 200), ("/tugas/{id}", 503), ("/tugas/{id}/periksa", 503)],
)
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda file: file.unlink(), "Kunci siklus ini tidak ada di server ini"),
        (lambda file: file.write_bytes(b"k" * 31), "Kunci siklus ini tidak ada di server ini"),
        (lambda file: file.write_bytes(b"k" * 32), "Kunci di server ini bukan kunci siklus ini"),
    ],
    ids=["missing", "cut short", "foreign"],
)
def test_a_key_that_cannot_be_used_is_told_plainly(
    budi: PageClient,
    peer: Assignment,
    opened: OpenCycle,
    keys: KeyStore,
    path: str,
    status: int,
    spoil: Any,
    words: str,
) -> None:
    spoil(keys.folder / f"{opened.cycle.key_name}.key")

    page = budi.get(path.format(id=peer.id), status=status)

    assert words in page.text
    assert str(keys.folder) not in page.html
