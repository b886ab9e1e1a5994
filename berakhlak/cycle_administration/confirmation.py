"""Steps of a cycle that are asked about on a page of their own before they are taken."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, url_for
from werkzeug.wrappers import Response

from berakhlak.cycle_administration.cycle_list import CycleListRow, cycle_row
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.documents.wording import group_names
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.sealing.closing import SheetsSpoilt
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]


def confirm_step(
    cycle: Cycle,
    step: str,
    act: Callable[[Cycle], None],
    context: Callable[[], dict[str, object]],
    form: ConfirmForm | None = None,
) -> Answer:
    """Ask first, then act; a refusal is told on the page that asked."""
    form = form or ConfirmForm()
    damaged: list[tuple[str, str]] = []
    if form.validate_on_submit():
        try:
            act(cycle)
        except SheetsSpoilt as error:
            db.session.rollback()
            form.refuse(error.message, "leave_out")
            damaged = error.named
        except DomainError as error:
            db.session.rollback()
            form.refuse(error.message)
        else:
            return redirect(url_for(".cycle_page", cycle_id=cycle.id))
    return render_page(
        f"cycle_administration/{step}.html",
        form=form,
        cycle=cycle,
        row=cycle_row_today(cycle),
        group_names=group_names(cycle.policy),
        damaged=damaged,
        **context(),
    )


def cycle_row_today(cycle: Cycle) -> CycleListRow:
    """The cycle as HR's pages tell of it today."""
    return cycle_row(db.session(), cycle, keys=key_store(), today=local_today())
