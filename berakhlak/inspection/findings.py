"""What one check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How much it matters, in the words of the screen."""

    OK = "baik"
    WARNING = "peringatan"
    PROBLEM = "masalah"


@dataclass(frozen=True)
class Finding:
    """One line for the operator; `remedy` says how to mend what is not well."""

    level: Level
    subject: str
    words: str
    remedy: str = ""


def fine(subject: str, words: str) -> Finding:
    """All is well."""
    return Finding(Level.OK, subject, words)


def warning(subject: str, words: str, remedy: str) -> Finding:
    """Works, but should be looked at."""
    return Finding(Level.WARNING, subject, words, remedy)


def problem(subject: str, words: str, remedy: str) -> Finding:
    """Does not work, or lets answers be lost or linked."""
    return Finding(Level.PROBLEM, subject, words, remedy)
