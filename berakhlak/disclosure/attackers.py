"""Readers who hold answers of their own, attacked from printed figures alone.

Closing counted from the sheets how often each kind of reader is certain (the certificate). Here the
sheets are gone: what is left bounds those counts, and shows a certificate that cannot be true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from berakhlak.disclosure.attack import printed_sum_bounds
from berakhlak.disclosure.report import AuditCounts, AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.statistics.certificate import CITIZEN_GROUP, FEWEST_FIGURES, share_step
from berakhlak.statistics.frozen_result import CellFigures
from berakhlak.statistics.statements import DisclosureCertificate

KNOWN_ANSWERS = (1, 2)


@dataclass(frozen=True)
class AttackerKind:
    """A reader in the audit's rows; `certified` is its key in a certificate, `count` that of the
    audit's own count, `among` that of the cells it is about."""

    name: str
    certified: str
    count: str
    among: str = "anonymous"


ATTACKERS = (
    AttackerKind("outsider", "0", "unanimous"),
    AttackerKind("officer", "0", "unanimous"),
    AttackerKind("rater", "1", "known_1"),
    AttackerKind("two_raters", "2", "known_2"),
    AttackerKind("one_voice", f"{CITIZEN_GROUP}1", "own_1", "voices"),
    AttackerKind("two_voices", f"{CITIZEN_GROUP}2", "own_2", "voices"),
    AttackerKind("hr", "0", "unanimous"),
    AttackerKind("hr_and_one", "1", "known_1"),
    AttackerKind("hr_and_two", "2", "known_2"),
)


def attacker_count_names(cell: CellFigures, group: str, steps: int) -> Iterator[str]:
    """Names of the counts that a printed behaviour of an anonymous group adds one to."""
    yield "anonymous"
    if group == CITIZEN_GROUP:
        yield "voices"
    if may_be_certain(cell, 0, steps):
        yield "known_0"
    for k in KNOWN_ANSWERS:
        if may_be_certain(cell, k, steps):
            yield f"known_{k}"
            if group == CITIZEN_GROUP:
                yield f"own_{k}"


def may_be_certain(cell: CellFigures, k: int, steps: int) -> bool:
    """Whether k raters who tell each other their answers may be certain of another's: whether some
    answers of theirs leave one other rater, or all others at one end of the scale."""
    if cell.n is None or cell.mean is None or cell.n <= k:
        return False
    others, (low, high) = cell.n - k, printed_sum_bounds(cell.mean, cell.n)
    ends = (others, steps * others)
    return others == 1 or any(
        k <= total - end <= steps * k for total in range(low, high + 1) for end in ends
    )


def attack_certificate(
    certificate: DisclosureCertificate | None, counts: AuditCounts, name: str
) -> Iterator[AuditFinding]:
    """Whether a certificate says what printed figures allow."""
    if certificate is not None and not _can_be_true(certificate, counts):
        yield AuditFinding(
            leak=LeakKind.UNEXPLAINED,
            source=FigurePlace(owner=name, subject=FigureKind.CERTIFICATE),
        )


def _can_be_true(certificate: DisclosureCertificate, counts: AuditCounts) -> bool:
    learned, cells = certificate.now.learned, counts.anonymous
    if certificate.now.figures != cells or cells < FEWEST_FIGURES:
        return False
    slack = share_step(cells) / 2 + 1e-4  # As shares are rounded.
    bounds = {k: getattr(counts, f"known_{k}") / cells for k in (0, *KNOWN_ANSWERS)}
    few = all(learned[str(k)].certain <= most + slack for k, most in bounds.items())
    # Means of more than a hundred answers are rounded: closing knew more ends than print shows.
    return few and learned["0"].certain >= counts.unanimous / cells - slack
