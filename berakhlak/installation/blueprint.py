"""Where the pages of operators register."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _

from berakhlak.permissions import Action
from berakhlak.web.navigation import NavigationEntry

blueprint = Blueprint("installation", __name__)
PLACE = NavigationEntry(
    _("Instansi"),
    "installation.agencies_page",
    "units",
    Action.OPERATE,
    section=("installation.*",),
)
