"""/ekspektasi: what a supervisor especially expects of each officer, before a cycle opens."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak.accounts.session import signed_in
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.documents.responses import reader_language
from berakhlak.expectations import operations, queries
from berakhlak.expectations.forms import ExpectationsForm, expectations_form
from berakhlak.expectations.queries import OfficerExpectations
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

blueprint = Blueprint("expectations", __name__)

Answer = Response | tuple[str, int]
EXPECTATIONS = "/ekspektasi/<row:cycle_id>"


@blueprint.get(EXPECTATIONS)
@requires(Action.EXPECT)
def own_page(cycle_id: int) -> Answer:
    """What the reader's supervisor especially expects of them."""
    cycle = own_cycle(cycle_id)
    own = queries.own_expectations(db.session(), cycle, signed_in().id)
    return render_page("expectations/own.html", own=own, values=_values(own))


@blueprint.get(EXPECTATIONS + "/tim")
@requires(Action.EXPECT)
def team_page(cycle_id: int) -> Answer:
    """Everybody whom the reader leads in the cycle, and what is written about each."""
    cycle = own_cycle(cycle_id)
    team = queries.team_expectations(db.session(), cycle, signed_in().id)
    return render_page(
        "expectations/team.html",
        cycle=cycle,
        team=[(each, _values(each)) for each in team],
        is_open_to_change=queries.may_be_written(cycle),
    )


@blueprint.route(EXPECTATIONS + "/tim/<row:person_id>", methods=["GET", "POST"])
@requires(Action.EXPECT)
def write_page(cycle_id: int, person_id: int) -> Answer:
    """Write one text for each value, or none. What was written in the cycle before is offered."""
    cycle, session = own_cycle(cycle_id), db.session()
    now = queries.expectations_for(session, cycle, signed_in().id, person_id)
    if request.method != "POST" and not queries.may_be_written(cycle):
        raise operations.ExpectationsFixed
    offered = {} if now.texts else queries.earlier_texts(session, now, signed_in().id)
    form = expectations_form(cycle.instrument.content, now.texts or offered)
    if form.validate_on_submit():
        try:
            return _saved(now, form)
        except operations.ExpectationsFixed as refused:
            session.rollback()
            form.refuse(refused.message)
    return render_page("expectations/write.html", form=form, now=now, is_offered=bool(offered))


def _saved(now: OfficerExpectations, form: ExpectationsForm) -> Answer:
    name, cycle_id, texts = now.officer.called, now.cycle.id, form.texts
    operations.write_expectations(db.session(), now, texts)
    db.session.commit()
    if any(texts.values()):
        flash(_("Ekspektasi khusus bagi %(name)s tersimpan.", name=name), "success")
    else:
        flash(_("Tidak ada ekspektasi khusus bagi %(name)s.", name=name), "info")
    return redirect(url_for(".team_page", cycle_id=cycle_id))


def _values(found: OfficerExpectations) -> list[tuple[int, str, str]]:
    """Place from 1, name and text of each value of which something is written."""
    values = enumerate(found.cycle.instrument.content.values, start=1)
    return [
        (place, value.name.in_language(reader_language()), found.texts[value.code])
        for place, value in values
        if value.code in found.texts
    ]
