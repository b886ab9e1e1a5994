"""What the words of rules version 1 would say of the demo's profiles, beside those of version 2.

Run: python -m bench.words [world]. Builds the demo agency in a folder of its own (half a minute),
reads the frozen figures of its closed cycle, and counts in both versions: profiles whose advice
leaves out the behaviour that others see least, by what is left of it when errors are counted and
by the bare figure; group headlines about what may be chance; sentences that call a value's
self-rating higher or lower for certain; and percentiles that lie 20 or more points from the rank of
the adjusted figure. The percentile of version 1 is made of its own figure, with its weights and
without taking out what is a group's habit.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from flask_babel import force_locale
from sqlalchemy import select

from berakhlak import clock
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Participant
from berakhlak.cycles.rater_groups import Relation
from berakhlak.demo.operations import seed_if_empty
from berakhlak.extensions import db
from berakhlak.profiles import guidance, narrative
from berakhlak.profiles.profile import ProfileSource
from berakhlak.profiles.queries import load_profile_source
from berakhlak.sealing.freezing.statements import NEVER_CALLED_RARE
from berakhlak.sealing.models import OfficerResult
from berakhlak.statistics.frozen_result import FIRST_RULES, BehaviourFigures
from tests.support.databases import build_app, migrate_to_head

OLD_WEIGHTS = {
    Relation.SELF: 0.0,
    Relation.SUPERVISOR: 0.35,
    Relation.PEER: 0.25,
    Relation.SUBORDINATE: 0.25,
    Relation.CITIZEN: 0.15,
}
Height = Callable[[BehaviourFigures], float]
FAR = 20  # Points of percentile.
COUNTS = {
    "profiles": "profiles with a figure of others",
    "missed": "behaviour lowest against the own average missing from the advice",
    "printed": "behaviour with the lowest printed figure missing from the advice",
    "noise": "group headline about what may be chance",
    "definite": "sentences: self-rating of a value surely higher or lower",
    "rank": f"percentile {FAR} or more points from the adjusted figure",
}


@dataclass(frozen=True)
class Read:
    """A profile's facts with its ranks from 0 to 100: of the raw and of the adjusted figure."""

    source: ProfileSource
    raw: float
    adjusted: float | None


def frozen() -> list[ProfileSource]:
    """Every published profile of the demo with a figure of others."""
    session = db.session()
    seats = session.scalars(
        select(Participant).join(OfficerResult, OfficerResult.participant_id == Participant.id)
    ).all()
    profiles = [load_profile_source(session, seat, "Asia/Jakarta") for seat in seats]
    return [each for each in profiles if each.figures.overall_others is not None]


def ranked(profiles: list[ProfileSource]) -> list[Read]:
    raw = _ranks([_plain_figure(each) for each in profiles])
    adjusted = _ranks([each.figures.adjusted.score for each in profiles])
    return [Read(each, raw[place] or 0.0, adjusted[place]) for place, each in enumerate(profiles)]


def _plain_figure(source: ProfileSource) -> float | None:
    """The overall figure of version 1: groups as they are, by its weights, then values."""
    values = []
    for value in source.figures.values:
        shown = {g: c.mean for g, c in value.cells.items() if c.mean is not None}
        total = sum(OLD_WEIGHTS[group] for group in shown)
        if total:
            values.append(sum(OLD_WEIGHTS[g] * mean for g, mean in shown.items()) / total)
    return sum(values) / len(values) if values else None


def _ranks(figures: list[float | None]) -> list[float | None]:
    known = [figure for figure in figures if figure is not None]

    def rank(figure: float) -> float:
        below = sum(other < figure for other in known)
        equal = sum(other == figure for other in known) - 1
        return 100 * (below + equal / 2 + 0.5) / len(known)

    return [None if figure is None else rank(figure) for figure in figures]


def of_version_1(given: ProfileSource) -> ProfileSource:
    """The same figures, worded as before."""
    return replace(given, release=replace(given.release, rules_version=FIRST_RULES))


def counted(read: Read, *, old: bool) -> Counter[str]:
    given = of_version_1(read.source) if old else read.source
    figures = given.figures
    said = [narrative.value_sentence(given, value, "id") for value in figures.values]
    headline = narrative.groups_finding(given, "id")
    told_apart = "paling berbeda" in headline if old else figures.group_difference is not None
    return Counter(
        profiles=1,
        missed=_misses(given, _contrast, old=old),
        printed=_misses(given, _printed, old=old),
        noise=told_apart and figures.group_difference is None,
        definite=sum("diri lebih" in sentence for sentence in said),
        rank=old and read.adjusted is not None and abs(read.raw - read.adjusted) >= FAR,
    )


def _misses(
    given: ProfileSource, height: Callable[[BehaviourFigures], float], *, old: bool
) -> bool:
    """Whether the advice leaves out the behaviour of the least `height`."""
    rows = [row for value in given.figures.values for row in value.behaviours]
    rows = [row for row in rows if row.contrast and row.code not in NEVER_CALLED_RARE]
    if not rows:
        return False
    lowest = min(rows, key=height)
    if not old:
        return lowest.code not in given.figures.advice
    words = next(b for b in given.instrument.behaviours if b.code == lowest.code).text.id
    return words not in {each.behaviour for each in guidance.priority_advice(given, "id")}


def _printed(row: BehaviourFigures) -> float:
    return 6.0 if row.others is None else row.others


def _contrast(row: BehaviourFigures) -> float:
    return row.contrast.estimate if row.contrast else 0.0


def table(read: list[Read]) -> str:
    old, new = (
        sum((counted(each, old=version) for each in read), Counter()) for version in (True, False)
    )
    width = max(map(len, COUNTS.values()))
    lines = [f"{'':{width}}  version 1  version 2"]
    lines += [f"{words:{width}}  {old[key]:9}  {new[key]:9}" for key, words in COUNTS.items()]
    return "\n".join(lines)


def main(world: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = build_app(f"sqlite:///{folder / 'demo.sqlite3'}", folder / "keys")
        migrate_to_head(app)
        with app.app_context(), app.test_request_context(), force_locale("id"):
            seed_if_empty(db.session(), keys=key_store(), at=clock.utc_now(), world=world)
            print(table(ranked(frozen())))
            db.session.remove()
            db.engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "research")
