"""/profil/…/rencana/catatan: what a supervisor notes for the talk; nobody else opens it."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _

from berakhlak.development.blueprint import blueprint
from berakhlak.development.forms import NoteForm
from berakhlak.development.notes import note_of, write_note
from berakhlak.development.views import PLAN, Answer, shared_plan, to_plan
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.permissions import Action
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.route(PLAN + "/catatan", methods=["GET", "POST"])
@requires(Action.NOTE)
def note_page(participant_id: int) -> Answer:
    """Read and write one's own note on an officer; an empty one is deleted."""
    plan = shared_plan(participant_id)
    note = note_of(db.session(), plan)
    form = NoteForm(obj=note)
    if form.validate_on_submit():
        words = form.words.data or ""
        write_note(db.session(), plan, words, today=local_today())
        db.session.commit()
        said = _("Catatan tersimpan.") if words else _("Tidak ada catatan yang tersimpan.")
        flash(said, "success")
        return to_plan(participant_id, "catatan")
    return render_page("development/note.html", form=form, plan=plan, note=note)


@blueprint.post(PLAN + "/catatan/hapus")
@requires(Action.NOTE)
def delete_note(participant_id: int) -> Answer:
    """Delete one's note for good."""
    write_note(db.session(), shared_plan(participant_id), "", today=local_today())
    db.session.commit()
    flash(_("Catatan dihapus."), "success")
    return to_plan(participant_id, "catatan")
