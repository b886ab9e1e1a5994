"""/keluhan-masuk/semua and what HR sets: units, kinds and dates, never the words of a complaint."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.complaints import queries, rules
from berakhlak.complaints.answerers import answering_for
from berakhlak.complaints.blueprint import answering as blueprint
from berakhlak.complaints.forms import KindForm, OfficersForm, RulesForm
from berakhlak.complaints.kinds import Kind, kinds_of
from berakhlak.complaints.models import ComplaintOfficer
from berakhlak.complaints.words import STATES
from berakhlak.errors import InvalidInput, NotFound
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.pagination import paginate_rows
from berakhlak.people.models import Person, Unit
from berakhlak.people.typed_officers import find_officer
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.language import select_locale
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]
DESK = "/keluhan-masuk/semua"
RULES = "/keluhan-masuk/aturan"
NEW = "baru"


@blueprint.get(DESK)
@requires(Action.WATCH_COMPLAINTS)
def desk_page() -> Answer:
    """What waits in the whole agency, late ones first, and where nobody can answer."""
    session, agency_id, today = db.session(), signed_in().agency_id, local_today()
    return render_page(
        "complaints/desk.html",
        policy=queries.policy_of(session, agency_id),
        waiting=queries.page_of_open(session, agency_id, page_number()),
        late=queries.count_open(session, agency_id, today).late,
        unanswered=queries.units_without_answerer(session, agency_id, today),
        kinds={code: kind.name(select_locale()) for code, kind in _kinds().items()},
        states=STATES,
        today=today,
        address=lambda page: url_for(".desk_page", halaman=page),
    )


@blueprint.route(RULES, methods=["GET", "POST"])
@requires(Action.WATCH_COMPLAINTS)
def rules_page() -> Answer:
    """Terms, kinds and officers."""
    session, me = db.session(), signed_in()
    policy, form = queries.policy_of(session, me.agency_id), RulesForm()
    form.offer()
    if form.validate_on_submit():
        names = ("is_on", "first_days", "remind_days", "reopen_days", "kept_months")
        chosen = {name: form[name].data for name in names}
        chosen |= {
            "counts_working_days": form.counting.data == "kerja",
            "wbs": form.wbs.data or "",
        }
        rules.set_rules(session, policy, chosen, by=me, at=clock.utc_now())
        session.commit()
        flash(_("Aturan keluhan tersimpan."), "success")
        return redirect(url_for(".rules_page"))
    if not form.is_submitted():
        form.show(policy)
    wanted = select(Unit).where(Unit.agency_id == me.agency_id).order_by(Unit.code, Unit.id)
    units = paginate_rows(session, wanted, page_number(), queries.SHOWN, lambda each: each)
    return render_page(
        "complaints/rules.html",
        form=form,
        kinds=_kinds(),
        language=select_locale(),
        units=units,
        officers=_officers([each.id for each in units.items]),
        address=lambda page: url_for(".rules_page", halaman=page, _anchor="petugas"),
    )


@blueprint.route("/keluhan-masuk/jenis/<kind_code>", methods=["GET", "POST"])
@requires(Action.WATCH_COMPLAINTS)
def kind_page(kind_code: str) -> Answer:
    """Word a kind anew, change its days, offer it no longer; or add one."""
    me, known = signed_in(), _kinds().get(kind_code)
    if known is None and kind_code != NEW:
        raise NotFound(_("Jenis keluhan ini tidak ada."))
    form = KindForm()
    if form.validate_on_submit():
        rules.set_kind(
            db.session(),
            me.agency_id,
            known.code if known else None,
            names=(form.name_id.data or "", form.name_en.data or ""),
            days=form.days.data or 1,
            is_offered=bool(form.is_offered.data),
            by=me,
            at=clock.utc_now(),
        )
        db.session.commit()
        flash(_("Jenis keluhan tersimpan."), "success")
        return redirect(url_for(".rules_page"))
    if not form.is_submitted():
        form.is_offered.data = known is None or known.is_offered
        if known:
            form.name_id.data, form.name_en.data = known.names["id"], known.names["en"]
            form.days.data = known.days
    return render_page("complaints/kind.html", form=form, known=known)


@blueprint.route("/keluhan-masuk/petugas/<row:served_unit_id>", methods=["GET", "POST"])
@requires(Action.WATCH_COMPLAINTS)
def officers_page(served_unit_id: int) -> Answer:
    """Who answers for a unit: its head, and whom HR names."""
    unit, me, form = _unit(served_unit_id), signed_in(), OfficersForm()
    if form.validate_on_submit():
        try:
            person = find_officer(db.session(), me.agency_id, form.officer.data or "")
            rules.name_officer(db.session(), unit, person, by=me, at=clock.utc_now())
        except InvalidInput as refused:
            db.session.rollback()
            form.refuse(refused.message, "officer")
        else:
            db.session.commit()
            flash(_("Petugas keluhan ditambahkan."), "success")
            return redirect(url_for(".officers_page", served_unit_id=unit.id))
    answering = answering_for(db.session(), me.agency_id, [unit.id], local_today())
    return render_page(
        "complaints/officers.html",
        form=form,
        unit=unit,
        named=_officers([unit.id]).get(unit.id, []),
        answering=_people(answering.answer[unit.id]),
    )


@blueprint.post("/keluhan-masuk/petugas/<row:served_unit_id>/akhiri")
@requires(Action.WATCH_COMPLAINTS)
def end_officer(served_unit_id: int) -> Answer:
    """Take a named officer away."""
    unit, person_id = _unit(served_unit_id), request.form.get("pegawai", 0, type=int)
    rules.end_officer(db.session(), unit, person_id, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(_("Petugas keluhan diakhiri."), "success")
    return redirect(url_for(".officers_page", served_unit_id=unit.id))


def _kinds() -> dict[str, Kind]:
    return kinds_of(db.session(), signed_in().agency_id)


def _unit(unit_id: int) -> Unit:
    found = queries.unit_of_agency(db.session(), signed_in().agency_id, unit_id)
    if found is None:
        raise NotFound(_("Unit kerja ini tidak ada."))
    return found


def _officers(unit_ids: list[int]) -> dict[int, list[Person]]:
    """Who was named for these units of a page, by name."""
    wanted = select(ComplaintOfficer.unit_id, Person).join(
        Person, Person.id == ComplaintOfficer.person_id
    )
    rows = db.session.execute(wanted.where(ComplaintOfficer.unit_id.in_(unit_ids))).all()
    found: dict[int, list[Person]] = {}
    # In order here: for it, SQLite would walk through all officers of the agency by name.
    for unit_id, person in sorted(rows, key=lambda row: (row[1].name_key, row[1].id)):
        if person.agency_id == signed_in().agency_id:
            found.setdefault(unit_id, []).append(person)
    return found


def _people(ids: frozenset[int]) -> Sequence[Person]:
    wanted = select(Person).where(Person.id.in_(ids)).order_by(Person.name_key, Person.id)
    return db.session.scalars(wanted).all()
