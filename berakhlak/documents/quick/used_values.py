"""Used values kept with a style: margins, padding, borders and sizes that no container changes."""

from __future__ import annotations

from typing import Any

from berakhlak.documents.quick import seen
from berakhlak.documents.quick.styles import settled_number_of

SIDES = ("top", "right", "bottom", "left")
LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in SIDES),
    *("width", "height", "min_width", "min_height", "max_width", "max_height"),
)
BORDERS = tuple(f"border_{side}_width" for side in SIDES)


def resolving(stock: Any) -> Any:
    """`resolve_percentages` that remembers what a style settles by itself."""
    known = seen.of_styles()

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        number = settled_number_of(box.style)
        if number is None:
            stock(box, containing_block)
            return
        if number not in known:
            known[number] = _settled(stock, box, containing_block)
        if (values := known[number]) is None:
            stock(box, containing_block)
            return
        lengths, borders = values
        own = box.__dict__
        # Borders that cells share were settled between the cells before.
        if not (borders and BORDERS[0] in own and box.style["border_collapse"] == "collapse"):
            own.update(borders)
        own.update(lengths)

    return resolve_percentages


def _settled(
    stock: Any, box: Any, containing_block: Any
) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """The lengths and borders that the library sets, if the style alone decides about them."""
    style = box.style
    if not all(_is_fixed(style[name]) for name in LENGTHS):
        return None
    if style["border_collapse"] == "collapse" and style["box_sizing"] != "content-box":
        return None
    bare = box.copy()
    for name in BORDERS:
        bare.__dict__.pop(name, None)
    stock(bare, containing_block)
    return (
        {name: bare.__dict__[name] for name in LENGTHS},
        {name: bare.__dict__[name] for name in BORDERS},
    )


def _is_fixed(value: Any) -> bool:
    return value == "auto" or getattr(value, "unit", None) == "px"


CORNERS = ("top_left", "top_right", "bottom_right", "bottom_left")
SQUARE = {f"border_{corner}_radius": (0, 0) for corner in CORNERS}


def rounding(stock: Any) -> Any:
    """`resolve_radii_percentages` that knows the styles without round corners."""
    known = seen.of_styles()

    def resolve_radii_percentages(box: Any) -> None:
        number = settled_number_of(box.style)
        if number is None:
            stock(box)
            return
        if number not in known:
            known[number] = all((0, "px") in box.style[name] for name in SQUARE)
        if known[number]:
            vars(box).update(SQUARE)
        else:
            stock(box)

    return resolve_radii_percentages
