"""The blueprint of what is removed."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("retention", __name__)
