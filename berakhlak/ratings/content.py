"""What a box holds: answers, comments and a revision, as bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SheetContent:
    """Answers by behaviour code (0 = cannot rate), comments by value code.

    `revision` counts savings, so that a second device cannot overwrite the first unnoticed.
    """

    answers: dict[str, int] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    revision: int = 0

    def to_bytes(self) -> bytes:
        return json.dumps(
            {"a": self.answers, "c": self.comments, "r": self.revision},
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> SheetContent:
        data = json.loads(content)
        return cls(data["a"], data["c"], data["r"])
