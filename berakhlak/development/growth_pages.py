"""/perkembangan: what became of one's own steps; neither supervisor nor HR opens it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response
from wtforms import ValidationError

from berakhlak.accounts.session import signed_in
from berakhlak.cycles.pulses import MOST_QUESTIONS, ConsentClosed, agree
from berakhlak.development.blueprint import blueprint
from berakhlak.development.growth import Growth, growth_of, growth_of_plan
from berakhlak.development.growth_words import change_rows
from berakhlak.development.queries import PlanNotFound, plan_of
from berakhlak.development.words import ANSWERS, STEP_STATES, step_sentence
from berakhlak.documents.responses import reader_language
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.profiles.queries import profile_reader
from berakhlak.web.forms import BaseForm, CheckboxesField, SelectChoice
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]


class NoOwnGrowth(NotFound):
    """The account belongs to no officer."""

    message = lazy_gettext("Halaman ini ada bagi pegawai yang dinilai.")


class ConsentForm(BaseForm):
    """Which behaviours raters are asked about again."""

    behaviours = CheckboxesField(
        lazy_gettext("Perilaku yang ditanyakan lagi"),
        thing=lazy_gettext("satu sampai tiga perilaku"),
        choices=[],
    )

    def offer(self, behaviours: Sequence[tuple[str, str]]) -> None:
        """Let these be ticked."""
        self.behaviours.choices = [SelectChoice(code, words) for code, words in behaviours]

    def validate_behaviours(self, behaviours: CheckboxesField) -> None:
        """Few enough that raters answer in a minute."""
        if len(behaviours.data or ()) > MOST_QUESTIONS:
            raise ValidationError(_("Pilih paling banyak tiga perilaku."))


@blueprint.get("/perkembangan")
@requires(Action.DEVELOP)
def growth_page() -> Answer:
    """Steps, looks, the pulse, and the next cycle on the same behaviours."""
    session, account = db.session(), signed_in()
    if profile_reader(session, account).person_id is None:
        raise NoOwnGrowth
    return _page(growth_of(session, account, local_today()))


@blueprint.post("/perkembangan/<row:participant_id>/persetujuan")
@requires(Action.DEVELOP)
def agree_to_pulse(participant_id: int) -> Answer:
    """Agree to be asked about again, choose anew, or take it back."""
    session = db.session()
    plan = plan_of(session, signed_in(), participant_id)
    if not plan.is_officer:
        raise PlanNotFound
    growth = growth_of_plan(session, plan, local_today())
    taken_back = request.form.get("tindakan") == "tarik"
    form = consent_form(growth, request.form)
    if not taken_back and not form.validate():
        return _page(growth_of(session, signed_in(), local_today()), (participant_id, form))
    chosen = () if taken_back else tuple(form.behaviours.data or ())
    try:
        agree(session, plan.participant, chosen, today=local_today())
    except ConsentClosed as error:
        db.session.rollback()
        flash(str(error), "danger")
    else:
        db.session.commit()
        flash(_("Persetujuan ditarik.") if taken_back else _("Persetujuan tersimpan."), "success")
    return redirect(url_for(".growth_page"))


def consent_form(growth: Growth, sent: Any = None) -> ConsentForm:
    """What was sent; else what was agreed before, or the first three behaviours, ticked."""
    ticked = growth.asked or growth.behaviours[:MOST_QUESTIONS]
    form = ConsentForm(formdata=sent, data={"behaviours": list(ticked)})
    words = words_of(growth)
    form.offer([(code, words.get(code, code)) for code in growth.behaviours])
    return form


def words_of(growth: Growth) -> dict[str, str]:
    """Behaviours by code, in the reader's language."""
    language = reader_language()
    behaviours = growth.cycle.instrument.content.behaviours
    return {each.code: each.text.in_language(language) for each in behaviours}


def _page(found: list[Growth], typed: tuple[int, ConsentForm] | None = None) -> Answer:
    forms = {each.plan.participant.id: consent_form(each) for each in found if each.may_agree}
    if typed is not None:
        forms[typed[0]] = typed[1]
    return render_page(
        "development/growth.html",
        form=typed[1] if typed else None,
        forms=forms,
        rows=found,
        today=local_today(),
        sentence=step_sentence,
        words_of=words_of,
        change_rows=change_rows,
        words={"states": STEP_STATES, "answers": ANSWERS},
    )
