"""Other words for the scale of an instrument, as versions of it that a cycle may be asked in.

A version with `relabels` is that version but for the words of its steps. Those that come with the
product are stored when a cycle first chooses them, and never change; see docs/decisions/0249.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.instrument.catalogue import DATA_FOLDER, Instrument
from berakhlak.instrument.models import InstrumentVersion, cached_instrument
from berakhlak.instrument.operations import add_instrument

SHIPPED = ("berakhlak-2021-v2.toml",)


def name_of(instrument: Instrument) -> str:
    """`code:version`, by which forms and commands name it."""
    return f"{instrument.code}:{instrument.version}"


def offered_label_sets(session: Session) -> list[Instrument]:
    """All that come with the product or are stored, by code and version."""
    stored = session.scalars(select(InstrumentVersion.source))
    found = {name_of(each): each for each in map(cached_instrument, stored)}
    every = {name_of(each): each for each in map(cached_instrument, _shipped())} | found
    chosen = (each for each in every.values() if each.relabels)
    return sorted(chosen, key=lambda each: (each.code, each.version))


def stored_label_set(session: Session, name: str) -> InstrumentVersion | None:
    """The version of this name, stored when it was not; None where nobody has written it."""
    code, _colon, version = name.partition(":")
    known = select(InstrumentVersion).where(InstrumentVersion.code == code)
    for row in session.scalars(known):
        if str(row.version) == version:
            return row
    for source in _shipped():
        if name_of(cached_instrument(source)) == name:
            return add_instrument(session, source)
    return None


def own_words(stored: Iterable[InstrumentVersion]) -> list[InstrumentVersion]:
    """Without versions that only bring other words for the scale of another one."""
    return [row for row in stored if not row.content.relabels]


def standard_of(
    chosen: InstrumentVersion, stored: Sequence[InstrumentVersion]
) -> InstrumentVersion:
    """The version of which this one is a label set; itself where it is none, or that is gone."""
    wanted = (chosen.code, chosen.content.relabels)
    return next((row for row in stored if (row.code, row.version) == wanted), chosen)


def is_same_but_for_labels(one: Instrument, other: Instrument) -> bool:
    """Whether two versions ask the same behaviours, on scales of other words."""
    versions = {each.relabels or each.version for each in (one, other)}
    return one.code == other.code and one.version != other.version and len(versions) == 1


@cache
def _shipped() -> tuple[str, ...]:
    return tuple((DATA_FOLDER / file).read_text(encoding="utf-8") for file in SHIPPED)
