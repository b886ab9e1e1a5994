"""What a citizen's box holds."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from berakhlak.citizens.doors import Door


@dataclass(frozen=True)
class VoiceContent:
    """Answers by behaviour code about one officer, or about a counter (`ratee_id` is 0 then); an
    optional comment, and the door it came by; `held`: the batch in which it waits for HR, where it
    does."""

    ratee_id: int
    answers: dict[str, int] = field(default_factory=dict)
    comment: str = ""
    door: Door = Door.POSTER
    held: int | None = None
    counter_id: int | None = None

    def to_bytes(self) -> bytes:
        data: dict[str, object] = {"o": self.ratee_id, "a": self.answers, "c": self.comment}
        if self.door is not Door.POSTER:
            data["d"] = self.door.value
        if self.held is not None:
            data["h"] = self.held
        if self.counter_id is not None:
            data["l"] = self.counter_id
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> VoiceContent:
        data = json.loads(content)
        # Of voices that an older version took, nobody knows the door.
        door = Door(data.get("d", Door.POSTER))
        return cls(data["o"], data["a"], data["c"], door, data.get("h"), data.get("l"))
