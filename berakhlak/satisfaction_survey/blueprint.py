"""Where the page of citizens registers."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("satisfaction_survey", __name__)
