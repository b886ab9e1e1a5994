"""What one worker holds while it prints thousands of different profiles.

Run ``python -m bench.pdf_memory [profiles] [alone]``; a fifth of a second each. With `alone`
documents keep nothing for each other (documents/quick). The figure to read is the growth from the
first tenth on; ``exports.export.RECYCLE_AFTER`` follows from it.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

from bench.pdf import somebody
from berakhlak.documents.pdf import render_pdf
from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.printing import profile_html
from tests.factories.profiles import rendering_app

STEPS = 10


def held() -> float:
    """Resident memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    profiles = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    is_kept = "alone" not in sys.argv
    found: list[float] = []
    with rendering_app().app_context():
        for number in range(1, profiles + 1):
            html = profile_html(build_profile(somebody(number)))
            render_pdf(html, is_one_of_many=is_kept)
            if number % (profiles // STEPS) == 0:
                gc.collect()
                found.append(held())
                print(f"{number:6} profiles {found[-1]:6.0f} MB", flush=True)
    growth = found[-1] - found[0]
    print(f"grew by {growth:.0f} MB over the last {profiles - profiles // STEPS}", end="")
    print(f", {growth / (profiles - profiles // STEPS) * 1024:.0f} kB each")


if __name__ == "__main__":
    main()
