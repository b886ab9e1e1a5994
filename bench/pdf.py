"""What a profile costs on paper, against WeasyPrint used the plain way, in the same run.

Run ``python -m bench.pdf``; under two minutes. The peers, all warm, one process, in turns on the
same profiles so that a busy machine slows them alike:

- ``ours``: ``alone``, and what documents have in common kept between them (documents/quick);
- ``alone``: shared fonts, stylesheets parsed once, documents read as XML, block flow, fixed tables,
  streams packed once, room on the stack;
- ``plain``: the same document and layout, HTML and stylesheets read anew for every profile;
- ``naive``: plain, and laid out by flexible boxes, grids and automatic tables;
- ``roomy``: naive, with the same room on the stack as ours.

All must give the same words and tags; ours and alone the same bytes; ours and plain the same
pictures of pages. None of the measured profiles was seen before. Then whole exports, by one and by
two worker processes.
"""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from berakhlak.documents.pdf import STATIC, STYLES, VARIANT, render_pdf
from berakhlak.documents.stack_room import with_room
from berakhlak.exports.export import ExportProgress, export_profiles
from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.printing import profile_html
from berakhlak.profiles.profile import Profile, ProfileSource
from tests.factories.profiles import rendering_app, rich_officer
from tests.support.pdf import opened, tags, text_of

PAIRED = 12
WARMING = 6
EXPORTED = 12
CORES = len(os.sched_getaffinity(0))
FREE = 0.15  # Cores that other programs may use before the machine counts as busy.
GIVEN = ("Siti", "Budi", "Made", "Ketut", "Rina", "Agus", "Dewi")
FAMILY = ("Rahmawati", "Santoso", "Wijaya", "Lestari", "Nasution", "Hutapea", "Kurniawan")
FLEX = """
.halves { display: flex; gap: 5mm } .half { display: block; flex: 1; padding: 0 }
.comment-group { display: grid; grid-template-columns: 25% 75% }
.comment-head, .comments { display: block; width: auto }
.identity, .identity tbody { display: block }
.identity tr { display: flex } .identity th { flex: 0 0 34mm } .identity td { flex: 1 }
.figures { table-layout: auto; overflow-wrap: normal }
"""


def plain(html: str, more: str = "") -> bytes:
    """Render as the manual shows it, everything made anew."""
    fonts = FontConfiguration()
    files = [CSS(filename=str(STATIC / style), font_config=fonts) for style in STYLES]
    styles = [*files, CSS(string=more)] if more else files
    document = HTML(string=html, base_url=(STATIC / "document.html").as_uri())
    content: bytes = document.write_pdf(font_config=fonts, stylesheets=styles, pdf_variant=VARIANT)
    return content


def naive(html: str) -> bytes:
    return plain(html, FLEX)


def roomy(html: str) -> bytes:
    return with_room(partial(naive, html))


def ours(html: str) -> bytes:
    return render_pdf(html, is_one_of_many=True)


PEERS: dict[str, Callable[[str], bytes]] = {
    "ours": ours,
    "alone": render_pdf,
    "plain": plain,
    "naive": naive,
    "roomy": roomy,
}


def cpu_seconds(render: Callable[[str], bytes], html: str) -> float:
    """CPU seconds of one document, the collection of its garbage included."""
    start = time.process_time()
    render(html)
    gc.collect()
    return time.process_time() - start


def paired(documents: list[str]) -> None:
    """Print each peer's CPU per profile, its share of naive and ours of it, profile by profile."""
    spent: dict[str, list[float]] = {name: [] for name in PEERS}
    for html in documents:
        for name, render in PEERS.items():
            spent[name].append(cpu_seconds(render, html))
    print(f"{'':8} {'CPU ms/profile':>15} {'it / naive':>11} {'ours / it':>10}")
    for name, seconds in spent.items():
        print(
            f"{name:8} {statistics.median(seconds) * 1000:>15.0f}"
            f" {_share(seconds, spent['naive']):>11.2f} {_share(spent['ours'], seconds):>10.2f}"
        )


def _share(some: list[float], others: list[float]) -> float:
    """The middle one of the shares of single profiles."""
    return statistics.median(one / other for one, other in zip(some, others, strict=True))


