"""What the audit counts of single cells, each by its own name."""

from __future__ import annotations

from dataclasses import asdict
from types import SimpleNamespace
from typing import Any

from berakhlak.disclosure import cells
from tests.disclosure.test_cell_parts import HIDDEN, NONE, SETTING, beside, cell


def counts_of(*values: Any) -> dict[str, int]:
    """The counts above nothing of an officer with 77 numbers."""
    figures = SimpleNamespace(values=values)
    officer: Any = SimpleNamespace(name="Budi", figures=figures, numbers=77)
    found = asdict(cells.count_cells(officer, SETTING))
    assert (found.pop("officers"), found.pop("figures")) == (1, 77)
    return {name: n for name, n in found.items() if n}


def test_each_cell_is_counted_for_what_it_is() -> None:
    open_one, held = cell(5, 3.0), HIDDEN
    none = cell(None, None, NONE)

    # A shown value beside a shown and two withheld behaviours: both are attacked.
    assert counts_of(beside(open_one, open_one, held, held)) == {
        "shown": 2,
        "primary": 2,
        "attacked": 2,
        "anonymous": 1,
    }
    # A value that goes though a behaviour stays; one that goes with all of its behaviours.
    assert counts_of(beside(held, open_one, held)) == {
        "complementary": 1,
        "primary": 1,
        "shown": 1,
        "anonymous": 1,
    }
    assert counts_of(beside(held, held, held)) == {"primary": 3}
    assert counts_of(beside(none, none), beside(None, None)) == {}
    # Agreement is counted of behaviours and of values, each by its own name.
    assert counts_of(beside(cell(3, 5.0), cell(3, 5.0))) == {
        "shown": 2,
        "unanimous": 1,
        "unanimous_values": 1,
        "anonymous": 1,
        "known_0": 1,
        "known_1": 1,
        "known_2": 1,
    }
    assert counts_of(beside(cell(3, 4.67), cell(3, 4.67)))["nearly"] == 1
    assert counts_of(beside(cell(3, 4.67), cell(3, 4.67)))["nearly_values"] == 1


def test_who_may_be_known_is_not_counted_as_anonymous() -> None:
    boss = SimpleNamespace(
        code="AK",
        cells={"supervisor": cell(1, 5.0)},
        behaviours=[SimpleNamespace(code="AK1", cells={"supervisor": cell(1, 5.0)})],
    )
    voices = SimpleNamespace(
        code="AK",
        cells={"citizen": cell(4, 3.0)},
        behaviours=[SimpleNamespace(code="AK1", cells={"citizen": cell(4, 3.0)})],
    )

    assert counts_of(boss) == {"shown": 2}
    assert counts_of(voices) == {
        "shown": 2,
        "anonymous": 1,
        "voices": 1,
        "known_2": 1,
        "own_2": 1,
    }
