"""The frozen figures of officers, rounded to what is printed; withheld numbers are left out.

`statistics.frozen_result.OfficerFigures` says what they are. Here they are written straight as its
JSON, for many officers at once: making and then writing out the objects of a large agency took
longer than all of its statistics.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from berakhlak.cycles.rater_groups import Relation
from berakhlak.instrument.catalogue import CoreValue
from berakhlak.sealing.freezing.bars import BarWriter
from berakhlak.sealing.freezing.json_columns import (
    NULL,
    Figures,
    Texts,
    arrays,
    number_texts,
    objects,
    rounded,
    text_of,
)
from berakhlak.sealing.freezing.sources import PRINTED_STATUS, ComputedCycle
from berakhlak.sealing.freezing.statements import (
    NEVER_CALLED_RARE,
    overall_category,
    printed_category,
    printed_johari_area,
    statement_texts,
)
from berakhlak.statistics.categories import SuppressionStatus
from berakhlak.statistics.figures import CellScores
from berakhlak.statistics.frozen_result import CellFigures, CellStatus
from berakhlak.statistics.items import ItemScores
from berakhlak.statistics.pinning import DECIMALS
from berakhlak.statistics.stored_json import as_stored

AT_ONCE = 250
"""Officers of a block: its columns of texts are all that is held beside what has been written."""


class OfficerFiguresWriter:
    """Writes officers' figures out of the engine's arrays."""

    def __init__(self, material: ComputedCycle) -> None:
        self.inference, self.severity = material.inference, material.severity
        self.figures, self.writer = material.figures, material.writer
        self.instrument, self.policy = material.instrument, material.policy
        self.rules = material.rules
        # Printed figures have few digits: most pairs were met before.
        self.category = cache(partial(printed_category, rules=self.rules))
        cutoffs = self.inference.cutoffs
        cells, items = material.figures.cells, material.figures.items
        bars = BarWriter(self.inference.values, cutoffs, self.rules)
        self.value_cells = _CellColumns(bars, cells, self.inference.values.mean)
        # Each of its tables is computed for the whole cycle: once here, not once a column.
        bars = BarWriter(self.inference.behaviours, cutoffs, self.rules)
        self.item_cells = _CellColumns(bars, items, self.inference.behaviours.mean)
        self.item_self = items.self_score
        self.n_raters = material.figures.values.n_raters
        self.text_of = cache(text_of)
        self.groups = cache(self._groups_text)

    def texts(
        self,
        voices_apart: Sequence[int] | None = None,
        beside: Mapping[str, Texts] | None = None,
    ) -> Iterator[str]:
        """The JSON of each officer, in their order. `voices_apart`: as they may be told; `beside`:
        JSON of further parts, by their name."""
        officers = len(self.figures.officers.n_forms)
        for start in range(0, officers, AT_ONCE):
            rows = slice(start, min(start + AT_ONCE, officers))
            # A result without it reads as older versions wrote it.
            apart = {} if voices_apart is None else {"voices_apart": voices_apart[rows]}
            more = {name: list(map(self.text_of, column)) for name, column in apart.items()}
            more |= {name: texts[rows] for name, texts in (beside or {}).items()}
            yield from self._block(rows, more)

    def _block(self, rows: slice, more: Mapping[str, Texts]) -> Texts:
        places = range(rows.start, rows.stop)
        values = self.instrument.values
        pairs = [self._value_pair(rows, column) for column in range(len(values))]
        shown = [
            self._value(rows, column, value, *pairs[column]) for column, value in enumerate(values)
        ]
        differences = map(self.writer.group_difference, places)
        return objects(
            {
                **self._overall(rows, pairs),
                "percentile": [NULL] * len(places),
                "adjusted": self._adjusted(rows),
                "responses": self._responses(rows),
                "values": arrays(shown),
                "place": [self.text_of(self.writer.place(place)) for place in places],
                "group_difference": [as_stored(each) if each else NULL for each in differences],
                "advice": [self.text_of(self.writer.advice(place)) for place in places],
                **more,
            }
        )

    def _overall(self, rows: slice, pairs: list[tuple[Figures, Figures]]) -> dict[str, Texts]:
        own = rounded(self.figures.officers.self_overall[rows].tolist())
        others = rounded(self.inference.overall.composite[rows].tolist())
        by_officer = zip(*(zip(*pair, strict=True) for pair in pairs), strict=True)
        judged = [
            overall_category(mine, theirs, both, self.rules)
            for mine, theirs, both in zip(own, others, by_officer, strict=True)
        ]
        return {
            "overall_self": number_texts(own),
            "overall_others": number_texts(others),
            "gap": number_texts(gap for gap, _category in judged),
            "category": [self.text_of(category) for _gap, category in judged],
            "overall_se": _errors(self.inference.overall.error[rows]),
            "gap_statement": statement_texts(self.inference.overall.gap, rows, 0),
        }

    def _adjusted(self, rows: slice) -> Texts:
        found, reasons = self.severity, self.severity.reason[rows]
        few = (found.n_sheets[rows] < self.inference.cutoffs.few_sheets).tolist()

        def shown(column: Iterable[str], otherwise: str = NULL) -> Texts:
            pairs = zip(column, reasons, strict=True)
            return [each if reason is None else otherwise for each, reason in pairs]

        return objects(
            {
                "score": shown(number_texts(rounded(found.score[rows].tolist()))),
                "standard_error": shown(number_texts(rounded(found.standard_error[rows].tolist()))),
                "reason": list(map(self.text_of, reasons)),
                "few_sheets": shown(("true" if each else "false" for each in few), "false"),
                "component": shown(map(str, found.component[rows].tolist())),
            }
        )

    def _responses(self, rows: slice) -> Texts:
        return objects(
            {
                group: [
                    str(n) if n == 0 or n >= self.policy.min_n[group] else NULL
                    for n in self.figures.officers.n_forms[rows, code].tolist()
                ]
                for code, group in enumerate(self.policy.codes)
            }
        )

    def _value_pair(self, rows: slice, column: int) -> tuple[Figures, Figures]:
        """A value as the officers and as others see it."""
        return (
            rounded(self.figures.values.self_mean[rows, column].tolist()),
            rounded(self.inference.values.composite[rows, column].tolist()),
        )

    def _value(
        self, rows: slice, column: int, value: CoreValue, own: Figures, others: Figures
    ) -> Texts:
        values = self.figures.values
        cells = {
            group: self.value_cells.texts(rows, code, column)
            for code, group in enumerate(self.policy.codes)
        }
        behaviours = [self._behaviour(rows, each.code) for each in value.behaviours]
        return objects(
            {
                **self._judged(own, others),
                "code": [text_of(value.code)] * len(own),
                "self_mean": number_texts(own),
                "groups_used": list(map(self.groups, values.groups_used[rows, column].tolist())),
                "n_raters": list(map(str, self.n_raters[rows, column].tolist())),
                "gap": number_texts(map(_difference, own, others)),
                "category": [self.text_of(each.label) for each in map(self.category, own, others)],
                "sem": _errors(self.inference.errors[rows, column]),
                "mdc95": [NULL] * len(own),
                "cells": objects(cells),
                "behaviours": arrays(behaviours),
                "gap_statement": statement_texts(self.inference.gaps, rows, column),
            }
        )

    def _judged(self, own: Figures, others: Figures) -> dict[str, Texts]:
        """How others see it, and the Johari area that this gives beside the officer's own view."""
        areas = map(printed_johari_area, map(self.category, own, others))
        return {"others": number_texts(others), "johari": list(map(self.text_of, areas))}

    def _groups_text(self, used: int) -> str:
        return text_of([code for bit, code in enumerate(self.policy.codes) if used >> bit & 1])

    def _behaviour(self, rows: slice, code: str) -> Texts:
        item = self.instrument.positions[code]
        own = rounded(self.item_self[rows, item].tolist())
        others = rounded(self.inference.behaviours.composite[rows, item].tolist())
        cells = {
            group: self.item_cells.texts(rows, number, item)
            for number, group in enumerate(self.policy.codes)
            if group != Relation.SELF
        }
        contrast = self.inference.contrast_statements
        return objects(
            {
                **self._judged(own, others),
                "code": [text_of(code)] * len(own),
                "self_score": number_texts(own),
                "contrast": statement_texts(contrast, rows, item, code in NEVER_CALLED_RARE),
                "cells": objects(cells),
            }
        )


