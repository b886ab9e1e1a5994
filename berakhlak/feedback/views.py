"""/umpan-balik: between two officers, by name; no role opens it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from berakhlak import text
from berakhlak.accounts.session import signed_in
from berakhlak.errors import DomainError, InvalidInput
from berakhlak.extensions import db
from berakhlak.feedback import operations, queries
from berakhlak.feedback.behaviours import behaviour_words
from berakhlak.feedback.forms import AnswerForm, FeedbackForm, RequestForm
from berakhlak.feedback.limits import count_writing, has_written_enough
from berakhlak.feedback.models import Feedback
from berakhlak.formats import local_today
from berakhlak.people.models import Person
from berakhlak.permissions import Action
from berakhlak.web.forms import BaseForm
from berakhlak.web.guards import requires
from berakhlak.web.language import select_locale
from berakhlak.web.pages import render_page

blueprint = Blueprint("feedback", __name__)
Answer = Response | tuple[str, int]
HERE = "/umpan-balik"
Act = Callable[[Person, Feedback], None]


def _deleted(me: Person, row: Feedback) -> None:
    operations.delete_feedback(db.session(), me, row)


def _hidden(is_hidden: bool) -> Act:
    return lambda me, row: operations.hide_feedback(db.session(), me, row, is_hidden=is_hidden)


def _shown(is_shown: bool) -> Act:
    return lambda me, row: operations.show_feedback(db.session(), me, row, is_shown=is_shown)


# What can be done to one, by the word that its button sends.
ACTS: dict[str, Act] = {
    "hapus": _deleted,
    "sembunyikan": _hidden(True),
    "terima": _hidden(False),
    "tunjukkan": _shown(True),
    "simpan": _shown(False),
}


@blueprint.get(HERE)
@requires(Action.FEEDBACK)
def own_page() -> Answer:
    """All that is between the reader and others."""
    own = queries.own_feedback(db.session(), _me())
    return render_page("feedback/own.html", own=own, about=_about)


@blueprint.get(HERE + "/orang")
@requires(Action.FEEDBACK)
def choose_page() -> Answer:
    """Whom to ask or to tell, by name."""
    me, words = _me(), text.single_line(request.args.get("cari", ""))[:100]
    people = queries.colleagues(db.session(), me, words)
    return render_page("feedback/choose.html", me=me, people=people, words=words)


@blueprint.route(HERE + "/beri/<row:colleague_id>", methods=["GET", "POST"])
@requires(Action.FEEDBACK)
def give_page(colleague_id: int) -> Answer:
    """Tell a colleague what one saw."""
    me, form = _me(), FeedbackForm()
    other = queries.colleague(db.session(), me, colleague_id)
    form.offer(_language())

    def act() -> None:
        operations.give_feedback(
            db.session(),
            me,
            other,
            form.behaviour.data,
            form.words.data or "",
            today=local_today(),
        )

    said = _("Terkirim. Hanya Anda dan %(name)s membacanya.", name=other.called)
    return _written(form, "give", act, said) or render_page(
        "feedback/give.html", form=form, other=other, behaviour=""
    )


@blueprint.route(HERE + "/minta/<row:colleague_id>", methods=["GET", "POST"])
@requires(Action.FEEDBACK)
def ask_page(colleague_id: int) -> Answer:
    """Ask a colleague for feedback on one behaviour."""
    me, form = _me(), RequestForm()
    other = queries.colleague(db.session(), me, colleague_id)
    form.offer(_language())

    def act() -> None:
        today = local_today()
        operations.ask_feedback(db.session(), me, other, form.behaviour.data, today=today)

    said = _("Permintaan terkirim kepada %(name)s.", name=other.called)
    return _written(form, "ask", act, said) or render_page(
        "feedback/ask.html", form=form, other=other
    )


@blueprint.route(HERE + "/<row:feedback_id>/jawab", methods=["GET", "POST"])
@requires(Action.FEEDBACK)
def answer_page(feedback_id: int) -> Answer:
    """Give what was asked for."""
    me, form = _me(), AnswerForm()
    asked = queries.feedback_with(db.session(), me, feedback_id)
    if not asked.waits or asked.giver_id != me.id:
        raise queries.FeedbackNotFound
    other, behaviour = asked.receiver, _about(asked)

    def act() -> None:
        words = form.words.data or ""
        operations.answer_request(db.session(), me, asked, words, today=local_today())

    said = _("Terkirim. Hanya Anda dan %(name)s membacanya.", name=other.called)
    return _written(form, "give", act, said) or render_page(
        "feedback/give.html", form=form, other=other, behaviour=behaviour
    )


@blueprint.post(HERE + "/<row:feedback_id>/tindakan")
@requires(Action.FEEDBACK)
def change_feedback(feedback_id: int) -> Response:
    """Delete, hide or show one."""
    me, act = _me(), ACTS.get(request.form.get("tindakan", ""))
    if act is None:
        abort(400)
    act(me, queries.feedback_with(db.session(), me, feedback_id))
    db.session.commit()
    flash(_("Tersimpan."), "success")
    return redirect(url_for(".own_page"))


def _written(form: BaseForm, kind: str, act: Callable[[], None], said: str) -> Answer | None:
    """Where to go once it is stored; None when the form is shown, anew or for the first time."""
    account_id = signed_in().id
    if not form.validate_on_submit() or has_written_enough(form, account_id, kind):
        return None
    try:
        act()
    except DomainError as refused:
        db.session.rollback()
        form.refuse(refused.message, "words" if isinstance(refused, InvalidInput) else None)
        return None
    db.session.commit()
    count_writing(account_id, kind)
    flash(said, "success")
    return redirect(url_for(".own_page"))


def _me() -> Person:
    return queries.own_person(db.session(), signed_in().id)


def _language() -> str:
    return str(select_locale())


def _about(row: Feedback) -> str:
    return behaviour_words(row.behaviour, _language())
