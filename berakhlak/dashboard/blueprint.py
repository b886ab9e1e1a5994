"""The blueprint that every page of this package hangs on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("dashboard", __name__)

# Larger numbers would not fit the database's column, and there is no such cycle.
CYCLE = "/siklus/<row:cycle_id>"
