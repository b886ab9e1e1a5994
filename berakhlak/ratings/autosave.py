"""Changes of a sheet as the script sends them while answers are tapped, and what it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.operations import SheetInvalid

BROKEN = "a change needs base (a revision), answers and comments"


@dataclass(frozen=True)
class SheetChanges:
    """Some answers by behaviour code and comments by value code, made at the sight of `base`."""

    base: int
    answers: Mapping[str, int]
    comments: Mapping[str, str]

    @classmethod
    def from_request(cls, data: object) -> SheetChanges:
        """Read `{"base": 5, "answers": {"BP1": 4}, "comments": {}}`; raises SheetInvalid."""
        if not isinstance(data, dict):
            raise SheetInvalid(BROKEN)
        base, answers, comments = (data.get(name) for name in ("base", "answers", "comments"))
        if (
            not _is_whole(base)
            or base < 0
            or not (_holds_whole(answers) and _holds_texts(comments))
        ):
            raise SheetInvalid(BROKEN)
        return cls(base, answers, comments)


def content_as_json(content: SheetContent) -> dict[str, Any]:
    """A whole or partial content, as the script reads it."""
    return {
        "revision": content.revision,
        "answers": content.answers,
        "comments": content.comments,
    }


def codes_stored_as_sent(changes: SheetChanges, now: SheetContent) -> list[str]:
    """Codes of the fields of a change that are stored as they were sent: the word on each."""
    answers = [code for code, score in changes.answers.items() if now.answers.get(code) == score]
    texts = changes.comments.items()
    return answers + [code for code, text in texts if now.comments.get(code, "") == text.strip()]


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _holds_whole(values: object) -> TypeGuard[dict[str, int]]:
    return isinstance(values, dict) and all(map(_is_whole, values.values()))


def _holds_texts(values: object) -> TypeGuard[dict[str, str]]:
    return isinstance(values, dict) and all(map(_is_text, values.values()))


def _is_text(value: object) -> bool:
    # JSON can spell half of a sign (\ud800), which no encoding can store.
    return isinstance(value, str) and not any("\ud800" <= sign <= "\udfff" for sign in value)
