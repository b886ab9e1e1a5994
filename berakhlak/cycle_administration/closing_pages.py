"""HR closes a cycle: one person from the last day on, two before it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.confirmation import (
    Answer,
    change_request,
    confirm_step,
    start_job,
)
from berakhlak.cycle_administration.forms import CloseForm, DeadlineForm
from berakhlak.cycle_administration.holder_forms import (
    closing_form,
    code_fields_of,
    refuse_codes,
    typed_codes,
)
from berakhlak.cycle_steps.damaged_sheets import kept_damaged
from berakhlak.cycle_steps.handing_over import opener_for_workers
from berakhlak.cycle_steps.jobs import CLOSE
from berakhlak.cycle_steps.preconditions import require_closing_may_begin
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.deadline import extend_deadline
from berakhlak.cycles.early_closing import (
    ask_to_close,
    is_early,
    standing_request,
    withdraw_request,
)
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.errors import InvalidInput
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.queries import latest_job
from berakhlak.jobs.service import job_service
from berakhlak.key_holders.envelopes import EnvelopeOpener
from berakhlak.key_holders.wrapping import open_with_codes
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.route(CYCLE + "/tutup", methods=["GET", "POST"])
@requires(Action.OPEN_AND_CLOSE)
@asks_password_again
def close_cycle(cycle_id: int) -> Answer:
    """Ask for the job that computes the figures and makes every sheet unlinkable for ever.

    Before the last day, the page asks for a request or tells of it; only another person's request
    is answered here.
    """
    cycle = own_cycle(cycle_id)
    form = closing_form(cycle)

    def act(cycle: Cycle) -> str:
        require_closing_may_begin(
            db.session(), cycle, keys=key_store(), by=signed_in(), today=local_today()
        )
        leave_out = form.leave_out.data or 0
        handed = opener_for_workers(job_service(), cycle, _opener(cycle, form, leave_out))
        return start_job(cycle, CLOSE, leave_out=leave_out, **handed)

    def around() -> dict[str, object]:
        return _two_persons(cycle) | _damaged(cycle) | {"code_fields": code_fields_of(form)}

    return confirm_step(cycle, "close", act, around, form)


def _opener(cycle: Cycle, form: CloseForm, leave_out: int) -> EnvelopeOpener | None:
    """What the typed codes open; None where none is needed, or where the sealed sheets are given up
    by their number. Raises InvalidInput, which the form tells beside its fields."""
    if not code_fields_of(form) or cycle.holders is None:
        return None
    codes = typed_codes(form)
    if leave_out and not codes:
        return None
    try:
        return open_with_codes(cycle.holders, codes)
    except InvalidInput as refused:
        raise refuse_codes(form, cycle.holders, refused) from refused


@blueprint.route(CYCLE + "/undur", methods=["GET", "POST"])
@requires(Action.OPEN_AND_CLOSE)
def extend_cycle(cycle_id: int) -> Answer:
    """Give raters until a later day."""
    cycle, session = own_cycle(cycle_id), db.session()
    if not cycle.accepts_answers:
        raise CycleNotInState
    form = DeadlineForm()
    if form.validate_on_submit() and form.closes_on.data:
        try:
            extend_deadline(session, cycle, closes_on=form.closes_on.data, by=signed_in(),
                            at=clock.utc_now(), today=local_today())  # fmt: skip
        except InvalidInput as refused:
            form.refuse(refused.message, "closes_on")
        else:
            session.commit()
            flash(_("Batas waktu diundur."), "success")
            return redirect(url_for(".cycle_page", cycle_id=cycle_id))
    return render_page(
        "cycle_administration/extend.html",
        form=form,
        cycle=cycle,
        asked=standing_request(session, cycle),
    )


@blueprint.post(CYCLE + "/tutup/minta")
@requires(Action.OPEN_AND_CLOSE)
@asks_password_again
def ask_early_closing(cycle_id: int) -> Response:
    """Ask that the cycle be closed before its last day."""

    def act(cycle: Cycle) -> None:
        now = clock.utc_now()
        ask_to_close(db.session(), cycle, by=signed_in(), at=now, today=local_today())

    said = _("Permintaan tersimpan. Siklus ditutup bila pengelola kepegawaian lain menyetujuinya.")
    return change_request(cycle_id, act, said, ".close_cycle")


@blueprint.post(CYCLE + "/tutup/tarik")
@requires(Action.OPEN_AND_CLOSE)
def withdraw_early_closing(cycle_id: int) -> Response:
    """Take the request away, one's own or another's."""

    def act(cycle: Cycle) -> None:
        withdraw_request(db.session(), cycle, by=signed_in(), at=clock.utc_now())

    said = _("Permintaan ditarik. Siklus tetap dibuka.")
    return change_request(cycle_id, act, said, ".close_cycle")


def _two_persons(cycle: Cycle) -> dict[str, object]:
    """Whether closing now takes two, and who has asked."""
    early = cycle.state is CycleState.OPEN and is_early(cycle, local_today())
    asked = standing_request(db.session(), cycle) if early else None
    return {"early": early, "asked": asked, "mine": asked and asked.account_id == signed_in().id}


def _damaged(cycle: Cycle) -> dict[str, object]:
    """Whose sheets do not open, as the last job that was to close the cycle has found."""
    if "rusak" not in request.args or cycle.state not in (CycleState.OPEN, CycleState.SEALING):
        return {"damaged": []}
    job = latest_job(db.session(), cycle.agency_id, CLOSE, str(cycle.id))
    found = job and kept_damaged(job_service().files.fetch(job.id), cycle, key_store())
    return {"damaged": found.named, "spoilt": found.message} if found else {"damaged": []}
