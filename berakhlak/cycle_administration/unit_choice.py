"""The tree of units in which HR ticks those that a cycle covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _
from wtforms import validators as check

from berakhlak.people.models import Unit
from berakhlak.web.forms import SelectChoice


@dataclass
class UnitChoiceNode:
    """A unit in the tree of checkboxes, with those below it."""

    unit: Unit
    below: list[UnitChoiceNode] = field(default_factory=list)

    def holds(self, chosen: set[int]) -> bool:
        """Whether any unit below is chosen, so that its branch must stand open."""
        return any(node.unit.id in chosen or node.holds(chosen) for node in self.below)


def unit_choice_tree(units: Sequence[Unit]) -> list[UnitChoiceNode]:
    """The roots of an agency's units; branches by code."""
    nodes = {unit.id: UnitChoiceNode(unit) for unit in sorted(units, key=lambda unit: unit.code)}
    roots: list[UnitChoiceNode] = []
    for node in nodes.values():
        parent = nodes.get(node.unit.parent_id) if node.unit.parent_id else None
        (parent.below if parent else roots).append(node)
    return roots


class UnitsField(wtforms.SelectMultipleField):
    """Units to cover; each stands for all units below it too."""

    component = "unit_tree"
    hint = _(
        "Satu unit sudah mencakup semua unit di bawahnya. "
        "Untuk sebagian saja, hapus centang induknya lalu pilih unit di dalamnya."
    )
    required = True

    def __init__(self, label: object, **options: Any) -> None:
        presence = check.InputRequired(_("Pilih paling sedikit satu unit kerja."))
        super().__init__(label, [presence], coerce=int, choices=[], **options)  # type: ignore[arg-type]
        self.roots: list[UnitChoiceNode] = []

    def offer(self, units: Sequence[Unit]) -> None:
        """Fill the tree; before anything is sent, the whole agency is chosen."""
        self.roots = unit_choice_tree(units)
        self.choices = [SelectChoice(unit.id, unit.name) for unit in units]
        if self.data is None:
            self.data = [root.unit.id for root in self.roots]

    @property
    def chosen(self) -> set[int]:
        return set(self.data or ())
