"""/audit: who did what, for administrators; for HR, as far as their role reaches."""

from __future__ import annotations

import json
from functools import partial
from hashlib import sha256
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response

from berakhlak import clock, text
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.audit.acts import Act
from berakhlak.audit_log.asked_filter import asked_filter, unread_day
from berakhlak.audit_log.file_job import AUDIT_FILE
from berakhlak.audit_log.files import AT_ONCE, MOST, audit_file
from berakhlak.audit_log.queries import OWN_ACTS, AuditFilter, audit_lines_of, audit_page_of
from berakhlak.documents.responses import agency_timezone, attached_file
from berakhlak.downloads.models import DownloadKind
from berakhlak.downloads.operations import record_download
from berakhlak.extensions import db
from berakhlak.jobs.asking import ask_for_job, commit_job
from berakhlak.permissions import Action
from berakhlak.spreadsheets import XLSX
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.navigation import NavigationEntry
from berakhlak.web.pages import render_page

blueprint = Blueprint("audit_log", __name__)
PLACE = NavigationEntry(_("Riwayat aktivitas"), "audit_log.audit_page", "log", Action.READ_SIGN_INS)


@blueprint.get("/audit")
@requires(Action.READ_RECORD)
def audit_page() -> tuple[str, int]:
    """The record of the agency, newest first, narrowed as the reader wishes."""
    wanted, problem = _wanted()
    number = page_number()
    lines = audit_page_of(db.session(), signed_in(), number, wanted)
    return render_page(
        "audit_log/record.html",
        lines=lines,
        given=_given(),
        problem=problem,
        acts=_choices(wanted),
        most=MOST,
        at_once=AT_ONCE,
        address=partial(_address, "audit_page"),
        file_address=_address,
        hides_own=wanted.hides_own_acts,
    )


@blueprint.get("/audit.xlsx")
@requires(Action.READ_RECORD)
@asks_password_again
def audit_table() -> Response:
    """The same as a workbook."""
    return _file("xlsx")


@blueprint.get("/audit.csv")
@requires(Action.READ_RECORD)
@asks_password_again
def audit_text() -> Response:
    """The same as CSV."""
    return _file("csv")


@blueprint.post("/audit/berkas")
@requires(Action.READ_RECORD)
@asks_password_again
def make_audit_file() -> Response:
    """The same of more lines than are written at once, as a job."""
    ending = "csv" if request.form.get("bentuk") == "csv" else "xlsx"
    me, given = signed_in(), _given()
    wish = json.dumps([me.id, ending, given, f"{clock.utc_now():%Y-%m-%d %H:%M}"])
    job = ask_for_job(
        AUDIT_FILE, {"given": given, "ending": ending}, key=sha256(wish.encode()).hexdigest(),
        agency_id=me.agency_id, subject=gettext("Riwayat aktivitas"),
    )  # fmt: skip
    return redirect(commit_job(job))


def _file(ending: str) -> Response:
    wanted, _problem = _wanted()
    account, session = signed_in(), db.session()
    lines = list(audit_lines_of(session, account, wanted, AT_ONCE + 1))
    if len(lines) > AT_ONCE:
        flash(_("Catatan sebanyak ini disusun sebagai pekerjaan. Tekan “Buat berkas”."), "danger")
        return redirect(_address("audit_page"))
    answer = attached_file(
        audit_file(lines, ending, agency_timezone()),
        f"riwayat-aktivitas.{ending}",
        XLSX if ending == "xlsx" else "text/csv",
    )
    record_download(
        session,
        DownloadKind.AUDIT_LOG,
        subject=gettext("Riwayat aktivitas"),
        about=ngettext("%(num)s catatan", "%(num)s catatan", len(lines)),
        by=account,
        at=clock.utc_now(),
    )
    db.session.commit()
    return answer


def _given() -> dict[str, str]:
    names = ("cari", "tindakan", "dari", "sampai")
    return {name: text.single_line(request.args.get(name, "")) for name in names}


def _address(page: str, number: int | None = None) -> str:
    given: dict[str, Any] = {name: words for name, words in _given().items() if words}
    return url_for(f".{page}", halaman=number, **given)


def _wanted() -> tuple[AuditFilter, str]:
    """The filter, and a sentence on a day that could not be read."""
    given = _given()
    unread = unread_day(given)
    problem = ""
    if unread:
        problem = gettext(
            "Tanggal “%(typed)s” tidak terbaca. Tulis seperti 31/12/2026.", typed=unread
        )
    return asked_filter(given, signed_in(), agency_timezone()), problem


def _choices(wanted: AuditFilter) -> list[dict[str, object]]:
    acts = [act for act in Act if not (wanted.hides_own_acts and act in OWN_ACTS)]
    named = sorted((str(act.words), f"{act.kind}:{act.code}") for act in acts)
    return [{"value": "", "label": _("Semua tindakan")}] + [
        {"value": code, "label": words} for words, code in named
    ]
