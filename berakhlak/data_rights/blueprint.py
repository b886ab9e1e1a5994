"""The blueprint of what people may ask of their data."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("data_rights", __name__)
