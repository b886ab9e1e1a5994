"""The blueprints of complaints: of citizens, and of those who answer."""

from __future__ import annotations

from flask import Blueprint

public = Blueprint("complaints", __name__)
answering = Blueprint("complaint_answers", __name__)
