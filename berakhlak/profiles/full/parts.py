"""What the full form of a profile holds beyond the standard one, ready to print."""

from __future__ import annotations

from dataclasses import dataclass

from berakhlak.documents.parts import Chart, Fact, Key, Listing, Table
from berakhlak.profiles.profile import Profile


@dataclass(frozen=True, kw_only=True)
class ValueBlock:
    """One value: its meaning, what the figures say, a drawing, and the table behind it."""

    name: str
    mark: int
    definition: str
    finding: str
    chart: Chart
    table: Table


@dataclass(frozen=True, kw_only=True)
class Told:
    """Sentences, and the table that they rest on where there is one."""

    sentences: tuple[str, ...]
    table: Table | None = None


@dataclass(frozen=True, kw_only=True)
class Advice:
    """A behaviour to talk about: how it stands, a step to try, a question for the conversation."""

    behaviour: str
    mark: int
    standing: str
    suggestion: str
    question: str


@dataclass(frozen=True, kw_only=True)
class Guide:
    """The conversation: how to open it, what to work on, what to build on, and by which rule."""

    opening: tuple[str, ...]
    priorities: tuple[Advice, ...]
    strengths: tuple[Advice, ...]
    no_priorities: str
    how_chosen: str


@dataclass(frozen=True, kw_only=True)
class FullProfile(Profile):
    """The form of six to ten pages. `marks` is the legend of all drawings, `steps` the scale."""

    lead: str
    reading: tuple[Fact, ...]
    steps: tuple[Fact, ...]
    marks: tuple[Key, ...]
    glance: Table
    areas: tuple[Listing, ...]
    blocks: tuple[ValueBlock, ...]
    citizens: Told
    change: Told
    guide: Guide
    withheld: tuple[str, ...]
