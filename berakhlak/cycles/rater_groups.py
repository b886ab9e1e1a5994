"""The rater groups of a cycle: data in its policy, frozen with it.

What a group is called, how it is drawn, how much it weighs and how few of it are shown is an
agency's own choice. How its raters are found is not: each relation needs code of its own, so
`Relation` is a small closed list.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from berakhlak.instrument.dimension import BilingualText


class Relation(StrEnum):
    """How the raters of a group are found. Groups of all but the last bear its word as code."""

    SELF = "self"  # The officer.
    SUPERVISOR = "supervisor"  # Who leads the officer, by the tree.
    PEER = "peer"  # Drawn from the circle or from nominated names.
    SUBORDINATE = "subordinate"  # Whom the officer leads, by the tree.
    CITIZEN = "citizen"  # Whoever holds a ticket; nobody is asked by name.
    APPOINTED = "appointed"  # Named by HR, officer by officer.


OF_THE_TREE = tuple(each for each in Relation if each is not Relation.APPOINTED)
"""A cycle has one group for each of these, in this order by default."""


class GroupMark(StrEnum):
    """The shapes by which groups are told apart in drawings and lists."""

    RING = "ring"
    UP = "up"
    SQUARE = "square"
    DOWN = "down"
    DIAMOND = "diamond"
    PLUS = "plus"
    PENTAGON = "pentagon"
    HOURGLASS = "hourglass"


class GroupColour(StrEnum):
    """Colours that were measured against each other: tokens `--group-…` of the style sheets."""

    RUST = "rust"
    INDIGO = "indigo"
    BLUE = "blue"
    TEAL = "teal"
    UMBER = "umber"
    LILAC = "lilac"
    VIOLET = "violet"
    NIGHT = "night"


class SheetLength(StrEnum):
    """Which behaviours a group is asked about."""

    FULL = "full"  # All of the questionnaire.
    SHORT = "short"  # Those marked for citizens.


@dataclass(frozen=True, kw_only=True)
class RaterGroup:
    """One group of raters. `weight` is its part in the figure of others, 0 for the officer's own;
    `minimum` how many must answer before it is shown; `order` its place wherever groups are listed.

    An anonymous group is never shown below three; readers of the others know whose answers they
    read, and their raters are told so.
    """

    code: str
    words: BilingualText
    relation: Relation
    is_anonymous: bool
    weight: float
    minimum: int
    mark: GroupMark
    colour: GroupColour
    form: SheetLength
    order: int


SHIPPED_GROUPS = (
    RaterGroup(
        code="self",
        words=BilingualText("Diri", "Self"),
        relation=Relation.SELF,
        is_anonymous=False,
        weight=0.0,
        minimum=1,
        mark=GroupMark.RING,
        colour=GroupColour.RUST,
        form=SheetLength.FULL,
        order=1,
    ),
    RaterGroup(
        code="supervisor",
        words=BilingualText("Atasan", "Supervisor"),
        relation=Relation.SUPERVISOR,
        is_anonymous=False,
        weight=0.20,
        minimum=1,
        mark=GroupMark.UP,
        colour=GroupColour.INDIGO,
        form=SheetLength.FULL,
        order=2,
    ),
    RaterGroup(
        code="peer",
        words=BilingualText("Rekan", "Peers"),
        relation=Relation.PEER,
        is_anonymous=True,
        weight=0.35,
        minimum=3,
        mark=GroupMark.SQUARE,
        colour=GroupColour.BLUE,
        form=SheetLength.FULL,
        order=3,
    ),
    RaterGroup(
        code="subordinate",
        words=BilingualText("Bawahan", "Subordinates"),
        relation=Relation.SUBORDINATE,
        is_anonymous=True,
        weight=0.30,
        minimum=3,
        mark=GroupMark.DOWN,
        colour=GroupColour.TEAL,
        form=SheetLength.FULL,
        order=4,
    ),
    RaterGroup(
        code="citizen",
        words=BilingualText("Masyarakat", "The public"),
        relation=Relation.CITIZEN,
        is_anonymous=True,
        weight=0.15,
        minimum=3,
        mark=GroupMark.DIAMOND,
        colour=GroupColour.UMBER,
        form=SheetLength.SHORT,
        order=5,
    ),
)
