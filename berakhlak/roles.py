"""Who may do what, in four words; views declare them, accounts carry them."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A standing of an account. Being somebody's supervisor is not a role: the tree says it."""

    OFFICER = "officer"
    HR = "hr"
    ADMIN = "admin"
