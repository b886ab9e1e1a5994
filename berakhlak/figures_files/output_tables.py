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
from berakhlak.statistics.categories import Category, Johari, Named, Status
from berakhlak.statistics.figures import Figures
from berakhlak.statistics.items import pooled_ratings
from berakhlak.statistics.packed_sheets import Columns
from berakhlak.statistics.response_quality import Forms, form_figures, rater_figures
from berakhlak.statistics.rules import Rules


@dataclass(frozen=True)
class Table:
    """A file to be: `columns` by name in order, each one list of texts per row."""

    name: str
    columns: Mapping[str, Sequence[str]]

    def write(self, folder: Path) -> None:
        """Write the table as CSV into a folder."""
        with (folder / self.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(self.columns)
            writer.writerows(zip(*self.columns.values(), strict=True))


def texts(figures: npt.NDArray[Any]) -> list[str]:
    """Figures as texts in row order."""
    flat = figures.ravel().tolist()
    if figures.dtype.kind != "f":
        return [str(int(figure)) for figure in flat]
    # Adding zero turns -0.0 into 0.0.
    return ["" if math.isnan(figure) else f"{figure + 0.0:.8g}" for figure in flat]


def labels(codes: npt.NDArray[Any], kind: type[Named]) -> list[str]:
    """Names of codes in row order."""
    names = {int(code): code.label for code in kind}
    return [names[code] for code in codes.ravel().tolist()]


def keys(*names: Sequence[str]) -> list[Sequence[str]]:
    """All combinations of names, one list per part, the last varying fastest."""
    return list(zip(*product(*names), strict=True)) or [() for _ in names]


def all_tables(cycle: ExchangedCycle, figures: Figures) -> list[Table]:
    """Every table of plain figures."""
    forms = form_figures(cycle.sheets.answers, cycle.rules)
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


def cells_table(cycle: ExchangedCycle, figures: Figures) -> Table:
    """One row per officer, group and value."""
    cells = figures.cells
    officer, group, value = keys(cycle.officers, cycle.rules.groups, cycle.layout.values)
    n_ratings, pooled_mean = pooled_ratings(figures.items, cycle.layout)
    columns = {
        "officer_id": officer,
        "group": group,
        "value_id": value,
        "n_raters": texts(cells.n),
        "mean": texts(cells.mean),
        "sd": texts(cells.sd),
        "n_ratings": texts(n_ratings),
        "pooled_mean": texts(pooled_mean),
        "ci_lo": texts(cells.ci_lo),
        "ci_hi": texts(cells.ci_hi),
        "status": labels(cells.status, Status),
    }
    return Table("cells.csv", columns)


def values_table(cycle: ExchangedCycle, figures: Figures) -> Table:
    """One row per officer and value."""
    values = figures.values
    officer, value = keys(cycle.officers, cycle.layout.values)
    columns = {
        "officer_id": officer,
        "value_id": value,
        "self_mean": texts(values.self_mean),
        "composite_visible": texts(values.composite),
        "composite_all": texts(values.composite_all),
        "groups_used": [_joined(mask, cycle.rules) for mask in values.groups_used.ravel().tolist()],
        "others_unweighted_visible": texts(values.others_unweighted),
        "n_raters_visible": texts(values.n_raters),
        "gap": texts(values.gap),
        "category_fixed": labels(values.category, Category),
        "category_half_sd": labels(values.category_half_sd, Category),
        "johari": labels(values.johari, Johari),
        "sem_pooled": texts(values.sem),
        "mdc95": texts(values.mdc95),
    }
    return Table("officer_values.csv", columns)


def _joined(mask: int, rules: Rules) -> str:
    return "+".join(name for code, name in enumerate(rules.groups) if mask >> code & 1)


def officers_table(cycle: ExchangedCycle, figures: Figures) -> Table:
    """One row per officer."""
    officers, unit = figures.officers, cycle.sheets.unit
    columns = {
        "officer_id": cycle.officers,
        "unit_id": [] if unit is None else [cycle.units[code] for code in unit.tolist()],
        **{
            f"n_{group}": texts(officers.n_forms[:, code])
            for code, group in enumerate(cycle.rules.groups)
        },
        "self_overall": texts(officers.self_overall),
        "composite_overall": texts(officers.composite_overall),
        "n_values": texts(officers.n_values),
        "n_shared_values": texts(officers.n_shared),
        "gap_matched": texts(officers.gap),
        "category_fixed": labels(officers.category, Category),
        "norm_percentile": texts(officers.percentile),
    }
    return Table("officers.csv", columns)


def items_table(cycle: ExchangedCycle, figures: Figures) -> Table:
    """One row per officer and item."""
    items, nulls = figures.items, cycle.rules.null
    found = item_agreement(Columns.of(cycle.sheets, cycle.rules), items, cycle.rules)
    officer, item = keys(cycle.officers, cycle.layout.items)
    columns = {
        "officer_id": officer,
        "item_id": item,
        "self": texts(items.self_score),
        "composite_visible": texts(items.composite),
        "n_others": texts(items.others_n),
        "others_mean": texts(items.others_mean),
        "others_var": texts(found.variance),
        "rwg_uniform": texts(found.rwg(nulls("uniform"))),
        "rwg_slight": texts(found.rwg(nulls("slight_skew"))),
        "rwg_moderate": texts(found.rwg(nulls("moderate_skew"))),
        "rwg_uniform_untruncated": texts(found.rwg(nulls("uniform"), truncated=False)),
        "ad_mean": texts(found.ad_mean),
        "ad_median": texts(found.ad_median),
        "johari": labels(items.johari, Johari),
        "favourable_share": texts(items.favourable_share),
    }
    return Table("items.csv", columns)


def agreement_table(cycle: ExchangedCycle) -> Table:
    """One row per officer, scope and value with at least two complete raters."""
    rules, nulls = cycle.rules, cycle.rules.null
    found = value_agreement(Columns.of(cycle.sheets, rules), rules, cycle.layout)
    row = found.n_complete >= 2
    names = keys(cycle.officers, found.scopes, cycle.layout.values)
    chosen = np.flatnonzero(row.ravel()).tolist()
    officer, scope, value = ([part[place] for place in chosen] for part in names)

    def column(figure: npt.NDArray[Any]) -> list[str]:
        return texts(figure[row])

    columns = {
        "officer_id": officer,
        "scope": scope,
        "value_id": value,
        "n_complete": column(found.n_complete),
        "mean_item_var": column(found.mean_variance),
        "rwgj_uniform": column(found.rwg_j(nulls("uniform"))),
        "rwgj_slight": column(found.rwg_j(nulls("slight_skew"))),
        "rwgj_moderate": column(found.rwg_j(nulls("moderate_skew"))),
        "rwgj_heavy": column(found.rwg_j(nulls("heavy_skew"))),
        "r_star_wgj_lindell": column(found.r_star(nulls("uniform"))),
        "adm_j": column(found.ad_mean),
        "admd_j": column(found.ad_median),
    }
    return Table("agreement.csv", columns)


def units_table(cycle: ExchangedCycle, figures: Figures) -> Table:
    """One row per unit and value, ALL first."""
    unit, value = keys(cycle.units, ("ALL", *cycle.layout.values))
    columns: dict[str, Sequence[str]] = {"unit_id": unit, "value_id": value}
    if figures.units is not None:
        columns |= {
            "n_officers": texts(figures.units.n),
            "mean": texts(figures.units.mean),
            "sd": texts(figures.units.sd),
            "status": labels(figures.units.status, Status),
        }
    return Table("units.csv", columns)


def forms_table(cycle: ExchangedCycle, forms: Forms) -> Table:
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
        "n_valid": texts(forms.n_valid[order]),
        "n_na": texts(forms.n_na[order]),
        "form_mean": texts(forms.mean[order]),
        "form_sd": texts(forms.sd[order]),
        "longstring": texts(forms.longstring[order]),
        "flag_straightline": texts(forms.straightline[order]),
        "share_3": texts(forms.share_threes[order]),
        "share_extreme": texts(forms.share_extreme[order]),
    }
    return Table("forms.csv", columns)


def raters_table(cycle: ExchangedCycle, forms: Forms) -> Table:
    """One row per rater who answered a sheet about somebody else."""
    found = rater_figures(cycle.sheets, forms, cycle.rules)
    rows = np.flatnonzero(found.n_forms)
    columns = {
        "rater_id": [cycle.raters[code] for code in rows.tolist()],
        "n_forms": texts(found.n_forms[rows]),
        "mean_given": texts(found.mean_given[rows]),
        "leniency_vs_others": texts(found.leniency[rows]),
        "mean_within_form_sd": texts(found.within_sd[rows]),
        "share_3": texts(found.share_threes[rows]),
        "sd_between_forms": texts(found.between_sd[rows]),
    }
    return Table("raters.csv", columns)


def write_tables(tables: Iterable[Table], folder: Path) -> None:
    """Write tables as CSV into a folder."""
    for table in tables:
        table.write(folder)
