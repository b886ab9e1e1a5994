"""Let every judge look, write docs/judges.md, and fail for what nobody has accepted.

    python -m judges [JUDGE …]

With names, only these look; what the others said last stays.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path

from judges import of_code, of_pages, scanners
from judges.demonstration import ROOT, demonstration
from judges.verdicts import Verdict, acceptances, open_findings, paper, summary

PAPER = ROOT / "docs" / "judges.md"
RECORD = Path(__file__).with_name("record.json")
FOLDER = ROOT / "build" / "judged"


def judged(wanted: list[str]) -> list[Verdict]:
    """Their verdicts. Those that only look come before those that attack."""
    place = FOLDER / f"run-{os.getpid()}"  # Two runs may look at once.
    with demonstration(place) as readers:
        for each in readers:
            each.walk()
            print(f"{each.name}: {len(each.pages)} pages", flush=True)
        judges = {
            "bandit": of_code.bandit,
            "page-validation": lambda: of_code.page_validation(readers),
            "csp_evaluator": lambda: of_pages.csp_evaluator(readers),
            "vnu": lambda: of_pages.vnu(readers, place / "pages"),
            "sqlmap": lambda: scanners.sqlmap(readers, place),
            "wapiti": lambda: scanners.wapiti(readers, place),
        }
        return [_told(name, look) for name, look in judges.items() if not wanted or name in wanted]


def _told(name: str, look: object) -> Verdict:
    began = datetime.now(UTC)
    verdict: Verdict = look()  # type: ignore[operator]
    seconds = (datetime.now(UTC) - began).seconds
    said = verdict.absent or f"{len(set(verdict.findings))} findings in {verdict.looked_at}"
    print(f"{name}: {said} ({seconds} s)", flush=True)
    _note(verdict)
    return verdict


def _note(verdict: Verdict) -> None:
    """At once: a run of an hour may be broken off."""
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    day = datetime.now(UTC).date().isoformat()
    record[verdict.judge] = summary(verdict, acceptances(), day)
    RECORD.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAPER.write_text(paper(record), encoding="utf-8")


def main(wanted: list[str]) -> int:
    known = acceptances()
    verdicts = judged(wanted)
    still = open_findings(verdicts, known)
    print("\n".join(map(str, still)) or "nothing open")
    return 1 if still else 0


if __name__ == "__main__":
    # Ended from outside, it takes the demonstration along.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    sys.exit(main(sys.argv[1:]))
