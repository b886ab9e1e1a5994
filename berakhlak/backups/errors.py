"""What keeps a backup from being taken or restored; messages are for the operator's screen."""

from __future__ import annotations

from berakhlak.errors import DomainError, InvalidInput, StateConflict


class BackupFailed(DomainError):
    """The database could not be copied, or the copy not be written."""


class BackupDamaged(InvalidInput):
    """The file is no backup, or not as it was written."""


class BackupUnfit(InvalidInput):
    """A sound backup, but not for this application, schema or engine."""


class RestoreRefused(StateConflict):
    """The present database stands in the way; nothing was changed."""
