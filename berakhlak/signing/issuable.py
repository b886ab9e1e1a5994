"""What can be issued: a document of one officer that has room for its code."""

from __future__ import annotations

from typing import Protocol, Self

from berakhlak.documents.parts import VerificationDetails


class Issuable(Protocol):
    """A finished document in one language. `verification` is None until it is prepared."""

    @property
    def participant_id(self) -> int: ...

    @property
    def language(self) -> str: ...

    @property
    def verification(self) -> VerificationDetails | None: ...

    def with_verification(self, verification: VerificationDetails) -> Self:
        """The same document with its code and where to check it."""
        ...
