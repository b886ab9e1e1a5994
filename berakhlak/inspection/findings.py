"""What one check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from berakhlak.run_language import N_


class FindingLevel(StrEnum):
    """How much it matters; the value is a sentence of the catalogue."""

    OK = N_("baik")
    WARNING = N_("peringatan")
    PROBLEM = N_("masalah")


@dataclass(frozen=True)
class InspectionFinding:
    """One line for the operator; `remedy` says how to mend what is not well."""

    level: FindingLevel
    subject: str
    words: str
    remedy: str = ""


def good_finding(subject: object, words: str) -> InspectionFinding:
    """All is well."""
    return InspectionFinding(FindingLevel.OK, str(subject), words)


def warning_finding(subject: object, words: str, remedy: str) -> InspectionFinding:
    """Works, but should be looked at."""
    return InspectionFinding(FindingLevel.WARNING, str(subject), words, remedy)


def problem_finding(subject: object, words: str, remedy: str) -> InspectionFinding:
    """Does not work, or lets answers be lost or linked."""
    return InspectionFinding(FindingLevel.PROBLEM, str(subject), words, remedy)
