"""Profile, step, talk, two looks at the step, the pulse, the next profile on that very behaviour.

Two officers and their supervisor, each on a phone and in a window, in both languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Page, expect
from sqlalchemy import select

from berakhlak import clock
from berakhlak.assignments.models import Assignment
from berakhlak.cli.cycle import cycle_status_command
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.cycles.pulses import agree
from berakhlak.cycles.rater_groups import Relation
from berakhlak.formats import local_today, short_date
from berakhlak.sealing.models import OfficerResult
from berakhlak.statistics.behaviour_change import behaviours_by_code
from berakhlak.statistics.frozen_result import OfficerFigures
from tests.factories.pulses import (
    ASKED,
    PulsedCycle,
    answer_all,
    close_and_publish,
    hold_next_cycle,
    make_answered_cycle,
    open_pulse,
    seat_in,
)
from tests.journeys.conftest import PATIENCE
from tests.support.browser import DESKTOP, PHONE
from tests.support.translated import Say, translator
from tests.whole_app import axe, sizes

pytestmark = pytest.mark.browser
LOOKS = ((30, "Kadang-kadang"), (90, "Sering"))


@dataclass
class Walk:
    """One officer on the way. `behaviour`: the code that was picked, from then on."""

    officer: Participant
    language: str
    viewport: dict[str, int]
    behaviour: str = ""

    @property
    def say(self) -> Say:
        return translator(self.language)


@pytest.fixture
def days_pass(monkeypatch):
    """Move the application's clock on by so many days."""
    moved = timedelta()

    def move(days: int) -> None:
        nonlocal moved
        moved += timedelta(days=days)
        monkeypatch.setattr(clock, "utc_now", lambda: datetime.now(UTC) + moved)

    return move


@pytest.fixture
def old(app, session) -> PulsedCycle:
    return make_answered_cycle(session, KeyStore(app.config["BERAKHLAK"].key_dir))


@pytest.fixture
def walks(old) -> list[Walk]:
    first, second, *_others = old.officers
    return [Walk(first, "id", PHONE), Walk(second, "en", DESKTOP)]


def test_a_profile_leads_to_a_habit_that_the_next_profile_is_read_for(
    old, walks, visit, session, days_pass
):
    head = old.opened.account(old.opened.head)
    for walk in walks:
        with visit(old.account_of(walk.officer), walk.language, walk.viewport) as page:
            pick_a_step(page, walk, old.cycle)
            say_that_the_talk_was_held(page, walk.say)
        other = walks[1] if walk is walks[0] else walks[0]  # The head reads the other way round.
        with visit(head, other.language, walk.viewport) as page:
            confirm_the_talk(page, translator(other.language), walk.officer, old.cycle)
    for mark, answer in LOOKS:
        days_pass(mark if mark == 30 else 60)
        for walk in walks:
            with visit(old.account_of(walk.officer), walk.language, walk.viewport) as page:
                look_at_the_step(page, walk.say, mark, answer)
    days_pass(60)
    for walk in walks:
        with visit(old.account_of(walk.officer), walk.language, walk.viewport) as page:
            agree_to_a_pulse(page, walk, old.cycle)
    for each in old.officers[2:]:
        agree(session(), each, ASKED, today=local_today())
    session.commit()
    with visit(old.opened.hr, "en", PHONE) as page:
        draft_a_pulse(page, old.cycle)
    answer_the_pulse(old, walks, visit, session)
    for walk in walks:
        with visit(old.account_of(walk.officer), walk.language, walk.viewport) as page:
            read_the_change(page, walk, session, old.seat_in_pulse(session, walk.officer))
    days_pass(200)
    following = hold_next_cycle(session, old)
    for walk in walks:
        with visit(old.account_of(walk.officer), walk.language, walk.viewport) as page:
            read_the_next_profile(page, walk, session, following)
    with visit(old.opened.hr, "en", DESKTOP) as page:
        count_what_followed(page, old.cycle)


