"""/pegawai/foto and /pegawai/ID/foto: whether visitors see photos, and each officer's own."""

from __future__ import annotations

from flask import Response, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.errors import DomainError, NotFound
from berakhlak.extensions import db
from berakhlak.people import photos
from berakhlak.people.models import Agency, Person
from berakhlak.people.own_person import own_person
from berakhlak.people.person_pages import PERSON
from berakhlak.people.pictures import KINDS
from berakhlak.people.views import Answer, blueprint
from berakhlak.permissions import Action
from berakhlak.web.forms import BaseForm, CheckboxField, FileField
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


class ShowPhotosForm(BaseForm):
    """Whether the agency's visitors see photos."""

    shown = CheckboxField(lazy_gettext("Tampilkan foto petugas pada halaman penilaian di loket"))


class PhotoForm(BaseForm):
    """A photo to put in place, or to take away."""

    photo = FileField(
        lazy_gettext("Foto"),
        thing=lazy_gettext("gambar foto"),
        kinds=KINDS,
        required=False,
        hint=lazy_gettext("PNG atau JPEG, wajah di tengah. Dikecilkan menjadi persegi."),
    )
    no_photo = CheckboxField(lazy_gettext("Hapus foto yang sekarang"))


@blueprint.route("/pegawai/foto", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def photos_page() -> Answer:
    """Turn photos on or off for the whole agency."""
    agency = db.session.get_one(Agency, signed_in().agency_id)
    form = ShowPhotosForm(data={"shown": agency.shows_photos})
    if form.validate_on_submit():
        photos.choose_photos(
            db.session(), agency, shown=form.shown.data, by=signed_in(), at=clock.utc_now()
        )
        db.session.commit()
        flash(_("Pilihan tersimpan."), "success")
        return redirect(url_for(".photos_page"))
    count = photos.count_photos(db.session(), agency.id)
    return render_page("people/photos.html", form=form, agency=agency, count=count)


@blueprint.route(PERSON + "/foto", methods=["GET", "POST"])
@requires(Action.EDIT_PEOPLE)
def officer_photo(person_id: int) -> Answer:
    """Upload a photo of an officer, or take it away."""
    person = own_person(Action.EDIT_PEOPLE, person_id)
    form = PhotoForm()
    if form.validate_on_submit() and _take(person, form):
        return redirect(url_for(".person_page", person_id=person.id))
    return render_page(
        "people/person_photo.html",
        form=form,
        person=person,
        called=person.called,
        shown=photos.shows_photos(db.session(), person.agency_id),
    )


@blueprint.get(PERSON + "/foto.jpg")
@requires(Action.READ_PEOPLE)
def photo_file(person_id: int) -> Response:
    """The photo as it is shown."""
    person = own_person(Action.READ_PEOPLE, person_id)
    if person.photo is None:
        raise NotFound
    return Response(person.photo, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


def _take(person: Person, form: PhotoForm) -> bool:
    """Commit what was asked for; False, with the form saying why, when it cannot be done."""
    content = form.photo.data.read() if form.photo.data else b""
    if not content and not form.no_photo.data:
        form.refuse(_("Pilih gambar foto."), "photo")
        return False
    try:
        photo = photos.plain_photo(content) if content else None
        photos.keep_photo(db.session(), person, photo, by=signed_in(), at=clock.utc_now())
    except DomainError as error:
        db.session.rollback()
        form.refuse(error.message, "photo")
        return False
    db.session.commit()
    flash(_("Foto tersimpan.") if content else _("Foto dihapus."), "success")
    return True
