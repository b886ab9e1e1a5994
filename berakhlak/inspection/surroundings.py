"""What lies around the application: room on the disk, the PDF renderer, the clock."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from berakhlak.inspection.findings import Finding, fine, problem, warning
from berakhlak.reports.pdf import STATIC, render_pdf

SAMPLE = (
    '<!DOCTYPE html><html lang="id"><head><title>Uji</title></head>'
    "<body><h1>Berorientasi Pelayanan</h1></body></html>"
)
COMFORTABLE = 1_000_000_000
SLACK = timedelta(minutes=5)


def inspect_room(folder: Path, size: int) -> Finding:
    """Whether a database of `size` bytes can be rewritten (sealing does) and copied (a backup)."""
    free = shutil.disk_usage(folder).free
    words = f"{free // 1_000_000} MB bebas di {folder}"
    if free < 2 * size:
        return problem(
            "Ruang disk",
            f"{words}; menyegel dan mencadangkan memerlukan {2 * size // 1_000_000} MB",
            "kosongkan disk, atau pindahkan basis data",
        )
    if free < COMFORTABLE:
        return warning("Ruang disk", words, "kosongkan disk sebelum penuh")
    return fine("Ruang disk", words)


def inspect_pdf() -> Iterator[Finding]:
    """Render one line with the renderer and the fonts of the product."""
    if not list((STATIC / "vendor").glob("*/*.woff2")):
        yield problem("Huruf", "berkas huruf tidak ada di static/vendor", "pasang ulang aplikasi")
    try:
        made = render_pdf(SAMPLE)
    except Exception as error:  # A library that is missing shows itself in many ways.
        yield problem(
            "PDF", f"tidak dapat dibuat ({type(error).__name__}: {error})", "scripts/system.sh run"
        )
        return
    yield fine("PDF", f"dapat dibuat ({len(made)} bita untuk satu baris)")


def inspect_clock(now: datetime, latest: datetime | None) -> Finding:
    """The clock against the `latest` act on record: time does not run backwards."""
    if latest is not None and latest > now + SLACK:
        return problem(
            "Jam",
            f"{now:%Y-%m-%d %H:%M} UTC, sebelum tindakan terakhir yang tercatat "
            f"({latest:%Y-%m-%d %H:%M} UTC)",
            "setel jam server (timedatectl set-ntp true)",
        )
    return fine("Jam", f"{now:%Y-%m-%d %H:%M} UTC")
