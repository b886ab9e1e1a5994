"""Where HR's pages of satisfaction surveys register."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("satisfaction_administration", __name__)
SURVEY = "/skm/<row:survey_id>"
