"""Providers: who they are, what of the needs they may read, and their accounts."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.accounts.session import signed_in
from berakhlak.documents.responses import reader_language
from berakhlak.errors import InvalidInput
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.training import needs, operations
from berakhlak.training.models import PartnerAccount, TrainingProvider
from berakhlak.training.queries import provider_within, providers_of
from berakhlak.training.subjects import all_subjects, subject_words
from berakhlak.training.words import PROVIDER_KINDS
from berakhlak.training_administration.blueprint import PROVIDER, blueprint
from berakhlak.training_administration.forms import ProviderForm, SharingForm
from berakhlak.training_administration.need_pages import asked_year
from berakhlak.training_administration.views import Answer
from berakhlak.web.forms import SelectChoice
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page


@blueprint.get("/pelatihan/lembaga")
@requires(Action.MANAGE_TRAINING)
def providers_page() -> Answer:
    """All providers, by name."""
    return render_page(
        "training_administration/providers.html",
        providers=providers_of(db.session(), signed_in().agency_id),
        kinds=PROVIDER_KINDS,
    )


@blueprint.route("/pelatihan/lembaga/baru", methods=["GET", "POST"])
@requires(Action.MANAGE_TRAINING)
def new_provider() -> Answer:
    """Add one."""
    form = ProviderForm()
    if form.validate_on_submit():
        try:
            provider = operations.add_provider(
                db.session(), signed_in().agency_id, form.name.data or "", form.provider_kind,
                by=signed_in(), at=clock.utc_now(),
            )  # fmt: skip
        except InvalidInput as refused:
            db.session.rollback()
            form.refuse(refused.message, "name")
        else:
            db.session.commit()
            flash(_("Lembaga tersimpan."), "success")
            return redirect(url_for(".provider_page", provider_id=provider.id))
    return render_page("training_administration/edit_provider.html", form=form, provider=None)


@blueprint.route(PROVIDER + "/ubah", methods=["GET", "POST"])
@requires(Action.MANAGE_TRAINING)
def edit_provider(provider_id: int) -> Answer:
    """Name one anew."""
    provider = own_provider(provider_id)
    form = ProviderForm(data={"name": provider.name, "kind": provider.kind.value})
    if form.validate_on_submit():
        try:
            operations.change_provider(
                db.session(), provider, form.name.data or "", form.provider_kind,
                by=signed_in(), at=clock.utc_now(),
            )  # fmt: skip
        except InvalidInput as refused:
            db.session.rollback()
            form.refuse(refused.message, "name")
        else:
            db.session.commit()
            flash(_("Lembaga tersimpan."), "success")
            return redirect(url_for(".provider_page", provider_id=provider_id))
    provider = own_provider(provider_id)
    return render_page("training_administration/edit_provider.html", form=form, provider=provider)


@blueprint.get(PROVIDER)
@requires(Action.MANAGE_TRAINING)
def provider_page(provider_id: int) -> Answer:
    """One provider, what is shared with it, and who signs in for it."""
    return _answer(own_provider(provider_id), None)


@blueprint.post(PROVIDER + "/kebutuhan")
@requires(Action.MANAGE_TRAINING)
def share_needs(provider_id: int) -> Answer:
    """Let the provider read the sums of these needs."""
    provider, year = own_provider(provider_id), asked_year()
    form = _sharing_form(provider, year)
    if not form.validate_on_submit():
        return _answer(provider, form)
    needs.share_needs(
        db.session(), provider, year, form.subjects.data or (), by=signed_in(), at=clock.utc_now()
    )
    db.session.commit()
    flash(_("Yang boleh dibaca mitra tersimpan."), "success")
    return redirect(url_for(".provider_page", provider_id=provider_id, tahun=year))


def own_provider(provider_id: int) -> TrainingProvider:
    """One of the reader's agency. Raises TrainingNotFound."""
    return provider_within(db.session(), signed_in().agency_id, provider_id)


def _answer(provider: TrainingProvider, form: SharingForm | None) -> Answer:
    session, year = db.session(), asked_year()
    subjects, language = all_subjects(session), reader_language()
    partners = (
        select(Account)
        .join(PartnerAccount, PartnerAccount.account_id == Account.id)
        .where(PartnerAccount.provider_id == provider.id)
        .order_by(Account.name, Account.id)
    )
    return render_page(
        "training_administration/provider.html",
        provider=provider,
        kinds=PROVIDER_KINDS,
        year=year,
        form=form or _sharing_form(provider, year),
        partners=session.scalars(partners).all(),
        told=needs.shared_places(session, provider, year),
        named=lambda code: subject_words(subjects, code, language),
    )


def _sharing_form(provider: TrainingProvider, year: int) -> SharingForm:
    """Offers what HR decided for the year, and what was shared before."""
    session, language = db.session(), reader_language()
    subjects = all_subjects(session)
    shared = needs.shared_subjects(session, provider.id, year)
    codes = sorted({*needs.needed_subjects(session, provider.agency_id, year), *shared})
    form = SharingForm(data={"subjects": shared})
    form.subjects.choices = [
        SelectChoice(code, subject_words(subjects, code, language)) for code in codes
    ]
    return form
