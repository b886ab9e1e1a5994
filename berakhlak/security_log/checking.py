"""Reading the log back: lines that were changed, slipped in or taken away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from berakhlak.security_log.lines import key_of_lines, read_line


@dataclass(frozen=True)
class LogReport:
    """`foreign`: lines that are not ours as they stand. `missing`: numbers that no line has."""

    lines: int
    foreign: int
    missing: int


def log_files(place: Path) -> list[Path]:
    """The log and what was moved away beside it, unless packed."""
    beside = place.parent.glob(f"{place.name}*")
    return sorted(each for each in beside if each.is_file() and each.suffix not in (".gz", ".zst"))


def check_log(files: Iterable[Path], secret: str) -> LogReport:
    """Compare every line with its mark, and the numbers of each writer with each other."""
    key = key_of_lines(secret)
    lines = foreign = 0
    seen: dict[object, set[int]] = {}
    for line in _lines(files):
        lines += 1
        fields = read_line(line, key)
        number = fields.get("n") if fields else None
        if fields is None or not isinstance(number, int):
            foreign += 1
        else:
            seen.setdefault(fields.get("writer"), set()).add(number)
    # From the first that is left on: older ones were moved away, or their days are over.
    missing = sum(max(each) - min(each) + 1 - len(each) for each in seen.values())
    return LogReport(lines, foreign, missing)


def _lines(files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        with file.open(encoding="ascii", errors="replace", newline="\n") as opened:
            yield from opened