def check_equal(html: str) -> None:
    """Warm every peer up and hold what they make against each other."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = {peer: render(html) for peer, render in PEERS.items()}
        words = {peer: sorted(text_of(pdf, folder).split()) for peer, pdf in made.items()}
        found = {peer: tags(opened(pdf)) for peer, pdf in made.items()}
        assert made["ours"] == made["alone"]
        assert words["ours"] == words["plain"]
        assert set(words["ours"]) == set(words["naive"])
        assert found["ours"] == found["plain"]
        for tag in ("/H1", "/H2", "/H3", "/P", "/TD", "/TH", "/Table", "/Figure", "/L", "/LI"):
            assert found["ours"][tag] == found["naive"][tag] > 0, tag
        ours, theirs = (pictures(made[peer], folder / peer) for peer in ("ours", "plain"))
    assert ours == theirs
    print(f"same words and tags; {len(ours)} pages of ours and plain are the same pictures\n")


def pictures(pdf: bytes, folder: Path) -> list[bytes]:
    """Every page as 100 dpi picture."""
    folder.mkdir()
    (folder / "read.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "100", str(folder / "read.pdf"), str(folder / "page")]
    subprocess.run(command, check=True)
    return [path.read_bytes() for path in sorted(folder.glob("page*.ppm"))]


@dataclass(frozen=True, kw_only=True)
class Export:
    """Profiles a second once all workers were under way; cores that other programs used."""

    rate: float
    seconds: float
    foreign: float


def exported(profiles: list[Profile], workers: int) -> Export:
    """A whole export into an empty folder."""
    finished: list[float] = []

    def note(_progress: ExportProgress) -> None:
        finished.append(time.perf_counter())

    start, busy, own = time.perf_counter(), busy_seconds(), own_seconds()
    with tempfile.TemporaryDirectory() as folder:
        done = export_profiles(
            profiles, Path(folder), total=len(profiles), workers=workers, report=note
        )
    assert done.done == len(profiles)
    seconds = time.perf_counter() - start
    foreign = (busy_seconds() - busy - own_seconds() + own) / seconds
    steady = finished[-1] - finished[workers - 1]
    rate = (len(profiles) - workers) / steady
    return Export(rate=rate, seconds=seconds, foreign=max(foreign, 0.0))


def busy_seconds() -> float:
    """CPU seconds that all programs of the machine have used."""
    fields = [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:]]
    idle = fields[3] + fields[4]
    return (sum(fields[:8]) - idle) / os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    """CPU seconds of this process and of its workers that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def exports(profiles: list[Profile]) -> None:
    one, two = exported(profiles, 1), exported(profiles, 2)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\nexport of {len(profiles)}, start-up included: ", end="")
    print(f"1 process {one.seconds:.1f} s, 2 processes {two.seconds:.1f} s")
    print(f"once under way: {one.rate:.1f} and {two.rate:.1f} profiles/s ", end="")
    print(f"({two.rate / one.rate:.2f}x); peak of a worker {peak:.0f} MB")
    foreign = max(one.foreign, two.foreign)
    if CORES < 2 or foreign > FREE:
        print(f"The machine was busy: others used {foreign:.2f} of {CORES} cores, ", end="")
        print("so the gain of a second process is not to be read from this run.")


def somebody(number: int) -> ProfileSource:
    """An officer whose name, figures and comments no other has."""
    officer = rich_officer(seed=number, participant_id=number)
    name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // len(GIVEN) % len(FAMILY)]} {number}"
    return replace(
        officer,
        identity=replace(officer.identity, name=name),
        comments=tuple((code, turned(text, number)) for code, text in officer.comments),
    )


def turned(text: str, number: int) -> str:
    """The same words in another order."""
    words = text.split()
    place = number % len(words)
    return " ".join([*words[place:], *words[:place], str(number)])


def main() -> None:
    with rendering_app().app_context():
        profiles = [build_profile(somebody(number)) for number in range(1, WARMING + EXPORTED + 1)]
        warming, documents = [
            [profile_html(profile) for profile in part]
            for part in (profiles[:WARMING], profiles[WARMING : WARMING + PAIRED])
        ]
        check_equal(warming[0])
        for html in warming[1:]:
            for render in PEERS.values():
                render(html)
        # What is warm by now is not searched for garbage again, whoever is measured.
        gc.collect()
        gc.freeze()
        paired(documents)
        exports(profiles[WARMING:])


if __name__ == "__main__":
    main()
