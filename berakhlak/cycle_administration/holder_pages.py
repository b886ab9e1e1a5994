"""HR names the holders of a cycle's key; each gets a code, shown once, and may test it later."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.code_sheet import code_sheet_pdf
from berakhlak.cycle_administration.confirmation import Answer
from berakhlak.cycle_administration.holder_forms import (
    ROLE_NAMES,
    CodeForm,
    MakeCodeForm,
    code_fields_of,
    holders_form,
    refuse_codes,
    replacing_form,
    spare_words,
    typed_codes,
)
from berakhlak.cycle_administration.holder_reminders import (
    account_finder,
    account_names,
    reminded_form,
)
from berakhlak.cycles.current_cycle import own_cycle
from berakhlak.cycles.holding import (
    NoSuchHolder,
    choose_holders,
    choose_reminded,
    confirm_holder_code,
    make_holder_code,
    replace_holder_code,
    try_holder_code,
)
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import BEFORE_OPENING, Cycle
from berakhlak.cycles.readiness import CycleNotInState
from berakhlak.documents.responses import pdf_file
from berakhlak.errors import DomainError, InvalidInput
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.key_holders.codes import read_code, spell
from berakhlak.key_holders.holders import KeyHolder, KeyHolders, NeededUnsound
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

HELD = CYCLE + "/pemegang-kunci"
ONE = HELD + "/<row:number>"


@blueprint.route(HELD, methods=["GET", "POST"])
@requires(Action.OPEN_AND_CLOSE)
@asks_password_again
def holders_page(cycle_id: int) -> Answer:
    """Who holds the key. Before opening it is chosen here, afterwards only who is reminded."""
    cycle = own_cycle(cycle_id)
    is_before, holders = cycle.state in BEFORE_OPENING, cycle.holders
    is_open = bool(holders and holders.wraps)
    names = account_names(db.session(), holders)
    form: Any = None
    if is_before:
        form = holders_form(holders, names)
    elif holders and is_open:
        form = reminded_form(holders, names)
    if form is not None and form.validate_on_submit() and _saved(cycle, form):
        flash(_("Pilihan tersimpan."), "success")
        return redirect(url_for(".holders_page", cycle_id=cycle_id))
    return render_page(
        "cycle_administration/holders.html",
        form=form,
        cycle=cycle,
        is_before=is_before,
        is_open=is_open,
        spare=spare_words(cycle.holders) if cycle.holders else "",
        role_names=ROLE_NAMES,
    )


def _saved(cycle: Cycle, form: Any) -> bool:
    """False, with the form saying why, when the choice is refused."""
    session = db.session()
    find = account_finder(session, cycle.agency_id)
    try:
        if cycle.state in BEFORE_OPENING:
            choose_holders(
                session, cycle, form.chosen(find),
                keys=key_store(), by=signed_in(), at=clock.utc_now(),
            )  # fmt: skip
        else:
            choose_reminded(session, cycle, form.chosen(find))
    except DomainError as refused:
        session.rollback()
        form.refuse(refused.message, "needed" if isinstance(refused, NeededUnsound) else None)
        return False
    session.commit()
    return True


@blueprint.route(HELD + "/uji", methods=["GET", "POST"])
@requires(Action.OPEN_AND_CLOSE)
@asks_password_again
def try_code(cycle_id: int) -> Answer:
    """Whether a code is good, which opens nothing."""
    cycle, form = own_cycle(cycle_id), CodeForm()
    _require_held(cycle)
    if form.validate_on_submit():
        try:
            place = try_holder_code(db.session(), cycle, form.kode_sandi.data or "", local_today())
            db.session.commit()
            name = _held(cycle).holders[place].name
            flash(_("Kode ini sah: kode %(name)s. Tidak ada yang dibuka.", name=name), "success")
            return redirect(url_for(".holders_page", cycle_id=cycle_id))
        except InvalidInput as refused:
            form.refuse(refused.message, "kode_sandi")
    return render_page("cycle_administration/try_code.html", form=form, cycle=cycle)


@blueprint.route(ONE + "/kode", methods=["GET", "POST"])
@requires(Action.OPEN_AND_CLOSE)
@asks_password_again
def make_code(cycle_id: int, number: int) -> Answer:
    """A code for one holder, shown in the answer alone; before the cycle opens."""
    cycle, form = own_cycle(cycle_id), MakeCodeForm()
    _holder(cycle, number)
    if cycle.state not in BEFORE_OPENING:
        raise CycleNotInState
    if form.validate_on_submit():
        code = make_holder_code(db.session(), cycle, number - 1, by=signed_in(), at=clock.utc_now())
        db.session.commit()
        return _code_page(cycle, number, CodeForm(formdata=None), code)
    return _code_page(cycle, number, form)


@blueprint.post(ONE + "/pasti")
@requires(Action.OPEN_AND_CLOSE)
@asks_password_again
def confirm_code(cycle_id: int, number: int) -> Answer:
    """The holder types the code that was noted down."""
    cycle, form = own_cycle(cycle_id), CodeForm()
    name = _holder(cycle, number).name
    if form.validate_on_submit():
        try:
            typed = form.kode_sandi.data or ""
            confirm_holder_code(db.session(), cycle, number - 1, typed, local_today())
            db.session.commit()
            flash(_("Kode %(name)s sudah dipastikan.", name=name), "success")
            return redirect(url_for(".holders_page", cycle_id=cycle_id))
        except InvalidInput as refused:
            form.refuse(refused.message, "kode_sandi")
    return _code_page(cycle, number, form)


@blueprint.post(ONE + "/lembar-kode")
@requires(Action.OPEN_AND_CLOSE)
@asks_password_again
def code_sheet(cycle_id: int, number: int) -> Response:
    """The code on a sheet of its own, from the page that shows it; nothing of it is kept."""
    cycle = own_cycle(cycle_id)
    holder, code = _holder(cycle, number), spell(read_code(request.form.get("kode_sandi", "")))
    return pdf_file(code_sheet_pdf(cycle, holder, code), f"kode-pemegang-{cycle_id}-{number}.pdf")


@blueprint.route(ONE + "/ganti", methods=["GET", "POST"])
@requires(Action.OPEN_AND_CLOSE)
@asks_password_again
def replace_code(cycle_id: int, number: int) -> Answer:
    """A new code in the place of one that was lost, by codes of enough others."""
    cycle = own_cycle(cycle_id)
    holder, holders = _holder(cycle, number), _held(cycle)
    if not holders.wraps:
        raise CycleNotInState
    form = replacing_form(holders)
    if form.validate_on_submit():
        try:
            code = replace_holder_code(
                db.session(), cycle, number - 1, typed_codes(form),
                by=signed_in(), at=clock.utc_now(),
            )  # fmt: skip
            db.session.commit()
            return _code_page(cycle, number, CodeForm(formdata=None), code)
        except InvalidInput as refused:
            db.session.rollback()
            form.refuse(refuse_codes(form, _held(cycle), refused).message)
    return render_page(
        "cycle_administration/replace_code.html",
        form=form,
        fields=code_fields_of(form),
        cycle=cycle,
        holder=holder,
        number=number,
    )


def _code_page(cycle: Cycle, number: int, form: object, code: str = "") -> Answer:
    """`code` is shown once; without it, a code is asked for or confirmed."""
    return render_page(
        "cycle_administration/holder_code.html",
        form=form,
        cycle=cycle,
        number=number,
        holder=_holder(cycle, number),
        code=code,
        confirms=isinstance(form, CodeForm),
        role_names=ROLE_NAMES,
    )


def _held(cycle: Cycle) -> KeyHolders:
    _require_held(cycle)
    assert cycle.holders is not None
    return cycle.holders


def _require_held(cycle: Cycle) -> None:
    if cycle.holders is None:
        raise NoSuchHolder


def _holder(cycle: Cycle, number: int) -> KeyHolder:
    """Numbered from one, as the page lists them."""
    holders = _held(cycle).holders
    if not 1 <= number <= len(holders):
        raise NoSuchHolder
    return holders[number - 1]
