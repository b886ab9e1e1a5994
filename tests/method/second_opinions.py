"""Let R compute what it can of the kits, and keep what it finds for the tests.

Run: python -m tests.method.second_opinions [seed]. It needs `Rscript` with lme4 and metafor; tests
need neither, they read the tables in `tests/method/kits`. R sees the kits' sheets alone, nothing
that our functions made of them.
"""

from __future__ import annotations

import csv
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.method.make_truth import make

HERE = Path(__file__).parent
KEPT = HERE / "kits"
PLACE = KEPT.relative_to(HERE.parents[1])
SCRIPT = HERE / "r" / "main.R"
PACKAGES = ("lme4", "metafor")
SEED = 1
OPINIONS = {
    "noisy/scullen": ("adjusted", "reliability", "bars"),
    "noisy/ceil": ("adjusted", "reliability", "bars"),
    "noisy/demo": ("adjusted", "reliability", "bars"),
    "units/none_10": ("units",),
    "units/differ_5": ("units",),
    "units/differ_10": ("adjusted", "units"),
    "units/differ_30": ("units",),
    "traps/two_bosses": ("reliability",),
    "citizens": ("citizens",),
    "": ("versions",),
}


def what_is_missing() -> str | None:
    """Why R cannot be asked on this machine, in words that say how to mend it."""
    program = shutil.which("Rscript")
    if program is None:
        return "Rscript is not on this machine. Install R (Debian: apt-get install r-base-core)."
    for package in PACKAGES:
        asked = [program, "-e", f"library({package})"]
        if subprocess.run(asked, check=False, capture_output=True).returncode:
            return f"R has no package {package}. Install it (Debian: r-cran-{package})."
    return None


def ask(name: str, kit: Path, out: Path) -> None:
    """Let one R script read `kit` and write its tables to `out`."""
    out.mkdir(parents=True, exist_ok=True)
    program = shutil.which("Rscript") or "Rscript"
    subprocess.run([program, str(SCRIPT), name, str(kit), str(out)], check=True)


def digest(kit: Path) -> str:
    """Of every file that R reads in a kit."""
    given = sorted([*kit.glob("sheets.csv"), *kit.glob("counters_*.csv")])
    return hashlib.sha256(b"".join(path.read_bytes() for path in given)).hexdigest()


def remake(seed: int = SEED) -> None:
    """Make the kits anew, ask R on each, keep its tables and what they were made from."""
    with TemporaryDirectory() as folder:
        kits = Path(folder)
        make(kits, seed)
        for kit, names in OPINIONS.items():
            for name in names:
                ask(name, kits / kit, KEPT / kit)
        with (KEPT / "r_kits.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(("kit", "sha256"))
            table.writerows((kit, digest(kits / kit)) for kit in OPINIONS if kit)


def main() -> int:
    missing = what_is_missing()
    if missing:
        sys.stdout.write(f"{missing} The tests do without: they read {PLACE}.\n")
        return 1
    remake(int(sys.argv[1]) if len(sys.argv) > 1 else SEED)
    sys.stdout.write(f"Written below {PLACE}; tests/method/test_second_opinions.py compares.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
