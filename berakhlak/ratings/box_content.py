"""What a box holds: answers, comments and a revision, as bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_COMMENT_LENGTH = 1000  # letters


@dataclass(frozen=True)
class SheetContent:
    """Answers by behaviour code (0 = cannot rate), comments by value code.

    `revision` counts savings, so that a second device cannot overwrite the first unnoticed.
    `changed` is, by behaviour or value code, the revision that changed it last: changes of
    different fields can then be merged, and a change sent twice is known for what it is.
    """

    answers: dict[str, int] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    revision: int = 0
    changed: dict[str, int] = field(default_factory=dict)

    def followed_by(self, answers: Mapping[str, int], comments: Mapping[str, str]) -> SheetContent:
        """The next revision, with exactly these answers and comments."""
        revision = self.revision + 1
        before: dict[str, object] = {**self.answers, **self.comments}
        after: dict[str, object] = {**answers, **comments}
        differing = {code for code in before | after if before.get(code) != after.get(code)}
        changed = self.changed | dict.fromkeys(differing, revision)
        return SheetContent(dict(answers), dict(comments), revision, changed)

    def changed_since(self, revision: int) -> SheetContent:
        """Only what later revisions have changed; a comment taken away is empty."""
        codes = {code for code, at in self.changed.items() if at > revision}
        answers = {code: score for code, score in self.answers.items() if code in codes}
        comments = {code: self.comments.get(code, "") for code in codes if code not in answers}
        return SheetContent(answers, comments, self.revision)

    def to_bytes(self) -> bytes:
        # Sorted: the order in which somebody tapped, or was asked, is nobody's concern.
        codes = (dict(sorted(each.items())) for each in (self.answers, self.comments, self.changed))
        answers, comments, changed = codes
        return json.dumps(
            {"a": answers, "c": comments, "r": self.revision, "v": changed},
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> SheetContent:
        data = json.loads(content.decode())  # Of bytes it would first guess an encoding.
        return cls(data["a"], data["c"], data["r"], data.get("v", {}))
