"""An officer's list of colleagues, and the supervisor's page of the lists of the team."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import text
from berakhlak.accounts.session import signed_in
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.errors import InvalidInput
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.nominations import operations, queries
from berakhlak.nominations.forms import ColleagueChoices, NamesForm
from berakhlak.nominations.queries import ListNotFound, OfficerList
from berakhlak.people.models import Person
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

blueprint = Blueprint("nominations", __name__)

Answer = Response | tuple[str, int]
LIST = "/usulan/<row:cycle_id>"
REPORT = LIST + "/tim/<row:person_id>"
# What the supervisor can do to a name, by the word that its button sends.
NAME_ACTIONS = {
    "coret": operations.strike_name,
    "kembalikan": operations.restore_name,
    "tambah": operations.add_name,
}


@blueprint.route(LIST, methods=["GET", "POST"])
@requires(Action.NAME_PEERS)
def own_list_page(cycle_id: int) -> Answer:
    """Colleagues whom the officer would like to be rated by; searching stores them as well."""
    cycle = _cycle(cycle_id)
    current = queries.own_list(db.session(), cycle, signed_in().id)
    if cycle.state is not CycleState.NOMINATION:
        body, _status = render_page("nominations/closed.html", cycle=cycle, past=current.list)
        return body, 409 if request.method == "POST" else 200
    if operations.is_past_last_day(db.session(), cycle, local_today()):
        body, _status = render_page("nominations/over.html", current=current)
        return body, 409 if request.method == "POST" else 200
    named = {row.nominee_id for row in current.proposed}
    form = NamesForm(data={"names": sorted(named)})
    words = _words(request.args.get("cari", ""))
    choices = _choices(current, form.ticked, words)
    form.offer(choices)
    if form.validate_on_submit() and (answer := _saved(current, form)):
        return answer
    return render_page(
        "nominations/own.html",
        form=form,
        current=queries.own_list(db.session(), cycle, signed_in().id),
        choices=choices,
        words=words,
    )


@blueprint.get(LIST + "/tim")
@requires(Action.NAME_PEERS)
def team_page(cycle_id: int) -> Answer:
    """The lists of all direct reports; doing nothing is agreement."""
    cycle = _cycle(cycle_id)
    lists = queries.team_lists(db.session(), cycle, signed_in().id)
    _require_gathering(cycle)
    today = local_today()
    # Who waits longest comes first, who has nothing to read last.
    lists.sort(key=lambda each: (not each.names, each.is_agreed, -(each.waits(today) or 0)))
    return render_page(
        "nominations/team.html",
        cycle=cycle,
        lists=lists,
        today=today,
        waiting=sum(bool(each.standing) and not each.is_agreed for each in lists),
        last_day=queries.last_day_of(db.session(), cycle),
    )


@blueprint.get(REPORT)
@requires(Action.NAME_PEERS)
def add_name_page(cycle_id: int, person_id: int) -> Answer:
    """Whom the supervisor could add to the list of a direct report."""
    current = _report(cycle_id, person_id)
    words = _words(request.args.get("cari", ""))
    session, cycle, officer = db.session(), current.cycle, current.officer
    offered = (
        queries.search_eligible(session, cycle, officer, words)
        if words
        else queries.circle_of(session, cycle, officer)
    )
    known = {row.nominee_id for row in current.names}
    people = [person for person in offered if person.id not in known]
    return render_page("nominations/more.html", current=current, people=people, words=words)


@blueprint.post(REPORT)
@requires(Action.NAME_PEERS)
def change_list(cycle_id: int, person_id: int) -> Answer:
    """Agree to a list, strike a name, put it back, or add one."""
    current = _report(cycle_id, person_id)
    act = request.form.get("tindakan", "")
    try:
        if act == "setuju":
            operations.agree_to_list(db.session(), current.cycle, current.officer)
        elif act in NAME_ACTIONS:
            name = request.form.get("nama", 0, type=int)
            NAME_ACTIONS[act](db.session(), current.cycle, current.officer, name)
        else:
            abort(400)
    except InvalidInput as error:
        db.session.rollback()
        flash(str(error), "danger")
    else:
        db.session.commit()
    return redirect(url_for(".team_page", cycle_id=cycle_id, _anchor=_place(current)))


def _place(current: OfficerList) -> str:
    """Where the supervisor was: at the name, or at the officer where the name is no more."""
    officer, name = current.officer, request.form.get("nama", 0, type=int)
    now = queries.officer_list(db.session(), current.cycle, officer)
    if any(row.nominee_id == name for row in now.names):
        return f"nama-{officer.id}-{name}"
    return f"pegawai-{officer.id}"


def _saved(current: OfficerList, form: NamesForm) -> Answer | None:
    """Where to go once the names are stored; None when the form has something to complain of."""
    session, cycle, officer = db.session(), current.cycle, current.officer
    try:
        operations.propose_names(session, cycle, officer, form.ticked, today=local_today())
    except InvalidInput as error:
        session.rollback()
        form.refuse(error.message, "names")
        return None
    session.commit()
    if "cari" in request.form.getlist("tindakan"):
        words = _words(request.form.get("cari", ""))
        return redirect(
            url_for(
                ".own_list_page",
                cycle_id=cycle.id,
                cari=words or None,
                _anchor="cari" if words else "",
            )
        )
    now = queries.officer_list(session, cycle, officer)
    if now.missing and now.proposed:
        form.refuse_few(now)
        return None
    if now.proposed:
        flash(_("Usulan Anda tersimpan."), "success")
    else:
        flash(
            _("Anda tidak mengusulkan siapa pun. Usulan masih ditunggu sampai siklus dibuka."),
            "info",
        )
    return redirect(url_for("home.home_page", _anchor="usulan"))


def _choices(current: OfficerList, ticked: set[int], words: str) -> ColleagueChoices:
    session, cycle, officer = db.session(), current.cycle, current.officer
    struck = {row.nominee_id for row in current.struck}

    def offered(people: Iterable[Person]) -> list[Person]:
        return [person for person in people if person.id not in struck]

    return ColleagueChoices.without_repeats(
        queries.people_by_id(session, cycle, officer, ticked),
        offered(queries.circle_of(session, cycle, officer)),
        offered(queries.search_eligible(session, cycle, officer, words)) if words else (),
    )


def _report(cycle_id: int, person_id: int) -> OfficerList:
    """The list of a direct report; raises ListNotFound, NominationClosed."""
    cycle = _cycle(cycle_id)
    found = queries.report_list(db.session(), cycle, signed_in().id, person_id)
    _require_gathering(cycle)
    return found


def _require_gathering(cycle: Cycle) -> None:
    if cycle.state is not CycleState.NOMINATION:
        raise operations.NominationClosed


def _cycle(cycle_id: int) -> Cycle:
    """The cycle, once officers may know of it; raises CycleNotFound, ListNotFound."""
    cycle = own_cycle(cycle_id)
    if cycle.state is CycleState.DRAFT:
        raise ListNotFound
    return cycle


def _words(typed: str) -> str:
    return text.single_line(typed)[:100]
