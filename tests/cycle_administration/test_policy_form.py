"""Policies on the form: what the domain refuses stands beside its field; old drafts are mended."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy import Policy
from tests.cycle_administration.test_cycle_pages import typed


@pytest.fixture
def hr(client, opened, on_day):
    return client.sign_in(opened.hr)


def test_a_number_that_the_domain_refuses_is_told_beside_its_field(hr, opened):
    page = hr.post("/siklus/baru", typed(opened, purpose="appraisal"), status=422)

    assert page.one("#minimum_peer")["aria-invalid"] == "true"
    assert "bilangan bulat dari 5 sampai 10" in page.text
    assert page.one("#minimum_peer")["value"] == "3"


def test_what_the_form_does_not_ask_is_lifted_when_an_old_draft_is_changed(hr, session, opened):
    hr.post("/siklus/baru", typed(opened))
    cycle = session.scalars(select(Cycle).order_by(Cycle.id.desc())).first()
    cycle.policy_json = Policy(min_n_spread=1, min_officers_per_unit=1).to_json()
    session.commit()

    hr.post(f"/siklus/{cycle.id}/ubah", typed(opened))

    session.refresh(cycle)
    assert (cycle.policy.min_n_spread, cycle.policy.min_officers_per_unit) == (8, 5)
