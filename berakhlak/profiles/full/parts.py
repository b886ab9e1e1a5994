"""What the full form of a profile holds beyond the standard one, ready to print."""

from __future__ import annotations

from dataclasses import dataclass

from berakhlak.documents.parts import (
    CaptionedTable,
    Chart,
    LabelledText,
    LegendKey,
    SentencesWithTable,
    TitledList,
)
from berakhlak.profiles.profile import Profile


@dataclass(frozen=True, kw_only=True)
class ValueBlock:
    """One value: its meaning, what the figures say, a drawing, and the table behind it; and what
    the supervisor especially expected, else empty."""

    name: str
    mark: int
    definition: str
    finding: str
    expectation: str
    chart: Chart
    table: CaptionedTable


@dataclass(frozen=True, kw_only=True)
class BehaviourAdvice:
    """A behaviour to talk about: how it stands, a step to try, a question for the conversation."""

    behaviour: str
    mark: int
    standing: str
    suggestion: str
    question: str


@dataclass(frozen=True, kw_only=True)
class ConversationGuide:
    """The conversation: how to open it, what to work on, what to build on, and by which rule."""

    opening: tuple[str, ...]
    priorities: tuple[BehaviourAdvice, ...]
    strengths: tuple[BehaviourAdvice, ...]
    no_priorities: str
    how_chosen: str


@dataclass(frozen=True, kw_only=True)
class FullProfile(Profile):
    """The form of six to ten pages. `marks` is the legend of all drawings, `steps` the scale."""

    lead: str
    reading: tuple[LabelledText, ...]
    steps: tuple[LabelledText, ...]
    marks: tuple[LegendKey, ...]
    glance: CaptionedTable
    areas: tuple[TitledList, ...]
    blocks: tuple[ValueBlock, ...]
    citizens: SentencesWithTable
    change: SentencesWithTable
    guide: ConversationGuide
    withheld: tuple[str, ...]
