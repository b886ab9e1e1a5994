"""/siapa-melihat: who sees what of an answer, for whoever wants to know before giving one."""

from __future__ import annotations

from flask import render_template

from berakhlak.ratings.blueprint import blueprint
from berakhlak.web.guards import open_to_all


@blueprint.get("/siapa-melihat")
@open_to_all
def confidentiality_page() -> str:
    """Three sentences, a picture, and each reader with what they see."""
    return render_template("ratings/confidential.html")
