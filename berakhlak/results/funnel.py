"""The funnel of units: how far each lies from the agency, beside how many officers it has. Pure.

Small units scatter by chance more than large ones. The lines widen to the left as chance does; a
unit beyond them is named only where its frozen verdict says so, and has a shape of its own: a
triangle that points up or down, full and hollow, so that grey paper tells plus from minus.
After Spiegelhalter (2005), Statistics in Medicine 24, 1185-1202.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil, sqrt
from statistics import median

from flask_babel import gettext as _

from berakhlak.documents.layout import ChartLayout, legend_keys, wrap_label
from berakhlak.documents.parts import MarkLook
from berakhlak.documents.wording import format_signed
from berakhlak.formats import format_number
from berakhlak.results.report import FunnelMark, FunnelPlot, ResultsSource
from berakhlak.results.rules import ALL, ComparedValue, compare_with_agency, is_frozen_with_verdicts

Z95 = 1.959964
LEAST_UNITS = 2
STEPS = 24
LEAST_LINED = (
    5  # Units, before lines are drawn: the middle error of fewer is nearly one unit's own.
)
CHANCE_STEP = 0.05
MOST_NAMED, MOST_TOLD = 20, 100
"""Units with a name in the drawing; units told one by one to who hears it."""
KINDS = {"higher": "above", "lower": "below"}
_LETTER = 0.54

Found = list[tuple[str, ComparedValue, int, float]]  # Unit, its figure, officers, difference.


@dataclass(frozen=True)
class _Field:
    """Where a number of officers and a difference stand in the drawing."""

    left: float
    right: float
    top: float
    bottom: float
    most: float
    limit: float

    def across(self, n: float) -> float:
        return round(self.left + n / self.most * (self.right - self.left), 2)

    def down(self, difference: float) -> float:
        held = min(max(difference, -self.limit), self.limit)
        share = (self.limit - held) / (2 * self.limit)
        return round(self.top + share * (self.bottom - self.top), 2)


def draw_funnel_plot(source: ResultsSource, layout: ChartLayout) -> FunnelPlot | None:
    """All units with a frozen verdict on all values together; None for fewer than two of them."""
    found = _found(source)
    if len(found) < LEAST_UNITS:
        return None
    size, chance = layout.text, _spread(found)
    field = _field(found, chance, layout)
    steps = (field.limit, field.limit / 2, 0, -field.limit / 2, -field.limit)
    foot = _foot(field, layout, lined=bool(chance))
    return FunnelPlot(
        finding=_finding(found),
        description=_in_words(found),
        width=layout.width,
        height=round(foot[-1][0] + size * 0.5, 2),
        left=round(field.left, 2),
        right=round(field.right, 2),
        bottom=round(field.bottom, 2),
        zero=field.down(0),
        lines=tuple(_line(field, sign * chance) for sign in (1, -1)) if chance else (),
        rows=tuple((field.down(each), format_signed(each)) for each in steps),
        columns=tuple((field.across(n), format_number(n)) for n in _round_sizes(field.most)),
        marks=_marks(found, field, layout),
        keys=_keys(layout),
        foot=foot,
        text_size=size,
    )


def _field(found: Found, chance: float, layout: ChartLayout) -> _Field:
    size = layout.text
    most = max(n for _name, _row, n, _apart in found) * 1.1
    widest = max(*(abs(apart) for *_rest, apart in found), 0.2) * 1.15
    limit = _rounded(min(max(widest, Z95 * chance / sqrt(most / 4)), 4.0))
    top = size * (4.4 if layout.stacked else 2.8)
    return _Field(size * 4.5, layout.width - size, top, top + size * 17, most, limit)


def _foot(field: _Field, layout: ChartLayout, *, lined: bool) -> tuple[tuple[float, str], ...]:
    """What runs across and what the lines are, (y, line), in as many lines as it needs."""
    words = (
        _("pegawai dalam unit; garis putus: sejauh kebetulan") if lined else _("pegawai dalam unit")
    )
    lines = wrap_label(str(words), field.right, layout.text)
    first = field.bottom + layout.text * 2.7
    return tuple(
        (round(first + layout.text * 1.3 * place, 2), line) for place, line in enumerate(lines)
    )


def _line(field: _Field, chance: float) -> str:
    """How far chance alone may bring a unit of each size, as far as it lies in the drawing."""
    sizes = [field.most * step / STEPS for step in range(1, STEPS + 1)]
    places = [(n, Z95 * chance / sqrt(n)) for n in sizes]
    inside = [(n, apart) for n, apart in places if abs(apart) <= field.limit]
    return " ".join(f"{field.across(n)},{field.down(apart)}" for n, apart in inside)


def _found(source: ResultsSource) -> Found:
    found: Found = []
    if not is_frozen_with_verdicts(source.whole):
        return found
    for unit in source.units:
        [row] = compare_with_agency(unit.figures, source.whole, [ALL])
        if row.verdict and row.figure.n_officers and row.difference is not None:
            found.append((unit.name, row, row.figure.n_officers, row.difference))
    return found


def _spread(found: Found) -> float:
    """Standard error of a unit of one officer: the middle one of all units, scaled by size; 0 where
    no lines may be drawn.

    An error depends on who rated whom. Taken up to the next step, which widens the lines a little,
    it does not tell who wrote which sheet even to somebody who measures the drawing.
    """
    if len(found) < LEAST_LINED:
        return 0.0
    middle = median(
        row.figure.effect.standard_error * sqrt(n)
        for _name, row, n, _difference in found
        if row.figure.effect
    )
    return max(ceil(round(middle / CHANCE_STEP, 6)), 1) * CHANCE_STEP


def _rounded(limit: float) -> float:
    """The next of 0.2, 0.4, ... upwards, so that half of it has one decimal."""
    return round(-(-limit // 0.2) * 0.2, 1)


def _round_sizes(most: float) -> list[int]:
    step = max(1, round(most / 5))
    step = next(each for each in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**9) if each >= step)
    return list(range(step, int(most) + 1, step))


def _marks(found: Found, field: _Field, layout: ChartLayout) -> tuple[FunnelMark, ...]:
    """Of several units at the same place one is drawn. Of those that stand out the farthest alone
    are named, where neither a name lies that is farther out nor a full mark."""
    places: dict[tuple[float, float, str], FunnelMark] = {}
    for name, row, n, apart in sorted(found, key=lambda each: -abs(each[3])):
        mark = _mark(name, row, field.across(n), field.down(apart), layout)
        places.setdefault((mark.x, mark.y, mark.kind), mark)
    marks = _named(list(places.values()), layout)
    # Behind, what has no name: no mark may lie on one.
    return tuple(sorted(marks, key=lambda mark: (bool(mark.label), mark.kind)))


def _named(marks: list[FunnelMark], layout: ChartLayout) -> Iterator[FunnelMark]:
    """The marks, farthest first, without the names that have no room."""
    full = [mark for mark in marks if mark.kind != "shown"]
    taken: list[_Room] = []
    for mark in marks:
        room = _room_of(mark, layout)
        is_crossed = any(map(room.meets, taken)) or any(map(room.holds, full))
        if len(taken) == MOST_NAMED or is_crossed:
            yield replace(mark, label="", anchor="start")
            continue
        if mark.label:
            taken.append(room)
        yield mark


@dataclass(frozen=True)
class _Room:
    """Where the name of a unit stands."""

    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: _Room) -> bool:
        beside = self.right < other.left or other.right < self.left
        return not beside and self.top < other.bottom and other.top < self.bottom

    def holds(self, mark: FunnelMark) -> bool:
        return self.left < mark.x < self.right and self.top < mark.y < self.bottom


def _room_of(mark: FunnelMark, layout: ChartLayout) -> _Room:
    size = layout.text
    ends = (size, size + len(mark.label) * size * _LETTER)
    left, right = ends if mark.anchor == "start" else (-ends[1], -ends[0])
    return _Room(mark.x + left, mark.x + right, mark.y - size * 0.65, mark.y + size * 0.65)


def _farthest(found: Found) -> Found:
    """Units that stand out, farthest first."""
    return sorted((each for each in found if each[1].stands_out), key=lambda each: -abs(each[3]))


def _mark(name: str, row: ComparedValue, x: float, y: float, layout: ChartLayout) -> FunnelMark:
    kind = KINDS.get(row.verdict or "", "shown")
    needed = len(name) * layout.text * _LETTER
    return FunnelMark(
        x=x,
        y=y,
        kind=kind,
        label=name if kind != "shown" and needed < x + layout.width / 2 else "",
        anchor="end" if x + needed > layout.width - 16 else "start",
    )


def _keys(layout: ChartLayout) -> tuple[tuple[str, float, float, str], ...]:
    words = (
        ("above", str(_("lebih tinggi"))),
        ("below", str(_("lebih rendah"))),
        ("shown", str(_("belum dapat dibedakan"))),
    )
    keys = legend_keys([(MarkLook(kind, "ink"), meaning) for kind, meaning in words], layout)
    return tuple((key.look.shape, key.x, key.y, key.label) for key in keys)


def _finding(found: Found) -> str:
    apart = sum(row.stands_out for _name, row, _n, _apart in found)
    if not apart:
        return str(_("Belum ada unit yang dapat dibedakan dari instansi."))
    return str(
        _(
            "%(apart)s dari %(all)s unit dapat dibedakan dari instansi.",
            apart=format_number(apart),
            all=format_number(len(found)),
        )
    )


def _in_words(found: Found) -> str:
    told = found if len(found) <= MOST_TOLD else _farthest(found)[:MOST_TOLD]
    said = "; ".join(
        str(
            _(
                "%(unit)s: %(n)s pegawai, %(apart)s",
                unit=name,
                n=format_number(n),
                apart=format_signed(apart),
            )
        )
        for name, _row, n, apart in told
    )
    said = said or _finding(found).rstrip(".")
    return str(_("Diagram corong selisih unit dari instansi. %(said)s.", said=said))
