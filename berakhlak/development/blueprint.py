"""Where the pages of steps and talks register."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("development", __name__)
