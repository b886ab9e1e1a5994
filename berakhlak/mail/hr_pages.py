"""/surat: what HR sees of mail: whether it leaves, what was refused, and who is invited anew."""

from __future__ import annotations

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import exists, func, select
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import account_by_sign_in_name
from berakhlak.accounts.session import signed_in
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyUnusable
from berakhlak.cycles.models import Cycle, Participant
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.mail import queries
from berakhlak.mail.blueprint import blueprint
from berakhlak.mail.devices import release_device
from berakhlak.mail.forms import ChoicesForm, InviteForm, read_days
from berakhlak.mail.kinds import WORDED_BY_HR, MailKind
from berakhlak.mail.models import MailMessage
from berakhlak.mail.operations import ReceiverNotFound, change_choices, invite_anew
from berakhlak.pagination import paginate_list
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]

KIND_NAMES = {
    MailKind.INVITATION: lazy_gettext("Undangan menilai"),
    MailKind.EXTENDED: lazy_gettext("Batas waktu diundur"),
    MailKind.REMINDER: lazy_gettext("Pengingat"),
    MailKind.PART_REMINDER: lazy_gettext("Pengingat bagi sebagian penilai"),
    MailKind.NAME_PEERS: lazy_gettext("Pengingat usulan rekan"),
    MailKind.JUDGE_NAMES: lazy_gettext("Pengingat tanggapan atasan"),
    MailKind.HOLDER_CODES: lazy_gettext("Pengingat pemegang kunci"),
    MailKind.PUBLISHED: lazy_gettext("Profil terbit"),
    MailKind.CHECK_IN: lazy_gettext("Melihat kembali langkah"),
    MailKind.TALK_OPINION: lazy_gettext("Pendapat tentang percakapan"),
    MailKind.PULSE_CONSENT: lazy_gettext("Ajakan menyetujui tinjauan ulang"),
    MailKind.PULSE_OUT: lazy_gettext("Hasil tinjauan ulang terbit"),
    MailKind.FEEDBACK_ASKED: lazy_gettext("Permintaan umpan balik"),
    MailKind.FEEDBACK_GIVEN: lazy_gettext("Umpan balik"),
    MailKind.COMPLAINT_NEW: lazy_gettext("Keluhan baru"),
    MailKind.COMPLAINT_DUE: lazy_gettext("Batas waktu keluhan"),
    MailKind.COMPLAINT_LATE: lazy_gettext("Keluhan lewat batas waktu"),
    MailKind.COMPLAINT_WATCH: lazy_gettext("Keluhan lewat batas waktu di unit bawahan"),
    MailKind.DECLINED: lazy_gettext("Formulir yang tidak akan diisi"),
    MailKind.NOT_OPENED: lazy_gettext("Siklus tidak dibuka"),
    MailKind.JOB_DONE: lazy_gettext("Pekerjaan selesai"),
    MailKind.JOB_FAILED: lazy_gettext("Pekerjaan tidak selesai"),
}

PER_PAGE = 50


@blueprint.route("/surat", methods=["GET", "POST"])
@requires(Action.SEND_MAIL)
def overview_page() -> Answer:
    """Whether mail leaves, what waits or was refused, and the agency's choices."""
    agency_id, session = signed_in().agency_id, db.session()
    chosen = queries.agency_mail_of(session, agency_id)
    form = ChoicesForm(data=_as_typed(chosen.is_on, chosen.days_before, chosen.has_links))
    if form.validate_on_submit():
        change_choices(
            session,
            agency_id,
            is_on=bool(form.is_on.data),
            days_before=read_days(form.reminder_days.data or ""),
            has_links=bool(form.has_links.data),
            by=signed_in(),
            at=clock.utc_now(),
        )
        session.commit()
        flash(_("Pengaturan email tersimpan."), "success")
        return redirect(url_for(".overview_page"))
    return render_page(
        "mail/overview.html",
        form=form,
        chosen=chosen,
        mail=current_app.config["BERAKHLAK"].mail,
        bounces=paginate_list(queries.bounces_of(session, agency_id), page_number(), PER_PAGE),
        address=lambda page: url_for(".overview_page", halaman=page),
        batches=queries.batches_of(session, agency_id),
        waiting=_waiting(agency_id),
        unreachable=queries.count_without_address(session, agency_id),
        kind_names=KIND_NAMES,
        kinds=WORDED_BY_HR,
    )


@blueprint.route("/surat/undang", methods=["GET", "POST"])
@requires(Action.SEND_MAIL)
def invite_page() -> Answer:
    """Send somebody another invitation; earlier links of theirs open nothing then."""
    form = InviteForm()
    if form.validate_on_submit():
        try:
            account = _account_of_agency(str(form.who.data))
            links = invite_anew(
                db.session(), account, today=local_today(), by=signed_in(), at=clock.utc_now()
            )
            db.session.commit()
            for link in links:
                _release(link.participant_id)
        except (DomainError, KeyUnusable) as error:
            db.session.rollback()
            form.refuse(error.message, "who")
        else:
            flash(_("Undangan untuk %(name)s segera dikirim.", name=account.name), "success")
            return redirect(url_for(".overview_page"))
    return render_page("mail/invite.html", form=form)


def _as_typed(is_on: bool, days: list[int], has_links: bool) -> dict[str, object]:
    typed = ", ".join(map(str, days))
    return {"is_on": is_on, "reminder_days": typed, "has_links": has_links}


def _waiting(agency_id: int) -> list[tuple[str, int]]:
    """(What the server last said, how many wait); to whom is not shown: it tells who is late."""
    is_ours = exists().where(Account.id == MailMessage.account_id, Account.agency_id == agency_id)
    wanted = (
        select(func.coalesce(MailMessage.error, ""), func.count())
        .where(is_ours)
        .group_by(MailMessage.error)
        .order_by(func.count().desc())
    )
    return [(said, count) for said, count in db.session.execute(wanted)]


def _account_of_agency(name: str) -> Account:
    account = account_by_sign_in_name(db.session(), name)
    if account is None or account.agency_id != signed_in().agency_id:
        raise ReceiverNotFound
    return account


def _release(participant_id: int) -> None:
    session = db.session()
    seat = session.get_one(Participant, participant_id)
    cycle = session.get_one(Cycle, seat.cycle_id)
    release_device(session, participant_id, cycle.id, key_store().key_of(cycle))
