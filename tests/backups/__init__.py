"""Backups of both engines, taken and restored for real."""

from datetime import UTC, datetime

AT = datetime(2026, 6, 1, 3, 0, tzinfo=UTC)
