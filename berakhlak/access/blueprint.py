"""Where the pages of codes register."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("access", __name__)
