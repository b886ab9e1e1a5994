"""The colours of drawings: values on paper, names of tokens on screens, which may be dark."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from berakhlak.colours import VALUE_COLOURS, token_colour
from berakhlak.cycles.rater_groups import GroupColour


@dataclass(frozen=True)
class ChartPalette:
    """Colours by use; `palette["rust"]` is a group's, `values` those of values by `value_mark`."""

    groups: dict[str, str]
    values: tuple[str, ...]
    ink: str
    soft: str
    line: str
    strong: str
    band: str
    paper: str

    def __getitem__(self, colour: str) -> str:
        return self.groups[colour]


@lru_cache(maxsize=2)
def chart_palette(*, screen: bool = False) -> ChartPalette:
    """For print `#rrggbb`, as drawings in a PDF see no style sheet; for screens `var(--name)`."""
    named = _variable if screen else token_colour
    groups = {str(colour): named(f"group-{colour}") for colour in GroupColour}
    return ChartPalette(
        groups={**groups, "others": named("primary")},
        values=tuple(named(f"nilai-{place}") for place in range(1, VALUE_COLOURS + 1)),
        ink=named("ink"),
        soft=named("ink-soft"),
        line=named("line"),
        strong=named("line-strong"),
        band=named("ground"),
        paper=named("surface"),
    )


def _variable(name: str) -> str:
    return f"var(--{name})"
