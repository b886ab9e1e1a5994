"""/pelatihan/idp: asking for the IDP of all officers."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.exports.idp_job import IDP
from berakhlak.exports.views import blueprint as blueprint
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.asking import ask_for_job, commit_job
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.training.hours import YEARS
from berakhlak.web.guards import requires


@blueprint.post("/pelatihan/idp")
@requires(Action.MANAGE_TRAINING)
@asks_password_again
def export_idp() -> Response:
    """As a job, of the year that is asked for."""
    asked: int = request.args.get("tahun", 0, type=int)
    year = asked if asked in YEARS else local_today().year
    agency = db.session().get_one(Agency, signed_in().agency_id)
    job = ask_for_job(
        IDP, {"year": year}, key=f"{agency.id}:{year}:{local_today()}", agency_id=agency.id,
        subject=agency.name,
    )  # fmt: skip
    return redirect(commit_job(job))
