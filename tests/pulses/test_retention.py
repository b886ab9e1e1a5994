"""A pulse goes with the cycle that it looks back on, and not while anybody waits for it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from berakhlak import clock
from berakhlak.cycles.archiving import archive_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, Pulse
from berakhlak.cycles.pulse_models import PulseConsent, PulseQuestion
from berakhlak.retention.cycle_rows import delete_rows
from berakhlak.retention.operations import PulseNotOut, require_over
from berakhlak.retention.queries import ids_of
from tests.factories.cycles import make_next_draft
from tests.factories.pulses import answer_all, close_and_publish, make_pulse, open_pulse

LATER = date(2040, 1, 1)


def test_deleting_a_cycle_waits_for_its_pulse_and_takes_it_along(old, session):
    pulse = make_pulse(session, old)
    later = make_next_draft(session, old.opened)
    later.state, later.published_at = old.cycle.state, clock.utc_now()
    archive_cycle(session(), old.cycle, by=None, at=clock.utc_now())
    old.opened.agency.results_kept_years = 2
    session.commit()
    with pytest.raises(PulseNotOut):
        require_over(session(), old.cycle, LATER, key_store())
    open_pulse(session, old)
    answer_all(session, old.keys, pulse, seed=2)
    close_and_publish(session, old.keys, pulse, at=clock.utc_now())
    require_over(session(), old.cycle, LATER, key_store())
    assert set(ids_of(old.cycle)) == {old.cycle.id, pulse.id}
    delete_rows(session(), ids_of(old.cycle))
    session.commit()
    for table in (Pulse, PulseConsent, PulseQuestion):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert session.scalars(select(Cycle.id)).all() == [later.id]
