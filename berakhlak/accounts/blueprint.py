"""Where the pages of signing in and of one's own account hang."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)
