"""What judges say, and what of it has been accepted with a reason."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ACCEPTED = Path(__file__).with_name("accepted.toml")


@dataclass(frozen=True, order=True)
class Finding:
    """One complaint: a rule of the judge, and the page, file or parameter that it is about."""

    judge: str
    rule: str
    place: str = field(compare=True)

    def __str__(self) -> str:
        return f"{self.judge}: {self.rule} ({self.place})"


@dataclass(frozen=True)
class Verdict:
    """A judge who has looked at `looked_at`; with `absent`, one who could not come, and why."""

    judge: str
    version: str = ""
    looked_at: str = ""
    findings: tuple[Finding, ...] = ()
    absent: str = ""


@dataclass(frozen=True)
class Acceptance:
    """Complaints that are known and stay, by pattern, with the reason."""

    judge: str
    rule: str
    place: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        return (
            finding.judge == self.judge
            and fnmatch(finding.rule, self.rule)
            and fnmatch(finding.place, self.place)
        )


def acceptances(file: Path = ACCEPTED) -> list[Acceptance]:
    """What `accepted.toml` says."""
    found = tomllib.loads(file.read_text(encoding="utf-8")).get("accepted", [])
    return [Acceptance(**each) for each in found]


def open_findings(verdicts: Iterable[Verdict], known: Iterable[Acceptance]) -> list[Finding]:
    """Complaints that nobody has accepted."""
    known = list(known)
    every = {finding for verdict in verdicts for finding in verdict.findings}
    return sorted(each for each in every if not any(one.covers(each) for one in known))


def summary(verdict: Verdict, known: list[Acceptance], day: str) -> dict[str, Any]:
    """What is kept of a verdict: counts, what is open, and how often each reason was needed."""
    every = set(verdict.findings)
    counts = [(one, sum(map(one.covers, every))) for one in known]
    return {
        "day": day,
        "version": verdict.version,
        "looked_at": verdict.looked_at,
        "absent": verdict.absent,
        "findings": len(every),
        "open": list(map(str, open_findings([verdict], known))),
        "accepted": [[one.rule, one.place, one.reason, count] for one, count in counts if count],
    }


def paper(record: Mapping[str, Mapping[str, Any]]) -> str:
    """docs/judges.md, of the summaries by judge."""
    beginning = (
        "# What other people's judges say\n\n"
        "`make judge` writes this, after runs against a demonstration on one machine. Why these judges, and how they\n"  # noqa: E501
        "are kept apart: [0218](decisions/0218-asvs-and-other-peoples-judges.md). One that could not come, or not to the end,\n"  # noqa: E501
        "says nothing of the rest.\n\n"
        "| judge | version | on | looked at | findings | accepted with a reason | open |\n"
        "|---|---|---|---|---|---|---|\n"
    )
    rows = "".join(_row(name, each) for name, each in record.items())
    return beginning + rows + _open(record) + _accepted(record)


def _row(name: str, each: Mapping[str, Any]) -> str:
    if each["absent"]:
        why = f"**not run**: {each['absent']}"
        return f"| {name} | {each['version']} | {each['day']} | {why} | | | |\n"
    still = len(each["open"])
    counts = (each["findings"], each["findings"] - still, still)
    cells = (name, each["version"], each["day"], each["looked_at"], *counts)
    return f"| {' | '.join(map(str, cells))} |\n"


def _open(record: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [f"- {line}\n" for each in record.values() for line in each["open"]]
    return "".join(["\n## Open\n\n", *lines]) if lines else ""


def _accepted(record: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [
        f"- **{name}**, `{rule}` in `{place}` ({count}): {reason}\n"
        for name, each in record.items()
        for rule, place, reason, count in each["accepted"]
    ]
    return "".join(["\n## Accepted\n\n", *lines]) if lines else ""
