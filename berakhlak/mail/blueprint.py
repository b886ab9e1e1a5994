"""Where the pages of mail register."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _

from berakhlak.permissions import Action
from berakhlak.web.navigation import NavigationEntry

blueprint = Blueprint("mail", __name__)
PLACE = NavigationEntry(
    _("Email"),
    "mail.overview_page",
    "mail",
    Action.SEND_MAIL,
    section=("mail.edit_wording",),
)

# Larger numbers would not fit the database's column.
CYCLE = "/siklus/<row:cycle_id>"
