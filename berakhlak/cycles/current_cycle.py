"""Cycles of whoever is signed in; for views, never for operations."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import get_locale

from berakhlak.accounts.session import signed_in
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import get_cycle
from berakhlak.extensions import db


def own_cycle(cycle_id: int) -> Cycle:
    """A cycle of the reader's agency; raises CycleNotFound for everybody else's."""
    return get_cycle(db.session(), cycle_id, agency_id=signed_in().agency_id)


def instrument_tabs(cycle: Cycle, address: Callable[[Cycle], str]) -> list[dict[str, object]]:
    """Links between the results of two instruments, as `components/tabs.html` takes them; none
    where a cycle has results of one."""
    language = str(get_locale())
    if len(cycle.both) == 1:
        return []
    return [
        {
            "label": each.instrument.content.title.in_language(language),
            "href": address(each),
            "current": each.id == cycle.id,
        }
        for each in cycle.both
    ]
