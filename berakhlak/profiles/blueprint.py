"""Where the pages of profiles register."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _

from berakhlak.permissions import Action
from berakhlak.web.navigation import NavigationEntry

blueprint = Blueprint("profiles", __name__)
PLACE = NavigationEntry(
    _("Profil"),
    "profiles.profiles_page",
    "profile",
    Action.READ_PROFILES,
    section=("profiles.*",),
    officers=True,
)
