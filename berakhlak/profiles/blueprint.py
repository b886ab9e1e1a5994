"""Where the pages of profiles register."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _

from berakhlak.roles import Role
from berakhlak.web.navigation import Place

blueprint = Blueprint("profiles", __name__)
PLACE = Place(
    _("Profil"), "profiles.profiles", "profile", frozenset({Role.OFFICER}), section=("profiles.*",)
)
