"""The blueprint that every page of this package hangs on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("citizens", __name__)
