"""Shaped text kept across documents: how a line is split, how tall it is, what Pango needs for it.

All of it hangs on the number of a kept style (`styles`), so text in any other style goes the long
way. Texts are kept at second sight alone (`seen`).
"""

from __future__ import annotations

from typing import Any

from berakhlak.documents.quick import seen
from berakhlak.documents.quick.styles import number_of, settled_number_of

FITTING = seen.Store()
"""(style, text) -> what splitting gives where the whole text fits in a line."""
SPLIT = seen.Store()
"""(style, text, width and the rest of the question) -> what splitting gives."""
ROOM = 0.01
"""CSS pixels beyond its own width from which a text is sure to fit; Pango counts in 1/1024."""
UNBOUND = 2**21
"""CSS pixels from which the library sets no width."""

SET_UP = (
    *("language", "first_line_direction", "ascent", "underline_position", "underline_thickness"),
    *("strikethrough_position", "strikethrough_thickness"),
)
"""What a style settles for every text in it, besides Pango's layout."""

Line = tuple[int | None, str]
"""Number of the style, text."""
Rest = tuple[float | None, bool, bool]
"""What else splitting is asked: width, whether a line starts here, whether the least is wanted."""
Split = tuple[Any, int, int | None, float, float, float]
"""Layout, bytes in the line, bytes to skip for the next one or None; width, height, baseline."""


def splitting(stock: Any) -> Any:
    """`split_first_line` that remembers. It relies on the answer being the same for the same text,
    style and width, and for every width in which a text that fits has room to spare."""

    def split_first_line(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Split:
        number = number_of(style)
        line, rest = (number, text), (max_width, is_line_start, minimum)
        is_kept = number is not None and not justification_spacing
        if is_kept and (known := _known(line, rest)) is not None:
            return _own(known)
        answer: Split = stock(
            text, style, context, max_width, justification_spacing, is_line_start, minimum
        )
        if is_kept:
            _note(line, rest, answer)
        return answer

    return split_first_line


def _known(line: Line, rest: Rest) -> Split | None:
    fitting: Split | None = FITTING.get(line)
    if fitting is not None and (rest[0] is None or rest[0] >= min(fitting[3] + ROOM, UNBOUND)):
        return fitting
    known: Split | None = SPLIT.get((line, rest))
    return known


def _note(line: Line, rest: Rest, answer: Split) -> None:
    _layout, length, resume_at, width, _height, _baseline = answer
    fits = resume_at is None and length == len(line[1].encode())
    if fits and (rest[0] is None or rest[0] >= width):
        if FITTING.is_due(line):
            FITTING.put(line, _own(answer))
    elif SPLIT.is_due((line, rest)):
        SPLIT.put((line, rest), _own(answer))


def _own(answer: Split) -> Split:
    """An answer with a layout of its own: drawing changes the layout it is given."""
    layout = answer[0]
    copy = object.__new__(type(layout))
    copy.__dict__.update(layout.__dict__)
    return (copy, *answer[1:])


def strutting(stock: Any) -> Any:
    """`strut` that remembers the height of a line in a kept style."""
    known = seen.of_styles()

    def strut(style: Any) -> tuple[float, float]:
        number = settled_number_of(style)
        if number is None:
            answer: tuple[float, float] = stock(style)
            return answer
        if number not in known:
            known[number] = stock(style)
        height: tuple[float, float] = known[number]
        return height

    return strut


def breaking(stock: Any) -> Any:
    """`can_break_text` that remembers two letters, which is what it is mostly asked about."""
    known: dict[tuple[str, str | None], bool] = {}

    def can_break_text(text: str, lang: str | None) -> bool:
        if len(text) > 2:
            answer: bool = stock(text, lang)
            return answer
        if len(known) > seen.PIECES:
            known.clear()
        key = (text, lang)
        if key not in known:
            known[key] = stock(text, lang)
        return known[key]

    return can_break_text


def copied_layouts(library: Any, text: Any) -> Any:
    """A `Layout` that copies the layout of its style, and comes alive again only when asked.

    The library builds context, font and attributes anew for every line, and frees neither the list
    of attributes nor what is in it (docs/upstream/weasyprint-attribute-list.md). `text` is its
    module of Pango. It relies on `setup` reading the style alone.
    """
    text.ffi.cdef("PangoLayout* pango_layout_copy(PangoLayout*);", override=True)
    models = seen.of_styles()

    def copied(layout: Any) -> Any:
        return text.ffi.gc(text.pango.pango_layout_copy(layout), text.gobject.g_object_unref)

    def setup(self: Any, style: Any) -> None:
        number = settled_number_of(style)
        if number in models:
            self.__dict__.update(models[number])
            self.style, self.layout = style, copied(self.layout)
            return
        library.setup(self, style)
        if number is not None:
            own = {name: self.__dict__[name] for name in SET_UP if name in self.__dict__}
            models[number] = own | {"layout": copied(self.layout)}

    parts = {"setup": setup, **_asleep(library)}
    return type("Layout", (library,), parts)


def _asleep(library: Any) -> dict[str, Any]:
    """Methods of a layout that is set up only when its Pango parts are asked for."""

    def reactivate(self: Any, style: Any) -> None:
        self.waiting = style

    def woken(self: Any, name: str) -> Any:
        if name not in {"layout", "language", "style"} or "waiting" not in self.__dict__:
            raise AttributeError(name)
        library.reactivate(self, self.__dict__.pop("waiting"))
        return self.__dict__[name]

    def deactivate(self: Any) -> None:
        if self.__dict__.pop("waiting", None) is None:
            library.deactivate(self)

    return {"reactivate": reactivate, "__getattr__": woken, "deactivate": deactivate}