def pick_a_step(page: Page, walk: Walk, cycle: Cycle) -> None:
    """From the profile: the behaviour that it advises stands first, and is taken."""
    say = walk.say
    page.get_by_role("link", name=cycle.name, exact=True).click()
    page.get_by_role("link", name=say("Pilih langkah dan catat percakapan")).click()
    page.get_by_role("link", name=say("Pilih langkah"), exact=True).click()
    walk.behaviour = page.get_by_label(say("Perilaku"), exact=True).input_value()
    page.get_by_label(say("Bila …")).fill("rapat tim selesai")
    page.get_by_label(say("Saya akan …")).fill("membagikan notulen hari itu juga")
    page.get_by_label(say("Berlatih dalam pekerjaan sehari-hari (sekitar 70%)")).check()
    page.get_by_label(say("Sampai kapan")).fill(short_date(local_today() + timedelta(days=120)))
    page.get_by_label(say("Apa yang akan menunjukkannya")).fill("notulen tertempel")
    page.get_by_role("button", name=say("Simpan langkah")).click()
    page.get_by_role("heading", name="membagikan notulen hari itu juga").wait_for()


def say_that_the_talk_was_held(page: Page, say: Say) -> None:
    page.get_by_label(say("Hari percakapan")).fill(short_date(local_today()))
    page.get_by_role("button", name=say("Sudah berlangsung hari itu")).click()
    waits = say("Percakapan tercatat. Sekarang menunggu konfirmasi pihak lainnya.")
    page.get_by_text(waits).wait_for()


def confirm_the_talk(page: Page, say: Say, officer: Participant, cycle: Cycle) -> None:
    """The supervisor, from the start page; the board then says so of the officer."""
    page.get_by_role("link", name=say("Percakapan dengan %(name)s", name=officer.called)).click()
    page.get_by_role("heading", name="membagikan notulen hari itu juga").wait_for()
    page.get_by_role("button", name=say("Ya, benar")).click()
    page.get_by_text(say("Percakapan dikonfirmasi oleh kedua pihak.")).wait_for()
    page.goto("/profil")
    board = say("Percakapan dengan tim: %(cycle)s", cycle=cycle.name)
    page.get_by_role("link", name=board).click()
    card = page.locator(".card").filter(has_text=officer.called)
    held = say("Percakapan sudah berlangsung, dan langkahnya sedang dijalankan.")
    card.get_by_text(held).wait_for()


def look_at_the_step(page: Page, say: Say, mark: int, answer: str) -> None:
    """One tap on the start page."""
    page.get_by_role("button", name=say(answer), exact=True).click()
    told = say("Sesudah %(num)s hari", num=mark)
    page.get_by_text(f"{told}: {say(answer)}").wait_for()


def agree_to_a_pulse(page: Page, walk: Walk, cycle: Cycle) -> None:
    say = walk.say
    page.get_by_role("link", name=say("Tinjauan ulang: %(cycle)s", cycle=cycle.name)).click()
    expect_no_faults(page, walk)
    page.get_by_role("button", name=say("Saya setuju")).click()
    page.get_by_text(say("Persetujuan tersimpan.")).wait_for()


def draft_a_pulse(page: Page, cycle: Cycle) -> None:
    page.goto(f"/siklus/{cycle.id}")
    page.get_by_role("link", name="Create a pulse").click()
    page.get_by_label("Name of the cycle").fill("Tinjauan ulang")
    page.get_by_label("Opening date").fill(short_date(local_today()))
    page.get_by_label("Closing date").fill(short_date(local_today() + timedelta(days=14)))
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("You see who takes part").wait_for()


def answer_the_pulse(old: PulsedCycle, walks: list[Walk], visit: Any, session: Any) -> None:
    """A colleague of each officer in the browser, everybody else at once; then it is closed."""
    old.pulse = old.cycle.pulse
    open_pulse(session, old)
    for walk in walks:
        rater = a_peer_of(old, walk.officer, session)
        with visit(old.opened.accounts[rater.name], walk.language, walk.viewport) as page:
            rate_once(page, walk)
    answer_all(session, old.keys, old.pulse, seed=2, rise=1)
    close_and_publish(session, old.keys, old.pulse, at=clock.utc_now())


def a_peer_of(old: PulsedCycle, officer: Participant, session: Any) -> Participant:
    seat = old.seat_in_pulse(session, officer)
    rows = select(Assignment).where(
        Assignment.ratee_id == seat.id, Assignment.group == Relation.PEER
    )
    return session.get_one(
        Participant, session.scalars(rows.order_by(Assignment.id)).first().rater_id
    )


