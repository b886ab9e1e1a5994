"""Before a cycle opens HR sees how dependable its figure will be, under the policy at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.cycle_administration.expected_reliability import forecast_dependability
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy import Policy
from berakhlak.sealing.models import CycleResult
from berakhlak.statistics.inference.generalizability import SCULLEN_COMPONENTS, d_study
from tests.cycle_administration.test_cycle_pages import typed
from tests.cycle_administration.test_draft_pages import drafted
from tests.factories.profiles import rendering_app
from tests.factories.results import whole

HEAVY = Policy().with_numbers(
    {"supervisor": 0.35, "peer": 0.25, "subordinate": 0.25, "citizen": 0.15}
)
OWN = {
    "officer": 0.2,
    "perspective": 0.0,
    "rater": {"self": None, "supervisor": 0.1, "peer": 0.1, "subordinate": 0.1, "citizen": 0.1},
}
shares = st.integers(0, 100)


@pytest.fixture(scope="module")
def _speaking() -> Iterator[None]:
    with rendering_app().test_request_context():
        yield


@pytest.mark.usefixtures("_speaking")
def test_the_sentence_tells_of_this_policy_and_of_a_lighter_superior() -> None:
    first, source = forecast_dependability(HEAVY, None).sentences
    assert first == (
        "Dengan bobot atasan 35% dan 5 rekan, keandalan angka keseluruhan sekitar 0,46; "
        "dengan bobot atasan 20% sekitar 0,56."
    )
    assert "Scullen" in source
    assert (
        forecast_dependability(Policy(), None)
        .sentences[0]
        .endswith("keandalan angka keseluruhan sekitar 0,58.")
    )


@pytest.mark.usefixtures("_speaking")
@given(boss=shares, peer=st.integers(1, 100), rest=shares, peers=st.integers(1, 12))
def test_every_figure_is_the_d_study_of_its_row(
    boss: int, peer: int, rest: int, peers: int
) -> None:
    weights = {"supervisor": boss, "peer": peer, "subordinate": rest, "citizen": rest}
    shares_of = {group: each / 100 for group, each in weights.items()}
    policy = Policy(peers_per_officer=peers).with_numbers(shares_of)
    rows = forecast_dependability(policy, None).rows
    for row, raters in zip(
        rows, ((1, 0, 0, 0), (1, peers, 0, 0), (1, peers, 5, 0), (1, peers, 5, 10)), strict=True
    ):
        found = d_study(SCULLEN_COMPONENTS, (0, *weights.values()), (0, *raters))
        if found is None:
            assert row[1] == "–"
        else:
            assert row[1] == f"{found.coefficient:.2f}".replace(".", ",")
            assert row[2] == f"±{1.96 * found.standard_error:.2f}".replace(".", ",")


@pytest.mark.usefixtures("_speaking")
def test_the_agencys_own_last_cycle_counts_more_than_what_is_published() -> None:
    told = forecast_dependability(HEAVY, OWN)
    assert "siklus terakhir instansi" in told.sentences[1]
    assert float(told.rows[1][1].replace(",", ".")) > 0.7


def test_hr_reads_it_while_setting_up_and_before_opening(
    client: Any, session: Any, opened: Any, on_day: Any
) -> None:
    hr = client.sign_in(opened.hr)
    assert "sekitar 0,58" in hr.get("/siklus/baru").text
    page = hr.post("/siklus/baru", typed(opened, weight_supervisor="70"))
    assert "Dengan bobot atasan 54% dan 6 rekan" in page.text
    assert "Scullen" in page.text
    assert "Seandal apa" not in hr.get(f"/siklus/{opened.cycle.id}").text


def test_components_of_the_last_sealed_cycle_are_used(
    client: Any, session: Any, opened: Any, on_day: Any
) -> None:
    draft: Cycle = drafted(session, opened)
    figures = replace(whole(), components=OWN)
    session.add(
        CycleResult(
            cycle_id=opened.cycle.id, rules_version="2", sha256="a" * 64, payload=figures.to_json()
        )
    )
    session.commit()
    page = client.sign_in(opened.hr).get(f"/siklus/{draft.id}/ubah")
    assert "siklus terakhir instansi" in page.text
