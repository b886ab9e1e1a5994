"""HR shapes the rater groups of a draft: names them, adds its own, takes them away."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.confirmation import Answer
from berakhlak.cycle_administration.group_forms import (
    GroupForm,
    blank_group,
    code_of,
    group_form,
)
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.operations import change_groups
from berakhlak.cycles.policy_floors import PolicyRefused
from berakhlak.cycles.rater_groups import GroupMark, RaterGroup, Relation
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.documents.wording import group_names
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

GROUPS = CYCLE + "/kelompok"


class GroupNotFound(NotFound):
    """The draft has no such group, or not one that may be taken away."""


@blueprint.get(GROUPS)
@requires(Action.PREPARE_CYCLES)
def groups_page(cycle_id: int) -> Answer:
    """The groups of a draft in their order."""
    cycle = _draft(cycle_id)
    return render_page(
        "cycle_administration/groups.html",
        cycle=cycle,
        group_names=group_names(cycle.policy),
        has_room=len(cycle.policy.groups) < len(GroupMark),
    )


@blueprint.route(GROUPS + "/baru", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def add_group(cycle_id: int) -> Answer:
    """A group of its own; its raters are appointed."""
    cycle = _draft(cycle_id)
    if len(cycle.policy.groups) >= len(GroupMark):
        raise GroupNotFound
    blank = blank_group(cycle.policy)
    form = group_form(blank)
    if form.validate_on_submit():
        code = code_of(form.name.data or "", {*cycle.policy.codes, "baru"})
        group = form.changed(replace(blank, code=code))
        if _save(cycle, form, (*cycle.policy.groups, group), code):
            flash(_("Kelompok ditambahkan. Tunjuk penilainya sebelum siklus dibuka."), "success")
            return redirect(url_for(".groups_page", cycle_id=cycle.id))
    return _form_page(cycle, form, None)


@blueprint.route(GROUPS + "/<group>", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def edit_group(cycle_id: int, group: str) -> Answer:
    """Name a group otherwise, or change what may be changed of it."""
    cycle = _draft(cycle_id)
    found = _group(cycle, group)
    form = group_form(found)
    if form.validate_on_submit():
        others = [each for each in cycle.policy.groups if each.code != group]
        if _save(cycle, form, (*others, form.changed(found)), group):
            flash(_("Perubahan kelompok tersimpan."), "success")
            return redirect(url_for(".groups_page", cycle_id=cycle.id))
    return _form_page(cycle, form, found)


@blueprint.route(GROUPS + "/<group>/hapus", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def remove_group(cycle_id: int, group: str) -> Answer:
    """Take an appointed group away, with what its raters would have said."""
    cycle = _draft(cycle_id)
    found, form = _group(cycle, group), ConfirmForm()
    if found.relation is not Relation.APPOINTED:
        raise GroupNotFound
    if form.validate_on_submit():
        kept = [each for each in cycle.policy.groups if each.code != group]
        change_groups(db.session(), cycle, kept, by=signed_in(), at=clock.utc_now())
        db.session.commit()
        flash(_("Kelompok dihapus."), "success")
        return redirect(url_for(".groups_page", cycle_id=cycle.id))
    name = group_names(cycle.policy)[group]
    return render_page("cycle_administration/remove_group.html", form=form, cycle=cycle, name=name)


def _draft(cycle_id: int) -> Cycle:
    """Raises CycleNotInState once others were asked for something."""
    cycle = own_cycle(cycle_id)
    if cycle.state is not CycleState.DRAFT:
        raise CycleNotInState
    return cycle


def _group(cycle: Cycle, code: str) -> RaterGroup:
    if code not in cycle.policy.codes:
        raise GroupNotFound
    return cycle.policy.group(code)


def _save(cycle: Cycle, form: GroupForm, groups: tuple[RaterGroup, ...], code: str) -> bool:
    """Keep the policy with these groups; False when something is told on the form instead."""
    session, at = db.session(), clock.utc_now()
    try:
        change_groups(session, cycle, groups, by=signed_in(), at=at)
    except PolicyRefused as refused:
        db.session.rollback()
        form.refuse_policy(refused, code)
        return False
    db.session.commit()
    return True


def _form_page(cycle: Cycle, form: GroupForm, group: RaterGroup | None) -> Answer:
    return render_page("cycle_administration/group_form.html", form=form, cycle=cycle, group=group)
