"""The blueprint of one's own data."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("personal_data", __name__)
