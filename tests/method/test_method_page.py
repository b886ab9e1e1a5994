"""What docs/method.md says of invented cycles is what `measure.py` finds in them, set by set."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.method.measure import KEPT, SETS, measured
from tests.method.worlds import CHANGED, FIRST_SEED
from tests.statistics.cycles import read_rows
from tests.statistics.test_method_doc import rows

CLAIMS = [
    (reference.removeprefix("measured "), shown)
    for _working, shown, reference in rows()
    if reference.startswith("measured ")
]
FOUND = {
    row["name"]: {name: float(row[name]) for name in ("mean", "lowest", "highest", "first")}
    for row in read_rows(KEPT)
}
names = pytest.mark.parametrize("name", FOUND)


@cache
def today() -> dict[str, float]:
    return measured(FIRST_SEED)


@pytest.mark.parametrize(("name", "shown"), CLAIMS)
def test_the_page_gives_the_mean_and_the_range_that_were_measured(name: str, shown: str) -> None:
    found = FOUND[name]
    said = [float(number) for number in re.findall(r"[0-9.]+", shown)]
    assert said == [round(found[each], 1) for each in ("mean", "lowest", "highest")]


def test_everything_measured_is_on_the_page_over_eight_sets_of_seeds_or_more() -> None:
    assert {name for name, _shown in CLAIMS} == FOUND.keys()
    assert SETS >= 8


@pytest.mark.skipif(bool(CHANGED), reason="the page tells of the proportions of research alone")
@names
def test_what_was_measured_is_found_again(name: str) -> None:
    """The first set alike; another within the range, widened by what ten sets leave open."""
    found, share = FOUND[name], today()[name]
    if FIRST_SEED == 0:
        assert share == pytest.approx(found["first"], abs=0.3)
    else:
        more = 1 + 0.5 * (found["highest"] - found["lowest"])
        assert found["lowest"] - more <= share <= found["highest"] + more


def test_units_worth_finding_are_found_where_their_raters_are_enough() -> None:
    """With ten officers and more. Of five nobody can, and the rule comes near what anybody can."""
    assert all(FOUND[f"units_{size}"]["mean"] >= 80 for size in (10, 20, 30))
    assert FOUND["best_units_5"]["highest"] < 80
    assert FOUND["units_5"]["mean"] >= FOUND["best_units_5"]["mean"] - 10
