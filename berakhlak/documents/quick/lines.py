"""Laid-out lines kept across documents: a paragraph seen before is copied to where it now stands.

Only lines of plain text in inline boxes are kept: nothing that floats, that is placed by itself,
that others point to or that is counted. Where pages break stays with the library, which takes the
lines one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from typing import Any

from berakhlak.documents.quick import seen
from berakhlak.documents.quick.styles import number_of

LINES = seen.Store()
"""(paragraph, width) -> its lines, each a `Frozen` with where the next line resumes."""
PLAIN = (bool, int, float, str, type(None))
SETTLED = (
    ("position", "static"),
    ("float", "none"),
    ("bookmark_level", "none"),
    ("string_set", "none"),
    ("anchor", None),
)
"""(property, value) of every box in a paragraph that is kept."""
UNPLACED = {
    *("first_letter_style", "first_line_style", "bookmark_label", "string_set", "footnote"),
    *("link", "note", "note_call", "note_callback", "missing_link"),
}


COPIED = {"remove_decoration_sides", "string_set"}
"""Values of a box that each copy has its own of."""


class Unknown(Exception):
    """A paragraph with something in it that is not kept."""


def line_making(stock: Any, boxes: Any) -> Any:
    """`iter_line_boxes` that remembers. It relies on lines of plain text being settled by the text,
    its styles and the width, and on their place adding the same to every position."""
    reader = _Reader((boxes.LineBox, boxes.InlineBox, boxes.TextBox))

    def iter_line_boxes(
        context: Any, box: Any, y: float, space: float, skipped: Any, container: Any, *rest: Any
    ) -> Iterator[tuple[Any, Any]]:
        def lay_out() -> Iterator[tuple[Any, Any]]:
            made: Iterator[tuple[Any, Any]] = stock(
                context, box, y, space, skipped, container, *rest
            )
            return made

        _absolute, _fixed, *first_styles = rest
        around = (skipped, context.excluded_shapes, context.footnotes, *first_styles)
        paragraph = None if any(around) else reader.read(box)
        if paragraph is None:
            return lay_out()
        key = (paragraph.content, container.width, container.style["direction"])
        place = (container.content_box_x(), y)
        if (known := LINES.get(key)) is not None:
            return _thawed(known, place, paragraph.elements)
        if not LINES.is_due(key):
            return lay_out()
        return _noted(lay_out(), key, place, paragraph.elements)

    return iter_line_boxes


def _thawed(
    known: list[tuple[Frozen, Any]], place: tuple[float, float], elements: list[Any]
) -> Iterator[tuple[Any, Any]]:
    for line, resume_at in known:
        yield line.thaw(*place, elements), resume_at


def _noted(
    made: Iterator[tuple[Any, Any]], key: Any, place: tuple[float, float], elements: list[Any]
) -> Iterator[tuple[Any, Any]]:
    """Pass lines on as they come; keep them once the last one was asked for."""
    numbers = {id(each): number for number, each in enumerate(elements)}
    kept: list[tuple[Frozen, Any]] = []
    is_whole = True
    for line, resume_at in made:
        try:
            kept.append((Frozen(line, *place, numbers), resume_at))
        except (Unknown, KeyError):
            is_whole = False
        yield line, resume_at
    if is_whole and kept:
        LINES.put(key, kept)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What a paragraph is made of, and its elements in order."""

    content: tuple[Any, ...]
    elements: list[Any]


class _Reader:
    """Reads paragraphs of plain text before they are laid out."""

    def __init__(self, kinds: tuple[Any, ...]) -> None:
        self.kinds = kinds
        self.is_plain = seen.of_styles()

    def read(self, box: Any) -> Paragraph | None:
        elements: list[Any] = []
        try:
            return Paragraph(self._content(box, elements), elements)
        except Unknown:
            return None

    def _content(self, box: Any, elements: list[Any]) -> tuple[Any, ...]:
        self._check(box)
        elements.append(box.element)
        spaces = (box.leading_collapsible_space, box.trailing_collapsible_space)
        about = (type(box), number_of(box.style), box.element_tag, spaces)
        if hasattr(box, "text"):
            return (*about, box.text, box.justification_spacing)
        return (*about, *(self._content(child, elements) for child in box.children))

    def _check(self, box: Any) -> None:
        number = number_of(box.style)
        if number is None or type(box) not in self.kinds:
            raise Unknown
        if number not in self.is_plain:
            self.is_plain[number] = all(box.style[name] == value for name, value in SETTLED)
        own = box.__dict__
        if not self.is_plain[number] or box.is_leader or any(own.get(each) for each in UNPLACED):
            raise Unknown


class Frozen:
    """A laid-out box without its document: values, place within the paragraph, what is in it."""

    __slots__ = ("children", "element", "kind", "layout", "values", "x", "y")

    def __init__(self, box: Any, x: float, y: float, elements: dict[int, int]) -> None:
        own = dict(box.__dict__)
        self.kind = type(box)
        self.element = elements[id(own.pop("element"))]
        self.x, self.y = own.pop("position_x") - x, own.pop("position_y") - y
        self.layout = own.pop("pango_layout", None)
        inner = own.pop("children", ())
        self.children = [Frozen(child, x, y, elements) for child in inner]
        self.values = own
        style = own["style"]
        for name, value in own.items():
            if not (isinstance(value, PLAIN) or value is style or name in COPIED):
                raise Unknown

    def thaw(self, x: float, y: float, elements: list[Any]) -> Any:
        """A box of its own, at this place, for these elements."""
        box = object.__new__(self.kind)
        own = box.__dict__
        own.update(self.values)
        for name in COPIED & own.keys():
            own[name] = copy(own[name])
        own["element"] = elements[self.element]
        own["position_x"], own["position_y"] = self.x + x, self.y + y
        own["children"] = [child.thaw(x, y, elements) for child in self.children]
        if self.layout is not None:
            own["pango_layout"] = layout = object.__new__(type(self.layout))
            layout.__dict__.update(self.layout.__dict__)
        return box
