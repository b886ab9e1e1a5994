"""The standings that an account may be given; `permissions` says what each may do, and how far."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A standing of an account. Being somebody's supervisor is not a role: the tree says it."""

    OFFICER = "officer"
    HR = "hr"
    READER = "reader"
    ADMIN = "admin"
    OPERATOR = "operator"  # Of the installation; of no agency, and nothing else besides.
    PARTNER = "partner"  # Of a provider of trainings; no officer, and nothing else besides.
