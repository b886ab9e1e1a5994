"""Many counters at once, as HR works with them: found, printed, closed and opened again."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak import clock
from berakhlak.audit.models import AuditEntry
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import add_counter
from berakhlak.citizens.posters_job import POSTERS
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState
from berakhlak.extensions import db
from berakhlak.jobs.models import Job
from berakhlak.jobs.operations import enqueue
from tests.factories.cycles import AT, OpenCycle, make_open_cycle, participants
from tests.support.pages import PageClient
from tests.support.workers import job_state, job_worker, kill, stuck_at, wait_for

KILLED = (POSTERS,)
MANY = 62


@pytest.fixture
def counters(session: Any, opened: OpenCycle) -> list[Counter]:
    """As many as a busy office has."""
    serving = participants(session, opened.cycle)[:1]
    return [
        add_counter(session, opened.cycle, name=f"Loket {n:02d}", officers=serving, by=None, at=AT)
        for n in range(1, MANY + 1)
    ]


def acts(session: Any, act: str) -> int:
    found = select(AuditEntry).where(AuditEntry.object_kind == "counter", AuditEntry.act == act)
    return len(session.scalars(found).all())


def test_many_are_searched_paged_closed_and_opened_with_counts_and_on_record(
    client: PageClient, session: Any, opened: OpenCycle, counters: list[Counter]
) -> None:
    hr, listed = client.sign_in(opened.hr), f"/siklus/{opened.cycle.id}/loket"
    first, last = hr.get(listed), hr.get(listed, halaman="99")
    assert (len(first.all("tbody tr")), len(last.all("tbody tr"))) == (25, 12)
    assert "62 loket" in first.text
    found = hr.get(listed, cari="loket 07")
    assert len(found.all("tbody tr")) == 1
    assert "Periksa ejaannya" in hr.get(listed, cari="tidak ada").text

    two = f"loket={counters[0].id}&loket={counters[1].id}"
    assert hr.get(f"{listed}/sekaligus?{two}").heading == "2 loket dipilih"
    asked = hr.get(f"{listed}/sekaligus/tutup?{two}")
    assert "Tutup 2 loket?" in asked.text
    assert "2 loket dipilih: 2 ditutup" in hr.post(f"{listed}/sekaligus/tutup?{two}", {}).text
    assert "62 loket dipilih: 60 ditutup sekarang, 2 sudah ditutup" in (
        hr.post(f"{listed}/sekaligus/tutup", {}).text
    )
    assert {each.closed_at is None for each in session.scalars(select(Counter))} == {False}
    reopened = hr.post(f"{listed}/sekaligus/buka?cari=Loket+1", {})
    assert "dibuka kembali dengan kode yang sama" in reopened.text
    assert (acts(session, "closed"), acts(session, "reopened")) == (62, 16)


def test_nothing_is_closed_in_another_agency_or_after_the_cycle(
    client: PageClient, session: Any, opened: OpenCycle, counters: list[Counter], keys: KeyStore
) -> None:
    other = make_open_cycle(session, keys, staff=2)
    hr, path = client.sign_in(opened.hr), f"/siklus/{opened.cycle.id}/loket/sekaligus"
    theirs = add_counter(session, other.cycle, name="Lain", officers=[], by=None, at=AT)

    hr.post(f"{path}/tutup?loket={theirs.id}", {})
    assert hr.open(f"/siklus/{other.cycle.id}/loket/sekaligus").status_code == 404
    opened.cycle.state = CycleState.SEALING
    hr.get(f"{path}/tutup", status=409)

    assert theirs.closed_at is None
    assert {each.closed_at for each in counters} == {None}


def test_posters_of_all_open_counters_come_in_one_file(
    client: PageClient, session: Any, opened: OpenCycle, counters: list[Counter]
) -> None:
    counters[0].closed_at = AT
    hr, path = client.sign_in(opened.hr), f"/siklus/{opened.cycle.id}/loket/sekaligus"
    three = "&".join(f"loket={each.id}" for each in counters[:3])
    assert hr.post(f"{path}?{three}", {"size": "a3"}, status=422).errors

    page = hr.post(f"{path}?{three}", {"size": "slip"})

    assert "2 poster siap dicetak." in page.text
    file = hr.open(page.link("Unduh hasil"))
    with pikepdf.open(BytesIO(file.data)) as pdf:
        assert [round(float(side) / 72 * 25.4) for side in pdf.pages[0].mediabox[2:]] == [80, 174]
        assert len(pdf.pages) == 2


PLACES = ("write_whole", "JobResult")


@pytest.mark.parametrize("place", PLACES)
def test_posters_are_made_whole_by_another_worker_where_one_is_killed(
    app_of_short_leases: Flask, tmp_path: Path, place: str
) -> None:
    app, mark = app_of_short_leases, tmp_path / "mark"
    with app.app_context():
        opened = make_open_cycle(db.session, key_store())
        serving = participants(db.session, opened.cycle)[:1]
        counter = add_counter(
            db.session, opened.cycle, name="Loket", officers=serving, by=None, at=AT
        )
        wish = {
            "cycle": opened.cycle.id,
            "counters": [counter.id],
            "size": "slip",
            "address": "https://kinerja.example.go.id/l",
        }
        job = enqueue(
            db.session(), POSTERS, wish, key="wish", agency_id=opened.cycle.agency_id,
            subject="", by=opened.hr, at=clock.utc_now(), language="id",
        )  # fmt: skip
        db.session.commit()
        number = job.id
    with job_worker(app, lambda: stuck_at(f"berakhlak.citizens.posters_job:{place}", mark)) as it:
        wait_for(mark.exists)
        kill(it)
    with job_worker(app):
        wait_for(lambda: job_state(app, number) == "done")

    with app.app_context():
        file = app.extensions["jobs"].folder_of(number)
        assert [path.name for path in file.iterdir()] == ["Poster-loket-slip.pdf"]
        assert db.session.get_one(Job, number).result == {"posters": 1}