class _CellColumns:
    """The cells of one kind of table (officers, groups, columns), as texts."""

    def __init__(
        self, bars: BarWriter, cells: CellScores | ItemScores, mean: npt.NDArray[np.float64]
    ) -> None:
        self.bars, self.status, self.n, self.mean = bars, cells.status, cells.n, mean
        # Few raters with few answers each: the same cell comes again and again.
        self.shown = cache(self._shown)

    def texts(self, rows: slice, group: int, column: int) -> Texts:
        """Those of one group and column."""
        columns = (each[rows, group, column].tolist() for each in (self.status, self.n, self.mean))
        return [
            self.shown(group, column, n, mean) if status == SuppressionStatus.SHOWN
            else _WITHOUT_NUMBERS[status]
            for status, n, mean in zip(*columns, strict=True)
        ]  # fmt: skip

    def _shown(self, group: int, column: int, n: int, exact: float) -> str:
        (mean,) = rounded([exact])
        low, high = self.bars.bar(group, column, n, mean)
        return as_stored(CellFigures(status=CellStatus.SHOWN, n=n, mean=mean, low=low, high=high))


_WITHOUT_NUMBERS = {
    int(status): as_stored(CellFigures(status=printed))
    for status, printed in PRINTED_STATUS.items()
    if printed is not CellStatus.SHOWN
}


def _errors(squared: npt.NDArray[np.float64]) -> Texts:
    return number_texts(rounded(np.sqrt(squared).tolist()))


def _difference(first: float | None, second: float | None) -> float | None:
    # Of the rounded figures, so that whoever subtracts the printed ones finds the same.
    if first is None or second is None:
        return None
    return round(first - second, DECIMALS)
