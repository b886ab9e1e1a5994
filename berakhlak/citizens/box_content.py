"""What a citizen's box holds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class VoiceContent:
    """Answers by behaviour code about one officer, and an optional comment."""

    ratee_id: int
    answers: dict[str, int] = field(default_factory=dict)
    comment: str = ""

    def to_bytes(self) -> bytes:
        return json.dumps(
            {"o": self.ratee_id, "a": self.answers, "c": self.comment},
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> VoiceContent:
        data = json.loads(content)
        return cls(data["o"], data["a"], data["c"])
