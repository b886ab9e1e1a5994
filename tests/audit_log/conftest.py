"""The calendar and the small open cycle of the record."""

from __future__ import annotations

from tests.cycle_administration.conftest import keys, on_day, opened

__all__ = ["keys", "on_day", "opened"]
