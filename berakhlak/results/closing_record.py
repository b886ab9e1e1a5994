"""Berita Acara Penutupan: one page on what a cycle's closing fixed, to be printed and kept."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy import Group
from berakhlak.disclosure.queries import latest_audit
from berakhlak.documents.parts import Fact
from berakhlak.documents.pdf import STYLES, Printable, render
from berakhlak.documents.wording import GROUP_NAMES
from berakhlak.formats import long_date, number
from berakhlak.people.models import Agency
from berakhlak.sealing.merkle_tree import signs_of
from berakhlak.sealing.models import CycleResult
from berakhlak.signing.issuing import IssuingDesk
from berakhlak.statistics.frozen_result import CycleFigures
from berakhlak.transparency.files import rooted_result

STYLE = "css/closing_record.css"


@dataclass(frozen=True, kw_only=True)
class ClosingRecord:
    """The page, ready to print in one language; `statement` says by whom it is signed."""

    language: str
    agency: str
    cycle: str
    root: str
    dated_iso: str
    facts: tuple[Fact, ...]
    counts: tuple[Fact, ...]
    hashes: tuple[Fact, ...]
    statement: str


def closing_record(
    session: Session, cycle: Cycle, *, desk: IssuingDesk, language: str, timezone: str
) -> bytes:
    """The page as PDF, signed where a signer is set.

    Raises ResultNotFound, NoRoot, SigningFailed.
    """
    with force_locale(language):
        statement = desk.signer.statement() if desk.signer else ""
        record = _record(session, cycle, statement, timezone, language)
        template = current_app.jinja_env.get_template("results/closing_record.html")
        html = template.render(record=record)
    document = Printable(
        html=html,
        identifier=f"berita-acara/{record.root}/{language}".encode(),
        styles=(*STYLES, STYLE),
    )
    rendered = render(document)
    return desk.signed_page(rendered, _("Berita Acara Penutupan"))


def _record(
    session: Session, cycle: Cycle, statement: str, timezone: str, language: str
) -> ClosingRecord:
    result = rooted_result(session, cycle)
    assert cycle.sealed_at is not None  # Closing writes the moment together with the results.
    assert result.root is not None
    agency = session.get_one(Agency, cycle.agency_id).name
    sealed = cycle.sealed_at.astimezone(ZoneInfo(timezone))
    return ClosingRecord(
        language=language,
        agency=agency,
        cycle=cycle.name,
        root=signs_of(bytes.fromhex(result.root)),
        dated_iso=sealed.date().isoformat(),
        facts=(
            Fact(label=_("Instansi"), text=agency),
            Fact(label=_("Nama siklus"), text=cycle.name),
            Fact(
                label=_("Masa penilaian"),
                text=f"{long_date(cycle.opens_on)} – {long_date(cycle.closes_on)}",
            ),
            Fact(label=_("Ditutup"), text=f"{long_date(sealed.date())}, {sealed:%H.%M %Z}"),
        ),
        counts=_counts(CycleFigures.from_json(result.payload)),
        hashes=_hashes(session, cycle, result),
        statement=statement,
    )


def _counts(figures: CycleFigures) -> tuple[Fact, ...]:
    """What withholding allows to be told: small groups are not in the totals."""
    told = [
        Fact(label=str(GROUP_NAMES[group]), text=number(figures.n_sheets[group]))
        for group in Group
        if group in figures.n_sheets
    ]
    return (Fact(label=_("Pegawai dinilai"), text=number(figures.n_officers)), *told)


def _hashes(session: Session, cycle: Cycle, result: CycleResult) -> tuple[Fact, ...]:
    kept = latest_audit(session, cycle.id)
    audited = _("belum dijalankan")
    if kept is not None and kept[0].sha256 == result.sha256:
        day = long_date(kept[0].at.date())
        audited = (
            _("tidak ada angka yang dapat dipulihkan (%(day)s)", day=day)
            if kept[0].is_safe
            else _("ada angka yang dapat dipulihkan (%(day)s)", day=day)
        )
    instrument = cycle.instrument
    return (
        Fact(label=_("Aturan hitung"), text=_("versi %(version)s", version=result.rules_version)),
        Fact(
            label=_("Kuesioner"),
            text=_(
                "%(code)s versi %(version)s, SHA-256 %(hash)s",
                code=instrument.code,
                version=instrument.version,
                hash=instrument.sha256,
            ),
        ),
        Fact(label=_("Hasil (SHA-256)"), text=result.sha256),
        Fact(label=_("Pemeriksaan kebocoran"), text=str(audited)),
    )
