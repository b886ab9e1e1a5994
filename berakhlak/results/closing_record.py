"""Berita Acara Penutupan: one page on what a cycle's closing fixed, to be printed and kept."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from berakhlak.cycles.changes import DAYS
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.queries import latest_audit
from berakhlak.documents.parts import LabelledText
from berakhlak.documents.pdf import STYLES, PrintableDocument, render_document
from berakhlak.documents.wording import group_names
from berakhlak.formats import format_number, long_date
from berakhlak.people.models import Agency
from berakhlak.sealing.merkle_tree import root_code
from berakhlak.sealing.models import CycleResult
from berakhlak.signing.issuing import DocumentIssuer
from berakhlak.statistics.frozen_result import CycleFigures
from berakhlak.transparency.files import before_opening, rooted_result

STYLE = "css/closing_record.css"


@dataclass(frozen=True, kw_only=True)
class ClosingRecord:
    """The page, ready to print in one language; `statement` says by whom it is signed."""

    language: str
    agency: str
    cycle: str
    root: str
    dated_iso: str
    facts: tuple[LabelledText, ...]
    counts: tuple[LabelledText, ...]
    hashes: tuple[LabelledText, ...]
    statement: str


def closing_record(
    session: Session, cycle: Cycle, *, issuer: DocumentIssuer, language: str, timezone: str
) -> bytes:
    """The page as PDF, signed where a signer is set.

    Raises ResultNotFound, ResultHasNoRoot, SigningFailed.
    """
    with force_locale(language):
        statement = issuer.signer.statement() if issuer.signer else ""
        record = _record(session, cycle, statement, timezone, language)
    return issuer.signed_page(closing_record_pdf(record), _("Berita Acara Penutupan"))


def closing_record_pdf(record: ClosingRecord) -> bytes:
    """The page as PDF, not yet signed."""
    with force_locale(record.language):
        template = current_app.jinja_env.get_template("results/closing_record.html")
        html = template.render(record=record)
    document = PrintableDocument(
        html=html,
        identifier=f"berita-acara/{record.root}/{record.language}".encode(),
        styles=(*STYLES, STYLE),
    )
    return render_document(document)


def _record(
    session: Session, cycle: Cycle, statement: str, timezone: str, language: str
) -> ClosingRecord:
    result = rooted_result(session, cycle)
    assert cycle.sealed_at is not None  # Closing writes the moment together with the results.
    assert result.root is not None
    figures = CycleFigures.from_json(result.payload)
    agency = session.get_one(Agency, cycle.agency_id).name
    sealed = cycle.sealed_at.astimezone(ZoneInfo(timezone))
    return ClosingRecord(
        language=language,
        agency=agency,
        cycle=cycle.name,
        root=root_code(bytes.fromhex(result.root)),
        dated_iso=sealed.date().isoformat(),
        facts=(
            LabelledText(label=_("Instansi"), text=agency),
            LabelledText(label=_("Nama siklus"), text=cycle.name),
            LabelledText(
                label=_("Masa penilaian"),
                text=f"{long_date(cycle.opens_on)} – {long_date(cycle.closes_on)}",
            ),
            LabelledText(label=_("Ditutup"), text=f"{long_date(sealed.date())}, {sealed:%H.%M %Z}"),
        ),
        counts=(
            *_counts(figures, cycle.policy),
            *_changed(before_opening(session, cycle, figures)["people_changed"]),
        ),
        hashes=_hashes(session, cycle, result),
        statement=statement,
    )


def _counts(figures: CycleFigures, policy: Policy) -> tuple[LabelledText, ...]:
    """What withholding allows to be told: small groups are not in the totals."""
    counts = [
        LabelledText(label=name, text=format_number(figures.n_sheets[code]))
        for code, name in group_names(policy).items()
        if code in figures.n_sheets
    ]
    return (
        LabelledText(label=_("Pegawai dinilai"), text=format_number(figures.n_officers)),
        *counts,
    )


def _changed(people: int | None) -> tuple[LabelledText, ...]:
    """How many officers were moved shortly before opening, where any were."""
    if not people:
        return ()
    words = _(
        "%(people)s dalam %(days)s hari sebelum dibuka", people=format_number(people), days=DAYS
    )
    return (LabelledText(label=str(_("Pegawai yang datanya berubah")), text=str(words)),)


def _hashes(session: Session, cycle: Cycle, result: CycleResult) -> tuple[LabelledText, ...]:
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
        LabelledText(
            label=_("Aturan hitung"), text=_("versi %(version)s", version=result.rules_version)
        ),
        LabelledText(
            label=_("Kuesioner"),
            text=_(
                "%(code)s versi %(version)s, SHA-256 %(hash)s",
                code=instrument.code,
                version=instrument.version,
                hash=instrument.sha256,
            ),
        ),
        LabelledText(label=_("Hasil (SHA-256)"), text=result.sha256),
        LabelledText(label=_("Pemeriksaan kebocoran"), text=str(audited)),
    )
