"""Where the pages of answers to profiles register."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("objections", __name__)
