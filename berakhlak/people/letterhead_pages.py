"""/pegawai/kop: what stands at the head of the agency's documents."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import record_act
from berakhlak.errors import NotFound
from berakhlak.extensions import db
from berakhlak.people.logos import plain_logo
from berakhlak.people.models import Agency
from berakhlak.people.pictures import KINDS, PictureUnusable
from berakhlak.people.views import Answer, blueprint
from berakhlak.permissions import Action
from berakhlak.web.forms import BaseForm, CheckboxField, FileField, TextField
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

FIELDS = ("government", "address", "contact")


class LetterheadForm(BaseForm):
    """The lines around the agency's name; each may stay empty."""

    government = TextField(
        lazy_gettext("Pemerintahan"),
        thing=lazy_gettext("nama pemerintahan"),
        required=False,
        max_length=200,
        hint=lazy_gettext("Misalnya PEMERINTAH KABUPATEN SUKAMAJU. Dicetak di atas nama instansi."),
    )
    address = TextField(
        lazy_gettext("Alamat"),
        thing=lazy_gettext("alamat instansi"),
        required=False,
        max_length=300,
        hint=lazy_gettext("Jalan, nomor, kota, kode pos."),
    )
    contact = TextField(
        lazy_gettext("Telepon, email, laman"),
        thing=lazy_gettext("telepon, email, dan laman"),
        required=False,
        max_length=200,
    )
    logo = FileField(
        lazy_gettext("Logo"),
        thing=lazy_gettext("gambar logo"),
        kinds=KINDS,
        required=False,
        hint=lazy_gettext("PNG atau JPEG. Dicetak pada poster loket, sebelum nama instansi."),
    )
    no_logo = CheckboxField(lazy_gettext("Hapus logo yang sekarang"))


@blueprint.route("/pegawai/kop", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def letterhead_page() -> Answer:
    """Type the letterhead once; documents of the agency carry it."""
    agency = db.session.get_one(Agency, signed_in().agency_id)
    form = LetterheadForm(data={name: getattr(agency, name) for name in FIELDS})
    if form.validate_on_submit() and _take_logo(agency, form):
        for name in FIELDS:
            setattr(agency, name, form[name].data or "")
        record_act(
            db.session(), Act.CHANGED_LETTERHEAD, agency.id, by=signed_in(), at=clock.utc_now()
        )
        db.session.commit()
        flash(_("Kop tersimpan."), "success")
        return redirect(url_for(".letterhead_page"))
    return render_page("people/letterhead.html", form=form, agency=agency)


@blueprint.get("/pegawai/kop/logo.png")
@requires(Action.PREPARE_CYCLES)
def logo_file() -> Response:
    """The logo as it is printed."""
    agency = db.session.get_one(Agency, signed_in().agency_id)
    if agency.logo is None:
        raise NotFound
    return Response(agency.logo, mimetype="image/png", headers={"Cache-Control": "no-store"})


def _take_logo(agency: Agency, form: LetterheadForm) -> bool:
    """Put a new logo in place, or none; False, with the form saying why, when it is unusable."""
    if form.no_logo.data:
        agency.logo = None
    content = form.logo.data.read() if form.logo.data else b""
    if content:
        try:
            agency.logo = plain_logo(content)
        except PictureUnusable as error:
            form.refuse(error.message, "logo")
            return False
    return True
