"""The figures of a cycle as tables for files: 8 significant digits, empty where undefined.

The files hold suppressed numbers too, marked as such: they serve analysts who are cleared for
single cells and the checking of arithmetic, and are never what the product shows.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from berakhlak.figures_files.input_files import ExchangedCycle
from berakhlak.statistics.agreement import item_agreement, value_agreement
from berakhlak.statistics.categories import (
    JohariArea,
    LabelledCode,
    SelfOtherCategory,
    SuppressionStatus,
)
from berakhlak.statistics.figures import CycleScores
from berakhlak.statistics.items import pooled_ratings
from berakhlak.statistics.packed_sheets import ItemColumns
from berakhlak.statistics.response_quality import SheetPatterns, rater_tendencies, sheet_patterns
from berakhlak.statistics.rules import ScoringRules


@dataclass(frozen=True)
class CsvTable:
    """A file to be: `columns` by name in order, each one list of texts per row."""

    name: str
    columns: Mapping[str, Sequence[str]]

    def write(self, folder: Path) -> None:
        """Write the table as CSV into a folder."""
        with (folder / self.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(self.columns)
            writer.writerows(zip(*self.columns.values(), strict=True))


def figure_texts(figures: npt.NDArray[Any]) -> list[str]:
    """Figures as texts in row order."""
    flat = figures.ravel().tolist()
    if figures.dtype.kind != "f":
        return [str(int(figure)) for figure in flat]
    # Adding zero turns -0.0 into 0.0.
    return ["" if math.isnan(figure) else f"{figure + 0.0:.8g}" for figure in flat]


def code_labels(codes: npt.NDArray[Any], kind: type[LabelledCode]) -> list[str]:
    """Names of codes in row order."""
    names = {int(code): code.label for code in kind}
    return [names[code] for code in codes.ravel().tolist()]


def key_combinations(*names: Sequence[str]) -> list[Sequence[str]]:
    """All combinations of names, one list per part, the last varying fastest."""
    return list(zip(*product(*names), strict=True)) or [() for _ in names]


def all_tables(cycle: ExchangedCycle, figures: CycleScores) -> list[CsvTable]:
    """Every table of plain figures."""
    forms = sheet_patterns(cycle.sheets.answers, cycle.rules)
    return [
        cells_table(cycle, figures),
        values_table(cycle, figures),
        officers_table(cycle, figures),
        items_table(cycle, figures),
        agreement_table(cycle),
        units_table(cycle, figures),
        forms_table(cycle, forms),
        raters_table(cycle, forms),
    ]


def cells_table(cycle: ExchangedCycle, figures: CycleScores) -> CsvTable:
    """One row per officer, group and value."""
    cells = figures.cells
    officer, group, value = key_combinations(
        cycle.officers, cycle.rules.groups, cycle.layout.values
    )
    n_ratings, pooled_mean = pooled_ratings(figures.items, cycle.layout)
    columns = {
        "officer_id": officer,
        "group": group,
        "value_id": value,
        "n_raters": figure_texts(cells.n),
        "mean": figure_texts(cells.mean),
        "sd": figure_texts(cells.sd),
        "n_ratings": figure_texts(n_ratings),
        "pooled_mean": figure_texts(pooled_mean),
        "ci_lo": figure_texts(cells.ci_lo),
        "ci_hi": figure_texts(cells.ci_hi),
        "status": code_labels(cells.status, SuppressionStatus),
    }
    return CsvTable("cells.csv", columns)


def values_table(cycle: ExchangedCycle, figures: CycleScores) -> CsvTable:
    """One row per officer and value."""
    values = figures.values
    officer, value = key_combinations(cycle.officers, cycle.layout.values)
    columns = {
        "officer_id": officer,
        "value_id": value,
        "self_mean": figure_texts(values.self_mean),
        "composite_visible": figure_texts(values.composite),
        "composite_all": figure_texts(values.composite_all),
        "groups_used": [_joined(mask, cycle.rules) for mask in values.groups_used.ravel().tolist()],
        "others_unweighted_visible": figure_texts(values.others_unweighted),
        "n_raters_visible": figure_texts(values.n_raters),
        "gap": figure_texts(values.gap),
        "category_fixed": code_labels(values.category, SelfOtherCategory),
        "category_half_sd": code_labels(values.category_half_sd, SelfOtherCategory),
        "johari": code_labels(values.johari, JohariArea),
        "sem_pooled": figure_texts(values.sem),
        "mdc95": figure_texts(values.mdc95),
    }
    return CsvTable("officer_values.csv", columns)


def _joined(mask: int, rules: ScoringRules) -> str:
    return "+".join(name for code, name in enumerate(rules.groups) if mask >> code & 1)


def officers_table(cycle: ExchangedCycle, figures: CycleScores) -> CsvTable:
    """One row per officer."""
    officers, unit = figures.officers, cycle.sheets.unit
    columns = {
        "officer_id": cycle.officers,
        "unit_id": [] if unit is None else [cycle.units[code] for code in unit.tolist()],
        **{
            f"n_{group}": figure_texts(officers.n_forms[:, code])
            for code, group in enumerate(cycle.rules.groups)
        },
        "self_overall": figure_texts(officers.self_overall),
        "composite_overall": figure_texts(officers.composite_overall),
        "n_values": figure_texts(officers.n_values),
        "n_shared_values": figure_texts(officers.n_shared),
        "gap_matched": figure_texts(officers.gap),
        "category_fixed": code_labels(officers.category, SelfOtherCategory),
        "norm_percentile": figure_texts(officers.percentile),
    }
    return CsvTable("officers.csv", columns)


def items_table(cycle: ExchangedCycle, figures: CycleScores) -> CsvTable:
    """One row per officer and item."""
    items, nulls = figures.items, cycle.rules.null
    found = item_agreement(ItemColumns.from_sheets(cycle.sheets, cycle.rules), items, cycle.rules)
    officer, item = key_combinations(cycle.officers, cycle.layout.items)
    columns = {
        "officer_id": officer,
        "item_id": item,
        "self": figure_texts(items.self_score),
        "composite_visible": figure_texts(items.composite),
        "n_others": figure_texts(items.others_n),
        "others_mean": figure_texts(items.others_mean),
        "others_var": figure_texts(found.variance),
        "rwg_uniform": figure_texts(found.r_wg(nulls("uniform"))),
        "rwg_slight": figure_texts(found.r_wg(nulls("slight_skew"))),
        "rwg_moderate": figure_texts(found.r_wg(nulls("moderate_skew"))),
        "rwg_uniform_untruncated": figure_texts(found.r_wg(nulls("uniform"), truncated=False)),
        "ad_mean": figure_texts(found.ad_mean),
        "ad_median": figure_texts(found.ad_median),
        "johari": code_labels(items.johari, JohariArea),
        "favourable_share": figure_texts(items.favourable_share),
    }
    return CsvTable("items.csv", columns)


def agreement_table(cycle: ExchangedCycle) -> CsvTable:
    """One row per officer, scope and value with at least two complete raters."""
    rules, nulls = cycle.rules, cycle.rules.null
    found = value_agreement(ItemColumns.from_sheets(cycle.sheets, rules), rules, cycle.layout)
    row = found.n_complete >= 2
    names = key_combinations(cycle.officers, found.scopes, cycle.layout.values)
    chosen = np.flatnonzero(row.ravel()).tolist()
    officer, scope, value = ([part[place] for place in chosen] for part in names)

    def column(figure: npt.NDArray[Any]) -> list[str]:
        return figure_texts(figure[row])

    columns = {
        "officer_id": officer,
        "scope": scope,
        "value_id": value,
        "n_complete": column(found.n_complete),
        "mean_item_var": column(found.mean_variance),
        "rwgj_uniform": column(found.r_wg_j(nulls("uniform"))),
        "rwgj_slight": column(found.r_wg_j(nulls("slight_skew"))),
        "rwgj_moderate": column(found.r_wg_j(nulls("moderate_skew"))),
        "rwgj_heavy": column(found.r_wg_j(nulls("heavy_skew"))),
        "r_star_wgj_lindell": column(found.r_star(nulls("uniform"))),
        "adm_j": column(found.ad_mean),
        "admd_j": column(found.ad_median),
    }
    return CsvTable("agreement.csv", columns)


def units_table(cycle: ExchangedCycle, figures: CycleScores) -> CsvTable:
    """One row per unit and value, ALL first."""
    unit, value = key_combinations(cycle.units, ("ALL", *cycle.layout.values))
    columns: dict[str, Sequence[str]] = {"unit_id": unit, "value_id": value}
    if figures.units is not None:
        columns |= {
            "n_officers": figure_texts(figures.units.n),
            "mean": figure_texts(figures.units.mean),
            "sd": figure_texts(figures.units.sd),
            "status": code_labels(figures.units.status, SuppressionStatus),
        }
    return CsvTable("units.csv", columns)


def forms_table(cycle: ExchangedCycle, forms: SheetPatterns) -> CsvTable:
    """One row per sheet by officer, group name and rater."""
    sheets, rules = cycle.sheets, cycle.rules
    rater = [] if sheets.rater is None else [cycle.raters[code] for code in sheets.rater.tolist()]
    group = [rules.groups[code] for code in sheets.group.tolist()]
    officer = sheets.officer.tolist()
    order = sorted(range(len(rater)), key=lambda i: (officer[i], group[i], rater[i]))
    columns = {
        "officer_id": [cycle.officers[officer[i]] for i in order],
        "rater_id": [rater[i] for i in order],
        "group": [group[i] for i in order],
        "n_valid": figure_texts(forms.n_valid[order]),
        "n_na": figure_texts(forms.n_na[order]),
        "form_mean": figure_texts(forms.mean[order]),
        "form_sd": figure_texts(forms.sd[order]),
        "longstring": figure_texts(forms.longstring[order]),
        "flag_straightline": figure_texts(forms.straightline[order]),
        "share_3": figure_texts(forms.share_threes[order]),
        "share_extreme": figure_texts(forms.share_extreme[order]),
    }
    return CsvTable("forms.csv", columns)


def raters_table(cycle: ExchangedCycle, forms: SheetPatterns) -> CsvTable:
    """One row per rater who answered a sheet about somebody else."""
    found = rater_tendencies(cycle.sheets, forms, cycle.rules)
    rows = np.flatnonzero(found.n_forms)
    columns = {
        "rater_id": [cycle.raters[code] for code in rows.tolist()],
        "n_forms": figure_texts(found.n_forms[rows]),
        "mean_given": figure_texts(found.mean_given[rows]),
        "leniency_vs_others": figure_texts(found.leniency[rows]),
        "mean_within_form_sd": figure_texts(found.within_sd[rows]),
        "share_3": figure_texts(found.share_threes[rows]),
        "sd_between_forms": figure_texts(found.between_sd[rows]),
    }
    return CsvTable("raters.csv", columns)


def write_tables(tables: Iterable[CsvTable], folder: Path) -> None:
    """Write tables as CSV into a folder."""
    for table in tables:
        table.write(folder)
