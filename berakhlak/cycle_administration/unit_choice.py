"""The tree of units in which HR ticks those that a cycle covers.

Of many units the uppermost levels stand in the tree, and others are typed by their codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import wtforms
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import validators as check

from berakhlak.people.unit_search import MOST_LISTED
from berakhlak.text import label_key, single_line
from berakhlak.web.forms import SelectChoice


class TreeUnit(Protocol):
    """A unit as the tree needs it."""

    @property
    def id(self) -> int: ...
    @property
    def parent_id(self) -> int | None: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass
class UnitChoiceNode:
    """A unit in the tree of checkboxes, with those below it."""

    unit: TreeUnit
    below: list[UnitChoiceNode] = field(default_factory=list)

    def holds(self, chosen: set[int]) -> bool:
        """Whether any unit below is chosen, so that its branch must stand open."""
        return any(node.unit.id in chosen or node.holds(chosen) for node in self.below)


def unit_choice_tree(units: Sequence[TreeUnit]) -> list[UnitChoiceNode]:
    """The roots of an agency's units; branches by code."""
    nodes = {unit.id: UnitChoiceNode(unit) for unit in sorted(units, key=lambda unit: unit.code)}
    roots: list[UnitChoiceNode] = []
    for node in nodes.values():
        parent = nodes.get(node.unit.parent_id) if node.unit.parent_id else None
        (parent.below if parent else roots).append(node)
    return roots


def upper_levels(roots: Sequence[UnitChoiceNode], most: int) -> list[UnitChoiceNode]:
    """As many whole levels of the tree as have `most` units in all; the first in any case."""
    levels, total = [list(roots)], len(roots)
    while below := [node for above in levels[-1] for node in above.below]:
        total += len(below)
        if total > most:
            break
        levels.append(below)
    shown = [UnitChoiceNode(node.unit) for level in levels for node in level]
    by_unit = {node.unit.id: node for node in shown}
    for node in shown[len(roots) :]:
        by_unit[node.unit.parent_id or 0].below.append(node)
    return shown[: len(roots)]


class UnitsField(wtforms.SelectMultipleField):
    """Units to cover; each stands for all units below it too.

    Where the tree leaves units out, `codes` is what is typed for them, one code a line; it comes
    under the field's own name with `_codes` behind it.
    """

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
        self.is_cut = False
        self.codes = ""
        self._unknown: list[str] = []

    def process(self, formdata: Any, *data: Any, **more: Any) -> None:
        super().process(formdata, *data, **more)
        self.codes = formdata.get(f"{self.name}_codes", "") if formdata else ""

    def offer(self, units: Sequence[TreeUnit]) -> None:
        """Fill the tree; before anything is sent, the whole agency is chosen."""
        self.roots = unit_choice_tree(units)
        self.choices = [SelectChoice(unit.id, unit.name) for unit in units]
        if self.data is None:
            self.data = [root.unit.id for root in self.roots]
        if len(units) <= MOST_LISTED:
            return
        self.roots, self.is_cut = upper_levels(self.roots, MOST_LISTED), True
        by_code = {label_key(unit.code): unit for unit in units}
        if self.codes:
            self._take_codes(by_code)
        else:
            shown = {node.unit.id for node in _all_nodes(self.roots)}
            chosen = set(self.data) - shown
            self.codes = "\n".join(unit.code for unit in units if unit.id in chosen)

    def _take_codes(self, by_code: Mapping[str, TreeUnit]) -> None:
        typed = [code for line in self.codes.splitlines() if (code := single_line(line))]
        self._unknown = [code for code in typed if label_key(code) not in by_code]
        found = [by_code[key].id for code in typed if (key := label_key(code)) in by_code]
        self.data = [*(self.data or ()), *found]
        self.raw_data = [*(self.raw_data or ()), *map(str, found)]

    def pre_validate(self, form: Any) -> None:
        """Raises StopValidation for codes of no unit: that nothing is chosen would say less."""
        if self._unknown:
            codes = ", ".join(self._unknown[:10])
            raise check.StopValidation(
                gettext("Tidak ada unit dengan kode %(codes)s.", codes=codes)
            )
        super().pre_validate(form)

    @property
    def chosen(self) -> set[int]:
        return set(self.data or ())


def _all_nodes(nodes: Sequence[UnitChoiceNode]) -> list[UnitChoiceNode]:
    return [each for node in nodes for each in (node, *_all_nodes(node.below))]
