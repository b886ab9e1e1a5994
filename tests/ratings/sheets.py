"""Filled forms, as a browser would send them."""

from __future__ import annotations

from collections.abc import Iterable

from tests.support.pages import Page


def typed(
    codes: Iterable[str],
    score: int = 4,
    *,
    action: str = "save",
    revision: int = 0,
    **comments: str,
) -> dict[str, str]:
    """The same answer to all the behaviours named, with comments by value code."""
    form = {f"jawaban-{code}": str(score) for code in codes}
    form |= {f"komentar-{value}": text for value, text in comments.items()}
    return form | {"action": action, "revision": str(revision)}


def chosen(page: Page) -> dict[str, int]:
    """Behaviour -> the answer that is chosen in the form shown."""
    return {
        str(radio["name"]).removeprefix("jawaban-"): int(str(radio["value"]))
        for radio in page.all("input[type=radio][checked]")
    }


def revision(page: Page) -> int:
    """The hidden number of the saving that the form goes on from."""
    return int(str(page.one("input[name=revision]")["value"]))
