"""What the certificate costs: seconds of CPU at 2,000 officers, beside trying one cell at a time.

Run ``python -m bench.certificate``; takes about half a minute. The cycle is that of
``bench.disclosure``. Printed: CPU of the certificate, its share of all freezing, how many times
faster it is than a plain loop over cells, and the shares themselves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.disclosure import OFFICERS, POLICY, UNIT, frozen_cycle, linked_cycle, timed
from berakhlak.cycles.models import Cycle, CycleUnit
from berakhlak.instrument.catalogue import reference_source
from berakhlak.instrument.models import InstrumentVersion
from berakhlak.sealing.freezing.frozen_cycle import compute_cycle
from berakhlak.statistics.certificate import (
    MOST_COLLUDING_RATERS,
    anonymous_cells,
    disclosure_certificate,
    feasible_answer_widths,
)
from berakhlak.statistics.packed_sheets import Ints

BUDGET_SECONDS = 2.0
SAMPLE = 5_000


def one_by_one(histogram: Ints, k: int) -> list[int]:
    """Widths of cells in plain Python, for comparison."""
    return [width(cell, k) for cell in histogram.T.tolist()]


def width(cell: Sequence[int], k: int) -> int:
    """Open steps of one cell for the worst choice of k raters."""
    steps = len(cell)
    answers = [step for step, count in enumerate(cell, 1) for _ in range(count)]
    if len(answers) <= k:
        return steps
    others, found = len(answers) - k - 1, []
    for rest in (sum(answers[: len(answers) - k]), sum(answers[k:])):
        found.append(min(steps, rest - others) - max(1, rest - steps * others))
    return min(found)


def main() -> None:
    linked = linked_cycle()
    units = [CycleUnit(id=n, code=f"{n:04}", name=f"Unit {n}") for n in range(-(-OFFICERS // UNIT))]
    version = InstrumentVersion(code="bench", version=1, source=reference_source(), sha256="")
    cycle = Cycle(policy_json=POLICY.to_json(), instrument=version)
    _frozen, freezing = timed(lambda: frozen_cycle(linked, units))
    material = compute_cycle(linked, cycle, units)
    sheets, figures, rules = material.sheets, material.figures, material.rules
    found, cost = timed(lambda: disclosure_certificate(sheets, figures, rules))
    cells = anonymous_cells(sheets, figures, rules).histogram[:, :SAMPLE]
    fast, quick = timed(
        lambda: [
            feasible_answer_widths(cells, k).tolist() for k in range(MOST_COLLUDING_RATERS + 1)
        ]
    )
    slow, plain = timed(lambda: [one_by_one(cells, k) for k in range(MOST_COLLUDING_RATERS + 1)])
    assert found is not None
    assert fast == slow
    print(f"{OFFICERS} officers, {len(linked.answers)} sheets")
    print(
        f"certificate  {cost:6.2f} s CPU (budget {BUDGET_SECONDS:.0f}), {found.now.figures} figures"
    )
    print(f"of freezing  {cost / freezing:6.2%}  ({freezing:.1f} s CPU)")
    print(f"closed form  {plain / max(quick, 1e-6):6.0f} times faster than a loop over cells")
    for reader, each in found.now.learned.items():
        print(f"{reader:12} certain {each.certain:6.1%}, one of two {each.nearly:6.1%}")
    assert cost < BUDGET_SECONDS
    assert np.all(cells >= 0)


if __name__ == "__main__":
    main()
