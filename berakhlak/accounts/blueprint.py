"""Where the pages of signing in and of one's own account hang."""

from __future__ import annotations

from flask import Blueprint, current_app
from flask_babel import gettext as _

blueprint = Blueprint("accounts", __name__)


@blueprint.app_template_global("provider_label")
def provider_label() -> str:
    """What pages call the provider of single sign-on."""
    named: str = current_app.config["BERAKHLAK"].single_sign_on.label
    return named or _("SSO instansi")
