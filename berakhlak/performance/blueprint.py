"""Where the pages of ratings register."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("performance", __name__)
