"""What lies around the application: room on the disk, the PDF renderer, the clock."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from berakhlak.documents.pdf import STATIC, render_pdf
from berakhlak.formats import format_moment, format_number
from berakhlak.inspection.findings import (
    InspectionFinding,
    good_finding,
    problem_finding,
    warning_finding,
)

SAMPLE = (
    '<!DOCTYPE html><html lang="id"><head><title>Uji</title></head>'
    "<body><h1>Berorientasi Pelayanan</h1></body></html>"
)
ROOM = lazy_gettext("Ruang disk")
CLOCK = lazy_gettext("Jam")
CATALOGUES = Path(__file__).resolve().parents[1]
COMFORTABLE = 1_000_000_000
SLACK = timedelta(minutes=5)


def inspect_disk_space(folder: Path, size: int) -> InspectionFinding:
    """Whether a database of `size` bytes can be rewritten (sealing does) and copied (a backup)."""
    free = shutil.disk_usage(folder).free
    words = _("%(room)s MB bebas di %(path)s", room=format_number(free // 1_000_000), path=folder)
    if free < 2 * size:
        return problem_finding(
            ROOM,
            _(
                "%(free)s; mengunci dan mencadangkan memerlukan %(room)s MB",
                free=words,
                room=format_number(2 * size // 1_000_000),
            ),
            _("kosongkan disk, atau pindahkan basis data"),
        )
    if free < COMFORTABLE:
        return warning_finding(ROOM, words, _("kosongkan disk sebelum penuh"))
    return good_finding(ROOM, words)


def inspect_pdf() -> Iterator[InspectionFinding]:
    """Render one line with the renderer and the fonts of the product."""
    if not list((STATIC / "vendor").glob("*/*.woff2")):
        words = _("berkas huruf tidak ada di static/vendor")
        yield problem_finding(_("Huruf"), words, _("pasang ulang aplikasi"))
    try:
        made = render_pdf(SAMPLE)
    except Exception as error:  # A library that is missing shows itself in many ways.
        words = _("tidak dapat dibuat (%(why)s)", why=f"{type(error).__name__}: {error}")
        yield problem_finding("PDF", words, "scripts/system.sh run")
        return
    words = ngettext(
        "dapat dibuat (%(num)s bita untuk satu baris)",
        "dapat dibuat (%(num)s bita untuk satu baris)",
        len(made),
    )
    yield good_finding("PDF", words)


def inspect_words() -> InspectionFinding:
    """Whether the catalogues of words were made; without them, languages are mixed."""
    unmade = [
        file.relative_to(CATALOGUES)
        for file in sorted(CATALOGUES.rglob("*.po"))
        if not file.with_suffix(".mo").exists()
    ]
    if unmade:
        words = _("belum disusun: %(files)s", files=", ".join(map(str, unmade)))
        return problem_finding(_("Katalog kata"), words, "make install")
    return good_finding(_("Katalog kata"), _("tersusun"))


def inspect_clock(now: datetime, latest: datetime | None) -> InspectionFinding:
    """The clock against the `latest` act on record: time does not run backwards."""
    if latest is not None and latest > now + SLACK:
        return problem_finding(
            CLOCK,
            _(
                "%(now)s, sebelum tindakan terakhir yang tercatat (%(latest)s)",
                now=format_moment(now),
                latest=format_moment(latest),
            ),
            _("setel jam server (timedatectl set-ntp true)"),
        )
    return good_finding(CLOCK, format_moment(now))
