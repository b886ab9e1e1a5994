"""Where the pages of partners register."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _

from berakhlak.permissions import Action
from berakhlak.web.navigation import NavigationEntry

blueprint = Blueprint("partners", __name__)
PLACE = NavigationEntry(
    _("Mitra"), "partners.partner_page", "units", Action.PARTNER, section=("partners.*",)
)
