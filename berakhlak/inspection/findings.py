"""What one check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from berakhlak.run_language import N_


class Level(StrEnum):
    """How much it matters; the value is a sentence of the catalogue."""

    OK = N_("baik")
    WARNING = N_("peringatan")
    PROBLEM = N_("masalah")


@dataclass(frozen=True)
class Finding:
    """One line for the operator; `remedy` says how to mend what is not well."""

    level: Level
    subject: str
    words: str
    remedy: str = ""


def fine(subject: object, words: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, str(subject), words)


def warning(subject: object, words: str, remedy: str) -> Finding:
    """Works, but should be looked at."""
    return Finding(Level.WARNING, str(subject), words, remedy)


def problem(subject: object, words: str, remedy: str) -> Finding:
    """Does not work, or lets answers be lost or linked."""
    return Finding(Level.PROBLEM, str(subject), words, remedy)
