"""/audit: who did what, for administrators; for HR, as far as their role reaches."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from berakhlak import clock, text
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.audit.acts import Act
from berakhlak.audit_log.files import MOST, audit_csv, audit_workbook
from berakhlak.audit_log.queries import OWN_ACTS, AuditFilter, audit_lines_of, audit_page_of
from berakhlak.documents.responses import agency_timezone, attached_file
from berakhlak.downloads.models import DownloadKind
from berakhlak.downloads.operations import record_download
from berakhlak.extensions import db
from berakhlak.permissions import Action
from berakhlak.spreadsheets import XLSX
from berakhlak.web.addresses import page_number
from berakhlak.web.forms import DATE_FORMATS
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


def _file(ending: str) -> Response:
    wanted, _problem = _wanted()
    account, session = signed_in(), db.session()
    lines = list(audit_lines_of(session, account, wanted, MOST))
    write, kind = (audit_workbook, XLSX) if ending == "xlsx" else (audit_csv, "text/csv")
    name = f"riwayat-aktivitas.{ending}"
    answer = attached_file(write(lines, agency_timezone()), name, kind)
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
    first, last = _day(given["dari"]), _day(given["sampai"])
    unread = [words for words, day in ((given["dari"], first), (given["sampai"], last))
              if words and day is None]  # fmt: skip
    problem = ""
    if unread:
        problem = gettext(
            "Tanggal “%(typed)s” tidak terbaca. Tulis seperti 31/12/2026.", typed=unread[0]
        )
    kind, _dot, code = given["tindakan"].partition(":")
    found = AuditFilter(
        act=Act.of(kind, code),
        name=given["cari"],
        first=first,
        last=last,
        hides_own_acts=not signed_in().may(Action.READ_SIGN_INS),
        timezone=agency_timezone(),
    )
    return found, problem


def _day(typed: str) -> date | None:
    for layout in DATE_FORMATS:
        try:
            found = datetime.strptime(typed, layout).date()  # noqa: DTZ007  A day has no zone.
        except ValueError:
            continue
        # The day after the last one and days before zones were drawn do not exist.
        return found if 1900 < found.year < 9999 else None
    return None


def _choices(wanted: AuditFilter) -> list[dict[str, object]]:
    acts = [act for act in Act if not (wanted.hides_own_acts and act in OWN_ACTS)]
    named = sorted((str(act.words), f"{act.kind}:{act.code}") for act in acts)
    return [{"value": "", "label": _("Semua tindakan")}] + [
        {"value": code, "label": words} for words, code in named
    ]
