"""What judges say, and what of it has been accepted with a reason."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

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


def paper(verdicts: list[Verdict], known: list[Acceptance], day: str) -> str:
    """docs/judges.md."""
    return "".join([*_beginning(day), *_table(verdicts, known), *_reasons(verdicts, known)])


def _beginning(day: str) -> Iterator[str]:
    yield "# What other people's judges say\n\n"
    yield (
        f"`make judge` wrote this on {day}, after a run against a demonstration on one machine. Why these judges, and how they are\n"  # noqa: E501
        "kept apart: [0218](decisions/0218-asvs-and-other-peoples-judges.md). A judge that could not come says nothing of the product.\n\n"  # noqa: E501
    )


def _table(verdicts: list[Verdict], known: list[Acceptance]) -> Iterator[str]:
    yield "| judge | version | looked at | findings | accepted with a reason | open |\n"
    yield "|---|---|---|---|---|---|\n"
    for each in verdicts:
        if each.absent:
            yield f"| {each.judge} | {each.version} | **not run**: {each.absent} | | | |\n"
            continue
        still = len(open_findings([each], known))
        every = len(set(each.findings))
        row = (each.judge, each.version, each.looked_at, every, every - still, still)
        yield f"| {' | '.join(map(str, row))} |\n"


def _reasons(verdicts: list[Verdict], known: list[Acceptance]) -> Iterator[str]:
    still = open_findings(verdicts, known)
    if still:
        yield "\n## Open\n\n"
        yield from (f"- {each}\n" for each in still)
    every = {finding for verdict in verdicts for finding in verdict.findings}
    used = [one for one in known if any(map(one.covers, every))]
    if used:
        yield "\n## Accepted\n\n"
        for one in used:
            count = sum(map(one.covers, every))
            yield f"- **{one.judge}**, {one.rule}, {one.place} ({count}): {one.reason}\n"
