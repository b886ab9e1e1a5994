"""/instalasi: agencies in numbers, new ones, quotas and first invitations."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.access import codes
from berakhlak.access.models import CodeWay
from berakhlak.access.operations import Issue
from berakhlak.access.slips import SlipWords
from berakhlak.accounts.operations import AccountExists
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import current_account
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.installation import operations, queries
from berakhlak.installation.blueprint import blueprint
from berakhlak.installation.forms import InvitationForm, NewAgencyForm, QuotaForm
from berakhlak.jobs.space import MEGABYTE
from berakhlak.pagination import paginate_list
from berakhlak.people.models import Agency
from berakhlak.people.operations import AgencyExists
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page
from berakhlak.web.whole_addresses import public_address

Answer = Response | tuple[str, int]
AGENCY = "/instalasi/<row:agency_id>"
PER_PAGE = 50
VALID_DAYS = 7  # Of an invitation; another may be made as long as nobody has arrived.
_FIELDS: dict[type[DomainError], str] = {AgencyExists: "code", AccountExists: "email"}


@blueprint.get("/instalasi")
@requires(Action.OPERATE)
def agencies_page() -> Answer:
    """Every agency, in numbers alone."""
    lines = queries.agency_lines(db.session(), clock.utc_now())
    return render_page(
        "installation/agencies.html",
        lines=paginate_list(lines, page_number(), PER_PAGE),
        megabyte=MEGABYTE,
        address=lambda page: url_for(".agencies_page", halaman=page),
    )


@blueprint.route("/instalasi/tambah", methods=["GET", "POST"])
@requires(Action.OPERATE)
@asks_password_again
def new_agency() -> Answer:
    """Put up an agency; the code for its first administrator is shown once."""
    form = NewAgencyForm()
    if form.validate_on_submit():
        try:
            agency, code = operations.put_up_agency(
                db.session(), form.agency(), form.invited(), _issue(), secret=_secret()
            )
        except DomainError as refused:
            _say(form, refused)
        else:
            return _new_code(agency, code, form)
    return render_page("installation/new_agency.html", form=form)


@blueprint.route(AGENCY + "/kuota", methods=["GET", "POST"])
@requires(Action.OPERATE)
@asks_password_again
def quota_page(agency_id: int) -> Answer:
    """Bound what an agency takes."""
    agency = queries.agency_of_id(db.session(), agency_id)
    form = QuotaForm(data={"officers": agency.most_officers, "megabytes": agency.most_file_mb})
    if form.validate_on_submit():
        operations.set_quota(db.session(), agency, form.quota(), _issue())
        db.session.commit()
        flash(_("Kuota %(agency)s tersimpan.", agency=agency.name), "success")
        return redirect(url_for(".agencies_page"))
    lines = queries.agency_lines(db.session(), clock.utc_now())
    now = next(line for line in lines if line.agency.id == agency_id)
    return render_page("installation/quota.html", form=form, now=now, megabyte=MEGABYTE)


@blueprint.route(AGENCY + "/undangan", methods=["GET", "POST"])
@requires(Action.OPERATE)
@asks_password_again
def invitation_page(agency_id: int) -> Answer:
    """Another code, perhaps for another person, as long as nobody has arrived."""
    agency, form = queries.agency_of_id(db.session(), agency_id), InvitationForm()
    if queries.is_at_work(db.session(), agency_id):
        raise operations.AgencyAtWork
    if form.validate_on_submit():
        try:
            code = operations.invite(
                db.session(), agency, form.invited(), _issue(), secret=_secret()
            )
        except AccountExists as refused:
            _say(form, refused)
        else:
            return _new_code(agency, code, form)
    return render_page("installation/invitation.html", form=form, agency=agency)


def _say(form: InvitationForm, refused: DomainError) -> None:
    db.session.rollback()
    form.refuse(refused.message, _FIELDS.get(type(refused)))


def _issue() -> Issue:
    return Issue(current_account(), clock.utc_now(), local_today(), VALID_DAYS, CodeWay.SCREEN)


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


def _new_code(agency: Agency, code: str, form: InvitationForm) -> Answer:
    """Commit, then show the code this once, with what was typed just now."""
    address, last_day = public_address("access.use_code"), local_today() + timedelta(VALID_DAYS)
    words = SlipWords(agency=agency.name, address=address, last_day=last_day)
    invited, name = form.invited(), agency.name
    db.session.commit()
    return render_page(
        "access/new_code.html",
        code=codes.shown(code),
        words=words,
        called=invited.name,
        about=[name, invited.email],
        back=(url_for(".agencies_page"), _("Instansi")),
    )
