"""Where HR's pages of a cycle register."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_ngettext as ngettext

from berakhlak.permissions import Action
from berakhlak.web.navigation import NavigationEntry

blueprint = Blueprint("cycle_administration", __name__)
PLACE = NavigationEntry(
    ngettext("Siklus", "Siklus", 2),  # English tells one from all of them.
    "cycle_administration.cycles_page",
    "cycle",
    Action.WATCH_CYCLES,
    section=(
        "cycle_administration.*",
        "results.*",
        "citizens.*",
        "satisfaction_administration.*",
        "mail.messenger_page",
        "jobs.*",
    ),
)

# Larger numbers would not fit the database's column, and there is no such cycle.
CYCLE = "/siklus/<row:cycle_id>"
