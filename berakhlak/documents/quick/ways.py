"""Switching the wrappers on around one rendering."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from berakhlak.documents.quick import drawing, lines, seen, shaping, styles, used_values
from berakhlak.documents.quick.originals import bindings, recognised

Binding = tuple[Any, Any, Any]

"""Namespace or class, name in it, what stands there meanwhile."""
CONTEXTS = ("stacked", "marked", "artifact")


@contextmanager
def quick_ways() -> Iterator[None]:
    """Render the one document inside with what earlier ones left.

    Only one thread may be inside, and no other may use the library meanwhile.
    """
    seen.begin_document()
    before = [(where, name, _get(where, name)) for where, name, _ in wrappers()]
    try:
        for binding in wrappers():
            _put(*binding)
        yield
    finally:
        for binding in before:
            _put(*binding)


def _get(where: Any, name: Any) -> Any:
    return where[name] if isinstance(where, dict) else vars(where)[name]


def _put(where: Any, name: Any, what: Any) -> None:
    if isinstance(where, dict):
        where[name] = what
    else:
        setattr(where, name, what)


@lru_cache(maxsize=1)
def wrappers() -> tuple[Binding, ...]:
    """What takes the place of what; nothing for a library that is not the one known here."""
    found = recognised()
    if found is None:
        return ()
    pango = sys.modules["weasyprint.text.ffi"]
    boxes = sys.modules["weasyprint.formatting_structure.boxes"]
    wrapped = {
        "StyleFor": styles.kept_styles(found["StyleFor"]),
        "Style": styles.DrawingStyle,
        "Layout": shaping.copied_layouts(found["Layout"], pango),
        "split_first_line": shaping.splitting(found["split_first_line"]),
        "strut": shaping.strutting(found["strut"]),
        "can_break_text": shaping.breaking(found["can_break_text"]),
        "iter_line_boxes": lines.line_making(found["iter_line_boxes"], boxes),
        "resolve_percentages": used_values.resolving(found["resolve_percentages"]),
        "resolve_radii_percentages": used_values.rounding(found["resolve_radii_percentages"]),
        "draw_first_line": drawing.drawing(found["draw_first_line"], pango),
    }
    stream = found["Stream"]
    contexts = [(stream, name, drawing.around(vars(stream)[name])) for name in CONTEXTS]
    return (
        *contexts,
        *(each for name, new in wrapped.items() for each in bindings(found[name], new)),
    )
