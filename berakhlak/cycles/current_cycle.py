"""Cycles of whoever is signed in; for views, never for operations."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from flask_babel import get_locale

from berakhlak.accounts.session import own_reach, signed_in
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import CycleNotFound, get_cycle
from berakhlak.cycles.scope import cycle_within
from berakhlak.extensions import db
from berakhlak.permissions import Action, Reach

PAGES_OF_PULSES = frozenset(
    f"cycle_administration.{page}"
    for page in (
        "cycle_page",
        "plan_cycle_opening",
        "withdraw_planned_opening",
        "open_cycle",
        "delete_cycle",
        "edit_cycle",
        "changes_page",
        "coverage_page",
        "declined_page",
        "late_raters_page",
        "late_raters_table",
        "late_raters_print",
        "extend_cycle",
        "close_cycle",
        "ask_early_closing",
        "withdraw_early_closing",
        "audit_results",
        "publish_cycle",
        "ask_publishing",
        "withdraw_publishing_request",
    )
) | {"mail.messenger_page", "mail.remind_part"}
"""All that there is of a pulse but for its officers and raters. Every other page of a cycle, also
one that is added later, shows figures, comments or rules that tell what is asked about whom."""


def own_cycle(cycle_id: int) -> Cycle:
    """A cycle of the reader's agency, for what is done in the whole of it. Raises CycleNotFound."""
    return _opened_here(get_cycle(db.session(), cycle_id, agency_id=signed_in().agency_id))


def cycle_in_reach(cycle_id: int, action: Action) -> tuple[Cycle, Reach]:
    """A cycle in which whoever is signed in may do something, and how far; for views that list or
    change what lies in units. Raises CycleNotFound."""
    reach = own_reach(action)
    return _opened_here(cycle_within(db.session(), reach, cycle_id)), reach


def _opened_here(cycle: Cycle) -> Cycle:
    """Raises CycleNotFound for a pulse on a page that pulses do not have."""
    if cycle.is_pulse and request.endpoint not in PAGES_OF_PULSES:
        raise CycleNotFound
    return cycle


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
