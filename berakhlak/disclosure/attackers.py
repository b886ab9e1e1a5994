"""Readers who hold answers of their own, attacked from printed figures alone.

Closing counted from the sheets how often each kind of reader is certain (the certificate). Here the
sheets are gone: what is left bounds those counts, and shows a certificate that cannot be true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from berakhlak.disclosure.attack import grid
from berakhlak.disclosure.report import Counts, Finding, Leak, Place, Subject
from berakhlak.statistics.certificate import CITIZEN, FEW, step_of
from berakhlak.statistics.frozen_result import Cell
from berakhlak.statistics.statements import Certificate

KNOWN = (1, 2)


@dataclass(frozen=True)
class Attacker:
    """A reader in the audit's rows; `certified` is its key in a certificate, `count` that of the
    audit's own count, `among` that of the cells it is about."""

    name: str
    certified: str
    count: str
    among: str = "anonymous"


ATTACKERS = (
    Attacker("outsider", "0", "unanimous"),
    Attacker("officer", "0", "unanimous"),
    Attacker("rater", "1", "known_1"),
    Attacker("two_raters", "2", "known_2"),
    Attacker("one_voice", f"{CITIZEN}1", "own_1", "voices"),
    Attacker("two_voices", f"{CITIZEN}2", "own_2", "voices"),
    Attacker("hr", "0", "unanimous"),
    Attacker("hr_and_one", "1", "known_1"),
    Attacker("hr_and_two", "2", "known_2"),
)


def reached(cell: Cell, group: str, steps: int) -> Iterator[str]:
    """Names of the counts that a printed behaviour of an anonymous group adds one to."""
    yield "anonymous"
    if group == CITIZEN:
        yield "voices"
    if may_be_certain(cell, 0, steps):
        yield "known_0"
    for k in KNOWN:
        if may_be_certain(cell, k, steps):
            yield f"known_{k}"
            if group == CITIZEN:
                yield f"own_{k}"


def may_be_certain(cell: Cell, k: int, steps: int) -> bool:
    """Whether k raters who tell each other their answers may be certain of another's: whether some
    answers of theirs leave one other rater, or all others at one end of the scale."""
    if cell.n is None or cell.mean is None or cell.n <= k:
        return False
    others, (low, high) = cell.n - k, grid(cell.mean, cell.n)
    ends = (others, steps * others)
    return others == 1 or any(
        k <= total - end <= steps * k for total in range(low, high + 1) for end in ends
    )


def attack_certificate(
    certificate: Certificate | None, counts: Counts, name: str
) -> Iterator[Finding]:
    """Whether a certificate says what printed figures allow."""
    if certificate is not None and not _can_be_true(certificate, counts):
        yield Finding(leak=Leak.UNEXPLAINED, source=Place(owner=name, subject=Subject.CERTIFICATE))


def _can_be_true(certificate: Certificate, counts: Counts) -> bool:
    learned, cells = certificate.now.learned, counts.anonymous
    if certificate.now.figures != cells or cells < FEW:
        return False
    slack = step_of(cells) / 2 + 1e-4  # As shares are rounded.
    bounds = {k: getattr(counts, f"known_{k}") / cells for k in (0, *KNOWN)}
    few = all(learned[str(k)].certain <= most + slack for k, most in bounds.items())
    # Means of more than a hundred answers are rounded: closing knew more ends than print shows.
    return few and learned["0"].certain >= counts.unanimous / cells - slack
