"""Errors that the domain raises; named after what happened, they carry no HTTP.

The message is shown to the person as it stands, so it says what is wrong and how to mend it.
"""

from __future__ import annotations


class DomainError(Exception):
    """A request that the rules refuse."""

    message: object = ""

    def __init__(self, message: object = "") -> None:
        self.message = message or type(self).message
        super().__init__(self.message)

    def __str__(self) -> str:
        # Messages may be lazy translations, resolved in the language of whoever reads them.
        return str(self.message)


class NotFound(DomainError):
    """There is no such thing, or none that this person may know of."""


class NotAllowed(DomainError):
    """This person may not do this."""


class StateConflict(DomainError):
    """The thing is no longer in the state that the action needs."""


class InvalidInput(DomainError):
    """What was given breaks a rule that the domain states."""


class ServiceUnavailable(DomainError):
    """Nothing is wrong with what was asked: the installation has to be mended first.

    `detail` says what, where and how to mend it; for operators alone.
    """

    def __init__(self, detail: str = "") -> None:
        super().__init__()
        self.detail = detail