def rate_once(page: Page, walk: Walk) -> None:
    say = walk.say
    page.get_by_role("link", name=say("Semua tugas")).click()
    page.get_by_role("link", name=walk.officer.name).first.click()
    expect(page.locator("fieldset input[type=radio][value='4']")).to_have_count(1, timeout=PATIENCE)
    page.locator(f"input[name='jawaban-{walk.behaviour}'][value='4']").check()
    page.get_by_role("button", name=say("Periksa, lalu kirim")).click()
    page.get_by_role("button", name=say("Kirim penilaian")).click()
    page.get_by_text(say("Penilaian terkirim. Terima kasih.")).wait_for()


def read_the_change(page: Page, walk: Walk, session: Any, later: Participant) -> None:
    """My growth: the two looks, and what the pulse changed on that one behaviour."""
    say = walk.say
    page.get_by_role("link", name=say("Profil"), exact=True).first.click()
    page.get_by_role("link", name=say("Perkembangan saya")).click()
    for mark, answer in LOOKS:
        page.get_by_text(f"{say('Sesudah %(num)s hari', num=mark)}: {say(answer)}").wait_for()
    expect_the_change(page, walk, session, later)


def read_the_next_profile(page: Page, walk: Walk, session: Any, following: Cycle) -> None:
    """The start page tells of it, and the profile leads to it."""
    say = walk.say
    told = say("Perubahan pada langkah Anda: %(cycle)s", cycle=following.name)
    page.get_by_role("link", name=told).wait_for()
    page.get_by_role("link", name=following.name, exact=True).click()
    page.get_by_role("heading", name=say("Perubahan sejak siklus lalu")).wait_for()
    page.get_by_role("link", name=say("Perkembangan saya"), exact=True).first.click()
    page.get_by_role("heading", name=following.name).first.wait_for()
    expect_the_change(page, walk, session, seat_in(session, walk.officer, following))
    expect_no_faults(page, walk)


def expect_no_faults(page: Page, walk: Walk) -> None:
    """Both judges look at one page in one language: English has the same colours and parts."""
    if walk.language == "id":
        found = [*axe.faults_of(page, axe.RULES["id"]), *sizes.faults_of(page)]
        assert not found, "\n".join(found)


def expect_the_change(page: Page, walk: Walk, session: Any, later: Participant) -> None:
    """The last table has one row: this behaviour, its figures as frozen, and their interval."""
    table = page.get_by_role("table", name=walk.say("Perubahan menurut penilai")).last
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(1, timeout=PATIENCE)
    instrument = later.cycle.instrument.content
    words = {each.code: each.text.in_language(walk.language) for each in instrument.behaviours}
    expect(rows.get_by_role("rowheader")).to_have_text(words[walk.behaviour], timeout=PATIENCE)
    cells = [as_number(each) for each in rows.locator("td").all_inner_texts()[:3]]
    before, now = (of_peers(session, each, walk.behaviour) for each in (walk.officer, later))
    assert cells == pytest.approx([before, now, now - before], abs=0.006)
    low, high = interval_of(rows.locator("td").nth(3).inner_text())
    assert low < now - before < high


def of_peers(session: Any, seat: Participant, code: str) -> float:
    """The mean of the peers as it was frozen; no other group is in the figures of the staff."""
    frozen = OfficerFigures.from_json(session.get_one(OfficerResult, seat.id).payload)
    return behaviours_by_code(frozen)[code].cells[Relation.PEER].mean


def interval_of(text: str) -> tuple[float, ...]:
    return tuple(as_number(each) for each in re.split(" sampai | to ", text))


def as_number(text: str) -> float:
    return float(text.replace(",", ".").replace("−", "-"))


def count_what_followed(page: Page, cycle: Cycle) -> None:
    """HR and the operator read the same shares: nine profiles, with that of the head."""
    page.goto(f"/siklus/{cycle.id}")
    page.get_by_role("link", name="Talks and steps").click()
    page.get_by_text(
        "Officers with a profile: 9. Talked with their supervisor, confirmed by both: 2 (22%). "
        "Picked a step: 2 (22%). Looked at again by a pulse: 8 (89%)."
    ).wait_for()
    printed = CliRunner().invoke(cycle_status_command, [str(cycle.id)]).output
    assert "keduanya: 2 (22%). Memilih langkah: 2 (22%). Ditinjau ulang: 8 (89%)." in printed
