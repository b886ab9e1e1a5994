"""Styles kept across documents, found by an element's place in the tree.

The library computes a style for every element of every document. Documents of one template have
the same styles at the same places, so a place is worked out once. What a place is must tell apart
all that a selector in our sheets can tell apart: see `sheets`.
"""

from __future__ import annotations

from functools import cached_property
from itertools import count
from typing import Any

from berakhlak.documents.quick import seen
from berakhlak.documents.quick.sheets import is_unread

PLACES = 5_000
"""Places in a pool; one that is full starts anew: its documents share little."""
MOST_POOLS = 20
SVG = "{http://www.w3.org/2000/svg}svg"
PERSONAL = "bdi"
"""The element around everything that people or files brought. Text in it is never kept."""
HIDDEN = {"display": ("none",), "float": "none", "border_collapse": "separate"}
"""For the parts of a drawing: the library makes boxes of them and throws these away."""

Styles = dict[tuple[Any, str | None], Any]
"""(element, pseudo-element or None) -> computed style, as the library has it."""

next_number = count(1).__next__


def number_of(style: Any) -> int | None:
    """The number under which texts in a style are kept; None where none may be."""
    number: int | None = getattr(style, "kept_number", None)
    return number


def settled_number_of(style: Any) -> int | None:
    """The number under which is kept what a style settles whatever text is in it."""
    number: int | None = getattr(style, "settled_number", None)
    return number


class DrawingStyle(dict[str, Any]):
    """The style of a text in a drawing: those in the same font share a number."""

    numbers: dict[int, int] = seen.of_styles()
    font_config: Any

    @cached_property
    def kept_number(self) -> int:
        font = ("font_style", "font_weight", "font_size", "direction")
        key = hash((id(self.font_config), *self["font_family"], *(self[name] for name in font)))
        if key not in self.numbers:
            self.numbers[key] = next_number()
        return self.numbers[key]

    @property
    def settled_number(self) -> int:
        return self.kept_number


class Place:
    """Below which place, as which child, after which sibling, with which attributes."""

    __slots__ = ("styles",)

    def __init__(self) -> None:
        self.styles: list[tuple[str | None, Any]] = []


class Pool:
    """The styles that documents with the same sheets share."""

    def __init__(self, held: Any) -> None:
        self.held = held  # So that no other sheet takes over the identities of these.
        self.page_sizes: dict[str, Any] = {"box": None, "area": None}
        self.places: dict[tuple[Any, ...], Place] = {}
        self.styles: dict[tuple[Any, ...], Any] = {}

    def shared(self, style: Any, *, is_personal: bool) -> Any:
        """The style kept for the same rules under the same parent."""
        rules = frozenset(
            (name, *_told(value), str(weight)) for name, (value, weight) in style.cascaded.items()
        )
        parent = style.parent_style
        # The root's own root is made anew for every document.
        root = id(style.root_style) if parent else None
        kept = self.styles.setdefault(
            (id(parent), root, style.pseudo_type, is_personal, rules), style
        )
        if kept is style:
            style.is_personal = is_personal or getattr(parent, "is_personal", False)
            for each in (style, style.anonymous_style):
                each.settled_number = next_number()
                each.kept_number = None if style.is_personal else each.settled_number
        return kept


POOLS: dict[tuple[Any, ...], Pool] = {}
"""By sheets, address of the document and fonts."""


def _told(value: Any) -> tuple[Any, ...]:
    """What tells a declared value apart. Those of sheets live as long as their pool."""
    if isinstance(value, str):
        return ("text", value)
    if isinstance(value, tuple) and all(isinstance(part, str) for part in value):
        return ("texts", value)
    if isinstance(getattr(value, "unit", None), str):
        return ("length", value.value, value.unit)
    return ("object", id(value))


def kept_styles(library: Any) -> Any:
    """A `StyleFor` that takes the styles of known places from a pool. It relies on a style being
    settled by the rules for it, its parent and the sizes of the page."""

    def init(
        self: Any, html: Any, sheets: Any, hints: bool, font_config: Any, targets: Any
    ) -> None:
        self.pool = _pool_of(sheets, html.base_url, font_config)
        placed, missed = _placed(html.etree_element, self.pool.places)
        if missed:
            library.__init__(self, html, sheets, hints, font_config, targets)
            _note(missed, self._computed_styles)
        else:
            self._cascaded_styles, self._computed_styles = {}, {}
            self._sheets, self.font_config = sheets, font_config
            _fill(self._computed_styles, placed, targets)
        for drawing in html.etree_element.iter(SVG):
            self._computed_styles.update(
                ((part, None), HIDDEN) for part in drawing.iter() if part is not drawing
            )

    def set_computed_styles(self: Any, element: Any, *given: Any, **named: Any) -> None:
        library.set_computed_styles(self, element, *given, **named)
        tag = getattr(element, "tag", None)
        if tag is None:  # A page: the library writes into its style.
            return
        key = (element, named.get("pseudo_type"))
        own = self._computed_styles[key]
        self._computed_styles[key] = self.pool.shared(own, is_personal=tag == PERSONAL)

    parts = {
        "__init__": init,
        "set_computed_styles": set_computed_styles,
        # Its styles hold those of the pool; the library begins each document with none.
        "initial_page_sizes": property(
            lambda self: self.pool.page_sizes, lambda _self, _none: None
        ),
    }
    return type("StyleFor", (library,), parts)


def _pool_of(sheets: Any, base_url: str, font_config: Any) -> Pool:
    key = (*((id(sheet), origin) for sheet, origin, _ in sheets), base_url, id(font_config))
    pool = POOLS.get(key)
    if len(POOLS) > MOST_POOLS or (pool and len(pool.places) > PLACES):
        POOLS.clear()
        seen.forget()
    return POOLS.setdefault(key, Pool((sheets, font_config)))


def _placed(
    root: Any, places: dict[tuple[Any, ...], Place]
) -> tuple[list[tuple[Any, Place]], list[tuple[Any, Place]]]:
    """Every element with its place, in the order of the document; and those of new places."""
    placed: list[tuple[Any, Place]] = []
    missed: list[tuple[Any, Place]] = []

    def walk(element: Any, above: Any, index: int, is_last: bool, before: Any) -> Place:
        key = (above, element.tag, _read_attributes(element), index, is_last, before)
        place = places.get(key)
        if place is None:
            place = places[key] = Place()
            missed.append((element, place))
        placed.append((element, place))
        if element.tag != SVG:
            sibling, end = None, len(element) - 1
            for number, child in enumerate(element):
                sibling = walk(child, place, number, number == end, sibling)
        return place

    walk(root, None, 0, True, None)
    return placed, missed


def _read_attributes(element: Any) -> tuple[tuple[str, str | None], ...]:
    return tuple((name, None if is_unread(name) else value) for name, value in element.items())


def _note(missed: list[tuple[Any, Place]], computed: Styles) -> None:
    """Write down what was computed for places seen for the first time."""
    unknown = dict(missed)
    for (element, pseudo), style in computed.items():
        if (place := unknown.get(element)) is not None:
            place.styles.append((pseudo, style))


def _fill(computed: Styles, placed: list[tuple[Any, Place]], targets: Any) -> None:
    """Give every element the styles of its place, and tell its anchor as the library does."""
    for element, place in placed:
        for pseudo, style in place.styles:
            computed[element, pseudo] = style
            if targets and style["anchor"]:
                targets.collect_anchor(style["anchor"])
