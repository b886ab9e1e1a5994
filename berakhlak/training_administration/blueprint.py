"""Where HR's pages of trainings register."""

from __future__ import annotations

from flask import Blueprint
from flask_babel import lazy_gettext as _

from berakhlak.permissions import Action
from berakhlak.training.words import format_hours, format_rupiah
from berakhlak.web.navigation import NavigationEntry

blueprint = Blueprint("training_administration", __name__)
blueprint.add_app_template_filter(format_rupiah, "rupiah")
blueprint.add_app_template_filter(format_hours, "jp")
PLACE = NavigationEntry(
    _("Pelatihan"),
    "training_administration.catalogue_page",
    "plan",
    Action.MANAGE_TRAINING,
    section=("training_administration.*",),
)
PROGRAMME = "/pelatihan/program/<row:programme_id>"
PROVIDER = "/pelatihan/lembaga/<row:provider_id>"
RUN = "/pelatihan/pelaksanaan/<row:run_id>"
NEED = "/pelatihan/kebutuhan/<row:need_id>"
