"""What a profile costs on paper, against WeasyPrint used the plain way, in the same run.

Run ``python -m bench.pdf``; takes one to two minutes. The peers, all warm, one process, in turns on
the same profiles so that a busy machine slows them alike:

- ``ours``: shared fonts, stylesheets parsed once, block flow and fixed tables;
- ``naive``: the same document and layout, fonts and stylesheets made anew for every profile;
- ``flex``: naive, and laid out by flexible boxes, grids and automatic tables.

Then whole exports, by one and by two worker processes, start-up included.
"""

from __future__ import annotations

import gc
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.document import Profile
from berakhlak.reports.documents import profile_html
from berakhlak.reports.export import export
from berakhlak.reports.pdf import STATIC, STYLES, VARIANT, render_pdf
from tests.factories.profiles import press_app, rich_officer

PAIRED = 10
EXPORTED = 12
FLEX = """
.halves { display: flex; gap: 5mm } .half { flex: 1 }
.comment-group { display: grid; grid-template-columns: 1fr 3fr }
.identity tr { display: grid; grid-template-columns: 34mm 1fr }
.figures { table-layout: auto }
"""


def naive(html: str, more: str = "") -> None:
    """Render as the manual shows it, everything made anew."""
    fonts = FontConfiguration()
    files = [CSS(filename=str(STATIC / style), font_config=fonts) for style in STYLES]
    styles = [*files, CSS(string=more)] if more else files
    document = HTML(string=html, base_url=STATIC.as_uri())
    document.write_pdf(font_config=fonts, stylesheets=styles, pdf_variant=VARIANT)


def flex(html: str) -> None:
    naive(html, FLEX)


def cpu_seconds(render: Callable[[str], object], html: str) -> float:
    """CPU seconds of one document, the collection of its garbage included."""
    start = time.process_time()
    render(html)
    gc.collect()
    return time.process_time() - start


def paired(documents: list[str]) -> None:
    """Print each peer's CPU per profile and our share of it, profile by profile."""
    peers: dict[str, Callable[[str], object]] = {"ours": render_pdf, "naive": naive, "flex": flex}
    spent: dict[str, list[float]] = {name: [] for name in peers}
    for render in peers.values():
        render(documents[0])
    for html in documents:
        for name, render in peers.items():
            spent[name].append(cpu_seconds(render, html))
    print(f"{'':8} {'CPU ms/profile':>15} {'ours / it':>10}")
    for name, seconds in spent.items():
        ratios = [own / other for own, other in zip(spent["ours"], seconds, strict=True)]
        print(
            f"{name:8} {statistics.median(seconds) * 1000:>15.0f}"
            f" {statistics.median(ratios):>10.2f}"
        )


def exported(profiles: list[Profile], workers: int) -> float:
    """Wall seconds of a whole export into an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        done = export(profiles, Path(folder), total=len(profiles), workers=workers)
        spent = time.perf_counter() - start
    assert done.done == len(profiles)
    return spent


def main() -> None:
    with press_app().app_context():
        officers = [
            rich_officer(seed=number, participant_id=number) for number in range(1, EXPORTED + 1)
        ]
        profiles = [build_profile(officer) for officer in officers]
        paired([profile_html(profile) for profile in profiles[:PAIRED]])
        one, two = exported(profiles, 1), exported(profiles, 2)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nexport of {EXPORTED}: 1 process {one:.1f} s, 2 processes {two:.1f} s", end="")
    print(f" ({one / two:.2f}x); peak of a worker {peak:.0f} MB")


if __name__ == "__main__":
    main()
