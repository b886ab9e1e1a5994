"""/pegawai/pasangan: who must not rate whom, as HR says it."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak import clock
from berakhlak.accounts.session import signed_in
from berakhlak.extensions import db
from berakhlak.nominations.barred_file import COLUMNS, PairsRefused, bar_pairs_from_file
from berakhlak.nominations.barred_forms import PairForm, PairsFileForm
from berakhlak.nominations.barred_pairs import barred_pair, select_barred
from berakhlak.nominations.barring import BarredAlready, CannotBeBarred, bar_pair, lift_pair
from berakhlak.nominations.models import BarredPair
from berakhlak.nominations.views import Answer, blueprint
from berakhlak.pagination import paginate_rows
from berakhlak.people.models import Person
from berakhlak.people.own_person import own_person
from berakhlak.people.table_lines import FaultyLine
from berakhlak.people.typed_officers import OfficerUnclear, find_officer
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number, row_argument, searched_words
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

PAIRS = "/pegawai/pasangan"
PER_PAGE = 50
NAMED_AT_MOST = 100


@blueprint.get(PAIRS)
@requires(Action.PREPARE_CYCLES)
def barred_pairs_page() -> Answer:
    """Every pair that is barred, found by the name of one of them."""
    words = searched_words()[:100]
    found = select_barred(signed_in().agency_id, words)
    number = page_number()
    pairs = paginate_rows(db.session(), found, number, PER_PAGE, lambda row: row)
    return render_page(
        "nominations/barred_pairs.html",
        pairs=pairs,
        words=words,
        kept_words=kept_rating_words,
        address=partial(_list_address, words),
    )


@blueprint.route(PAIRS + "/baru", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def bar_pair_page() -> Answer:
    """Bar one pair; ?pegawai= fills in one of the two."""
    form = PairForm(data={"first": _first_name()})
    if form.validate_on_submit() and (pair := _barred(form)):
        db.session.commit()
        names = {"one": pair.first.called, "other": pair.second.called}
        flash(
            _("%(one)s dan %(other)s tidak saling menilai dalam siklus berikutnya.", **names),
            "success",
        )
        if kept := kept_rating_words(pair):
            flash(kept, "info")
        return redirect(url_for(".barred_pairs_page"))
    return render_page("nominations/bar_pair.html", form=form)


@blueprint.route(PAIRS + "/berkas", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def bar_pairs_file_page() -> Answer:
    """Bar every pair of a file, or say what is wrong with it."""
    form, faults = PairsFileForm(), tuple[FaultyLine, ...]()
    if form.validate_on_submit():
        try:
            return _barred_from_file(form.file.data.read())
        except PairsRefused as refused:
            db.session.rollback()
            faults = refused.faults
            words = ngettext(
                "%(num)s hal keliru. Tidak ada yang disimpan.",
                "%(num)s hal keliru. Tidak ada yang disimpan.",
                len(faults),
            )
            form.refuse(words, "file")
    return render_page(
        "nominations/barred_file.html",
        form=form,
        faults=faults[:NAMED_AT_MOST],
        more=len(faults) - NAMED_AT_MOST,
        columns_of_file=COLUMNS,
    )


@blueprint.route(PAIRS + "/<row:pair_id>/cabut", methods=["GET", "POST"])
@requires(Action.PREPARE_CYCLES)
def lift_pair_page(pair_id: int) -> Answer:
    """Let a pair rate each other again."""
    pair = barred_pair(db.session(), signed_in().agency_id, pair_id)
    if request.method != "POST":  # HEAD asks as GET does, and carries no token.
        return render_page("nominations/lift_pair.html", pair=pair)
    lift_pair(db.session(), pair, by=signed_in(), at=clock.utc_now())
    db.session.commit()
    flash(_("Larangan dicabut."), "success")
    return redirect(url_for(".barred_pairs_page"))


def kept_rating_words(pair: BarredPair) -> str:
    """What goes on between the two: the law has a supervisor rate whom they lead."""
    for lead, officer in ((pair.first, pair.second), (pair.second, pair.first)):
        if officer.supervisor_id == lead.id:
            names = {"lead": lead.called, "officer": officer.called}
            said = _("%(lead)s tetap menilai %(officer)s sebagai atasan langsungnya.", **names)
            return str(said)
    return ""


def _barred(form: PairForm) -> BarredPair | None:
    """The pair, or None when the form has something to complain of."""
    one, other = (_typed_officer(form, field) for field in ("first", "second"))
    if one is None or other is None:
        return None
    now, reason = clock.utc_now(), form.reason.data or ""
    try:
        return bar_pair(db.session(), one, other, reason, by=signed_in(), at=now)
    except (CannotBeBarred, BarredAlready) as refused:
        form.refuse(refused.message, "second")
        return None


def _typed_officer(form: PairForm, field: str) -> Person | None:
    try:
        return find_officer(db.session(), signed_in().agency_id, form[field].data or "")
    except OfficerUnclear as refused:
        form.refuse(refused.message, field)
        return None


def _barred_from_file(content: bytes) -> Answer:
    """Raises PairsRefused."""
    account, now = signed_in(), clock.utc_now()
    added, known = bar_pairs_from_file(db.session(), account.agency_id, content, by=account, at=now)
    db.session.commit()
    flash(ngettext("%(num)s pasangan dilarang.", "%(num)s pasangan dilarang.", added), "success")
    if known:
        flash(
            ngettext(
                "%(num)s baris menyebut pasangan yang sudah dilarang.",
                "%(num)s baris menyebut pasangan yang sudah dilarang.",
                known,
            ),
            "info",
        )
    return redirect(url_for(".barred_pairs_page"))


def _first_name() -> str:
    person_id = row_argument("pegawai")
    return own_person(Action.PREPARE_CYCLES, person_id).called if person_id else ""


def _list_address(words: str, number: int | None) -> str:
    return url_for(".barred_pairs_page", cari=words or None, halaman=number)
