"""What a citizen's box holds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

POSTER, KIOSK, PAPER = "poster", "kiosk", "paper"


@dataclass(frozen=True)
class VoiceContent:
    """Answers by behaviour code about one officer, an optional comment, and by which door it came:
    poster, ticket, display, queue, kiosk or paper."""

    ratee_id: int
    answers: dict[str, int] = field(default_factory=dict)
    comment: str = ""
    door: str = POSTER

    def to_bytes(self) -> bytes:
        content = {"o": self.ratee_id, "a": self.answers, "c": self.comment}
        # Left out for posters: boxes from before there were other doors stay as they are.
        content |= {} if self.door == POSTER else {"d": self.door}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> VoiceContent:
        data = json.loads(content)
        return cls(data["o"], data["a"], data["c"], data.get("d", POSTER))
