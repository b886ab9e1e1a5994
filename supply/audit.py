"""Ask a database of vulnerabilities about every package of a lock; say plainly when none answers.

    python -m supply.audit PIP-AUDIT [LOCK]

Ends with 0 when every package was looked up and none is known to be vulnerable, 1 when one is, 3
when packages could not be looked up: then nothing is known of them, which is no good news.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from supply.locked import LOCK, locked_packages

SERVICES = ("pypi", "osv")
PATIENCE = 600  # Seconds for one database.
CLEAN, VULNERABLE, UNKNOWN = 0, 1, 3


@dataclass(frozen=True)
class AuditAnswer:
    """What databases said: names looked up, and one line for each vulnerability."""

    looked_up: frozenset[str] = frozenset()
    vulnerabilities: tuple[str, ...] = ()
    silent: tuple[str, ...] = field(default=())

    @property
    def code(self) -> int:
        if self.vulnerabilities:
            return VULNERABLE
        return UNKNOWN if self.silent else CLEAN


def answer_of(report: str, asked: list[str]) -> AuditAnswer:
    """Read the JSON of pip-audit; what it does not speak of, or skips, was not looked up."""
    found = _dependencies(report)
    known = {each["name"] for each in found if "vulns" in each}
    lines = tuple(line for each in found for line in _lines(each))
    silent = tuple(name for name in asked if name not in known)
    return AuditAnswer(frozenset(known), lines, silent)


def _dependencies(report: str) -> list[dict[str, Any]]:
    try:
        return list(json.loads(report)["dependencies"])
    except (ValueError, KeyError, TypeError):
        return []  # It broke off, as it does where no network is.


def _lines(each: dict[str, Any]) -> Iterator[str]:
    for vulnerability in each.get("vulns", []):
        mended = ", ".join(vulnerability.get("fix_versions") or []) or "no version yet"
        yield f"{each['name']} {each['version']}: {vulnerability['id']}, mended in {mended}"


def words(answer: AuditAnswer) -> str:
    """The answer for whoever asked."""
    if not answer.looked_up:
        return "no database of vulnerabilities could be reached: NOTHING was checked"
    lines = [*answer.vulnerabilities, f"{len(answer.looked_up)} packages were looked up"]
    if answer.silent:
        lines.append(f"of these nothing is known: {', '.join(answer.silent)}")
    return "\n".join(lines)


def ask(program: str, lock: str, asked: list[str]) -> AuditAnswer:
    """Ask one database after the other, until one answers."""
    answer = AuditAnswer(silent=tuple(asked))
    for service in SERVICES:
        options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "-f", "json"]
        command = [program, *options, "-s", service, "-r", lock]
        try:
            told = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            continue
        answer = answer_of(told.stdout, asked)
        if answer.looked_up:
            break
    return answer


def main(program: str, lock: str = str(LOCK)) -> int:
    answer = ask(program, lock, [each.name for each in locked_packages(Path(lock))])
    print(words(answer))
    return answer.code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
