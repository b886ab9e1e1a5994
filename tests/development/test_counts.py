"""HR learns how many talked and picked a step, never of fewer than five officers."""

from __future__ import annotations

from datetime import date

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.cli.cycle import cycle_status_command
from berakhlak.development.counts import TalkCount, grouped, talk_counts
from berakhlak.development.models import DevelopmentStep, DevelopmentTalk, LearningWay
from berakhlak.sealing.models import OfficerResult
from berakhlak.statistics.small_groups import LEAST
from tests.factories.published import make_published_cycle
from tests.whole_app.test_query_plans import planned, told

sizes = st.lists(st.integers(1, 12), max_size=8)


@given(sizes)
def test_no_row_tells_of_fewer_than_five_and_nobody_counts_twice(found):
    units = [
        TalkCount(f"Unit {n}", size, size // 2, size // 3, size // 4)
        for n, size in enumerate(found)
    ]
    rows = grouped(units)
    assert all(row.officers >= LEAST for row in rows)
    assert sum(row.unit is None for row in rows) <= 1
    if sum(found) >= LEAST:
        for part in ("officers", "talks", "steps", "pulses"):
            assert sum(getattr(row, part) for row in rows) == sum(
                getattr(unit, part) for unit in units
            )
    else:
        assert rows == []


@pytest.fixture
def six(app, session):
    from berakhlak.cycles.keys import KeyStore

    made = make_published_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir), staff=6)
    first, second = made.officers[:2]
    day = date(2026, 12, 31)
    session.add_all(
        [
            DevelopmentTalk(
                participant_id=first.id,
                held_on=day,
                officer_confirmed=True,
                supervisor_confirmed=True,
            ),
            DevelopmentTalk(participant_id=second.id, held_on=day, officer_confirmed=True),
            DevelopmentStep(
                participant_id=second.id,
                behaviour="BP1",
                situation="rapat selesai",
                intention="membagikan notulen",
                way=LearningWay.WORK,
                due_on=day,
                evidence="notulen",
                chosen_on=day,
            ),
        ]
    )
    session.commit()
    return made


def test_hr_reads_counts_on_the_page_of_the_cycle_and_in_the_status(client, six, app):
    cycle_page = f"/siklus/{six.cycle.id}"
    hr = client.sign_in(six.opened.hr)
    page = hr.get(hr.get(cycle_page).link("Percakapan dan langkah"))
    words = (
        "Pegawai dengan profil: 6. Sudah bercakap dengan atasan, dikonfirmasi keduanya: 1 "
        "(17%). Memilih langkah: 1 (17%). Ditinjau ulang: 0 (0%)."
    )
    assert words in page.text
    assert len(page.all("tbody tr")) == 1
    assert six.officers[1].name not in page.text
    assert "notulen" not in page.text
    told = CliRunner().invoke(cycle_status_command, [str(six.cycle.id)])
    assert words in told.output
    client.sign_in(six.account_of(six.officers[0])).get(page.path, status=403)


def test_officers_are_counted_from_an_index_alone(session, six):
    with told() as seen:
        talk_counts(session(), six.cycle)

    counting = next(each for each in seen if "development_talk" in each)
    assert "COVERING INDEX ix_participant_in_unit" in planned(counting, seen[counting])


def test_who_has_no_result_is_not_counted(session, six):
    session.delete(session.get(OfficerResult, six.officers[0].id))
    session.flush()

    [row] = talk_counts(session, six.cycle)

    assert (row.officers, row.talks, row.steps) == (5, 0, 1)


def test_fewer_than_five_officers_are_not_counted(client, published):
    page = client.sign_in(published.opened.hr).get(f"/siklus/{published.cycle.id}/percakapan")
    assert "terlalu sedikit" in page.text
    assert page.all("tbody tr") == []
