"""The blueprint of exceptional access."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("exceptional_access", __name__)
