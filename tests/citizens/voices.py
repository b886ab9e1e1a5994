"""What citizens send, and what has arrived."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.models import Counter, OpenVoice
from berakhlak.cycles.keys import KeyStore
from tests.support.pages import Page


def filled(
    page: Page, score: int = 5, *, officer: int | None = None, comment: str = ""
) -> dict[str, str]:
    """The form of the page with the first officer and the same answer to all behaviours; to a
    question that has answers of its own, the nearest."""
    form = answered(page, score)
    chosen = officer or page.all("input[name=officer]")[0]["value"]
    ticket = str(page.one("input[name=ticket]")["value"])
    return form | {"officer": str(chosen), "ticket": ticket, "comment": comment}


def answered(page: Page, score: int) -> dict[str, str]:
    """The same answer to every question about behaviours, or the nearest that it offers."""
    offered: dict[str, set[int]] = {}
    for radio in page.all("input[type=radio]"):
        if str(radio["name"]).startswith("jawaban-"):
            offered.setdefault(str(radio["name"]), set()).add(int(str(radio["value"])))
    return {name: str(_nearest(score, known)) for name, known in offered.items()}


def _nearest(score: int, known: set[int]) -> int:
    return score if score in known else min(known - {0}, key=lambda each: abs(each - score))


def voices(session: Any, counter: Counter, keys: KeyStore) -> list[VoiceContent]:
    """All voices of the counter's cycle, unlocked."""
    session.expire_all()
    key = keys.load_key(counter.cycle.key_name)
    rows = session.scalars(select(OpenVoice).where(OpenVoice.cycle_id == counter.cycle_id))
    return [VoiceContent.from_bytes(key.decrypt(row.box, row.id)) for row in rows]
