"""/pelatihan/impor: the catalogue from a file and as a file."""

from __future__ import annotations

from flask import current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.documents.responses import workbook_file
from berakhlak.extensions import db
from berakhlak.people.marking import marked_lines
from berakhlak.people.pending_uploads import PendingUploads, pending_uploads
from berakhlak.permissions import Action
from berakhlak.training.catalogue_cells import COLUMNS, cells_of
from berakhlak.training.catalogue_file import (
    SHEET,
    CatalogueRefused,
    plan_catalogue,
    save_catalogue,
)
from berakhlak.training.models import ProgrammeState
from berakhlak.training.queries import select_programmes
from berakhlak.training.subjects import all_subjects
from berakhlak.training_administration.blueprint import blueprint
from berakhlak.training_administration.forms import CatalogueFileForm, ConfirmCatalogueForm
from berakhlak.training_administration.views import WORDS, Answer
from berakhlak.training_administration.workbooks import catalogue_workbook, template_workbook
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

SHOWN_AT_MOST = 100


@blueprint.route("/pelatihan/impor", methods=["GET", "POST"])
@requires(Action.MANAGE_TRAINING)
def import_catalogue() -> Answer:
    """Examine a file of programmes; it is kept until it is confirmed or given up."""
    form = CatalogueFileForm()
    if not form.validate_on_submit():
        return _upload_page(form)
    content = form.file.data.read()
    try:
        plan = plan_catalogue(db.session(), signed_in().agency_id, content)
    except CatalogueRefused as refused:
        return _upload_page(form, refused, _kept_to_be_marked(content, refused))
    kept = _uploads().keep(content, owner=signed_in().id)
    return render_page(
        "training_administration/import_plan.html",
        plan=plan,
        confirm=ConfirmCatalogueForm(formdata=None, upload=kept),
        shown=SHOWN_AT_MOST,
        words=WORDS,
    )


@blueprint.post("/pelatihan/impor/simpan")
@requires(Action.MANAGE_TRAINING)
def save_imported_catalogue() -> Answer:
    """Save the file that was looked at."""
    account, name = signed_in(), request.form.get("upload", "")
    content = _uploads().read_file(name, owner=account.id)
    try:
        plan = save_catalogue(
            db.session(), account.agency_id, content, by=account, at=clock.utc_now()
        )
    except CatalogueRefused as refused:  # Another instrument since it was looked at.
        db.session.rollback()
        return _upload_page(CatalogueFileForm(formdata=None), refused, name)
    db.session.commit()
    _uploads().forget(account.id)
    n = len(plan.added) + len(plan.changed)
    flash(ngettext("%(num)s program tersimpan.", "%(num)s program tersimpan.", n), "success")
    return redirect(url_for(".catalogue_page"))


@blueprint.post("/pelatihan/impor/bertanda")
@requires(Action.MANAGE_TRAINING)
def marked_catalogue() -> Answer:
    """The refused file back as a workbook, each faulty line marked and told in its row."""
    account, name = signed_in(), request.form.get("upload", "")
    content = _uploads().read_file(name, owner=account.id)
    try:
        plan_catalogue(db.session(), account.agency_id, content)
    except CatalogueRefused as refused:
        return workbook_file(marked_lines(content, refused.faults, SHEET), "katalog-bertanda.xlsx")
    # Good by now: another instrument may have been stored since.
    flash(_("Berkas ini sekarang benar. Unggah sekali lagi untuk menyimpannya."), "success")
    return redirect(url_for(".import_catalogue"))


@blueprint.get("/pelatihan/templat.xlsx")
@requires(Action.MANAGE_TRAINING)
def template_file() -> Response:
    """The file to fill in, with the codes that may be served."""
    return workbook_file(template_workbook(all_subjects(db.session())), "templat-katalog.xlsx")


@blueprint.get("/pelatihan/katalog.xlsx")
@requires(Action.MANAGE_TRAINING)
def catalogue_file() -> Response:
    """What is offered, with the columns of the import."""
    offered = select_programmes(signed_in().agency_id, [ProgrammeState.OFFERED])
    rows = [cells_of(each) for each in db.session.scalars(offered)]
    return workbook_file(catalogue_workbook(rows), "katalog-pelatihan.xlsx")


def _kept_to_be_marked(content: bytes, refused: CatalogueRefused) -> str:
    """The name under which a refused file is kept; none where no line of it could be read."""
    if not any(fault.column for fault in refused.faults):
        return ""
    return _uploads().keep(content, owner=signed_in().id)


def _upload_page(
    form: CatalogueFileForm, refused: CatalogueRefused | None = None, kept: str = ""
) -> Answer:
    faults = refused.faults if refused else ()
    if refused:
        said = ngettext(
            "%(num)s hal keliru. Tidak ada yang disimpan.",
            "%(num)s hal keliru. Tidak ada yang disimpan.",
            len(faults),
        )
        form.refuse(said, "file")
    return render_page(
        "training_administration/import.html",
        form=form,
        faults=faults[:SHOWN_AT_MOST],
        more=len(faults) - SHOWN_AT_MOST,
        columns_of_file=COLUMNS,
        kept=kept,
    )


def _uploads() -> PendingUploads:
    # Beside the keys, never among them; apart from personnel files.
    return pending_uploads(current_app.config["BERAKHLAK"], "training-catalogues")
