"""What changed since the agency's cycle before: the agency by means of units, units by verdict.

From frozen figures alone: the difference told of the agency is one of printed unit means, and a
unit is named only where its difference from the agency moved beyond what other raters and
regression to the mean bring by themselves. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from flask_babel import gettext as _

from berakhlak.documents.wording import clean_line, format_score
from berakhlak.formats import format_number
from berakhlak.profiles.change import comparable_bases, order_caution
from berakhlak.profiles.change_by_value import not_compared_sentence
from berakhlak.profiles.change_parts import CycleBasis
from berakhlak.results.report import EarlierResults, ResultsSource, UnitSource
from berakhlak.results.rules import ALL, is_figure_shown, is_frozen_with_verdicts
from berakhlak.statistics.change import CycleComparability
from berakhlak.statistics.frozen_result import UnitFigures, UnitValue
from berakhlak.statistics.inference.regressed_change import (
    MeanChange,
    change_of_mean,
    change_of_units,
)
from berakhlak.statistics.inference.verdicts import DifferenceVerdict

Pair = tuple[UnitSource, UnitValue, UnitValue]  # A unit with its overall figure before and now.


def agency_change_sentences(source: ResultsSource) -> Iterator[str]:
    """How the agency moved, then which units moved otherwise; nothing without a cycle before."""
    earlier = _earlier(source)
    if earlier is None:
        return
    cycle = clean_line(earlier.cycle)
    if (reason := _not_comparable(source, earlier)) is not None:
        yield not_compared_sentence(cycle, reason)
        return
    pairs = _pairs(source, earlier)
    means = np.array([[x.mean for x in each[1:]] for each in pairs], float).reshape(-1, 2)
    told = _of_agency(change_of_mean(means[:, 0], means[:, 1]), cycle)
    yield told + order_caution(earlier.policy, source.policy)
    yield _of_units(pairs, source)


def subtree_change_sentence(source: ResultsSource, ids: Collection[int]) -> str | None:
    """How the units among `ids` moved together, by the rule of the agency; None without a cycle
    before."""
    earlier = _earlier(source)
    if earlier is None:
        return None
    cycle = clean_line(earlier.cycle)
    if (reason := _not_comparable(source, earlier)) is not None:
        return not_compared_sentence(cycle, reason)
    means = np.array(
        [[x.mean for x in each[1:]] for each in _pairs(source, earlier) if each[0].id in ids], float
    ).reshape(-1, 2)
    found = change_of_mean(means[:, 0], means[:, 1])
    return _of_subtree(found, cycle) + order_caution(earlier.policy, source.policy)


def _of_subtree(found: MeanChange | None, cycle: str) -> str:
    if found is not None:
        is_decided = round(abs(found.difference), 2) > round(found.least, 2)
        said = _of_agency(found, cycle) if is_decided else _undecided(cycle)
        return f"{said} {_replaced()}"
    return str(
        _(
            "Dibandingkan %(cycle)s, perubahannya belum dapat dikatakan: kurang dari lima unit di "
            "dalamnya ditampilkan pada kedua siklus.",
            cycle=cycle,
        )
    )


def unit_change_sentence(source: ResultsSource, unit: UnitSource) -> str | None:
    """Whether one unit moved beside its agency; None without a cycle before."""
    earlier = _earlier(source)
    if earlier is None:
        return None
    cycle = clean_line(earlier.cycle)
    if (reason := _not_comparable(source, earlier)) is not None:
        return not_compared_sentence(cycle, reason)
    pairs = _pairs(source, earlier)
    verdicts = dict(zip((each[0].id for each in pairs), _verdicts(pairs, source), strict=True))
    told = _of_unit(verdicts.get(unit.id, DifferenceVerdict.NONE), cycle)
    return told + order_caution(earlier.policy, source.policy)


def _earlier(source: ResultsSource) -> EarlierResults | None:
    """Results of rules version 1 keep their words, which tell of no change."""
    return source.earlier if is_frozen_with_verdicts(source.whole) else None


def are_comparable(source: ResultsSource) -> bool:
    """Whether the cycle before may stand beside this one."""
    earlier = _earlier(source)
    return earlier is not None and _not_comparable(source, earlier) is None


def _not_comparable(source: ResultsSource, earlier: EarlierResults) -> CycleComparability | None:
    found = comparable_bases(
        CycleBasis(earlier.instrument, earlier.policy, earlier.rules_version, earlier.citizens),
        CycleBasis(source.instrument, source.policy, source.rules_version, source.citizens),
    )
    return None if found is CycleComparability.COMPARABLE else found


def _pairs(source: ResultsSource, earlier: EarlierResults) -> list[Pair]:
    """Units that show their overall figure in both cycles."""
    found = []
    for unit in source.units:
        now = _overall(unit.figures)
        before = _overall(earlier.units.get(unit.unit_id))
        if now is not None and before is not None:
            found.append((unit, before, now))
    return found


def _overall(figures: UnitFigures | None) -> UnitValue | None:
    values = figures.values if figures else ()
    return next((each for each in values if each.code == ALL and is_figure_shown(each)), None)


def _verdicts(pairs: Sequence[Pair], source: ResultsSource) -> list[DifferenceVerdict]:
    """Of each unit's difference from the agency, as all but the boss see it."""
    frozen = np.array(
        [[number for value in each[1:] for number in _effect(value)] for each in pairs],
        float,
    ).reshape(-1, 4)
    before, before_error, now, now_error = frozen.T
    found = change_of_units(before, now, before_error**2, now_error**2, z=source.cutoffs.change_z)
    return [DifferenceVerdict(code) for code in found.verdict.tolist()]


def _effect(value: UnitValue) -> tuple[float, float]:
    found = value.effect
    return (found.difference, found.standard_error) if found else (np.nan, np.nan)


def _of_agency(found: MeanChange | None, cycle: str) -> str:
    if found is None:
        return str(
            _(
                "Dibandingkan %(cycle)s, perubahan instansi belum dapat dikatakan: kurang dari "
                "lima unit ditampilkan pada kedua siklus.",
                cycle=cycle,
            )
        )
    words = {
        "cycle": cycle,
        "n": format_number(found.n),
        "d": format_score(abs(found.difference)),
        "least": format_score(found.least),
    }
    # By the printed figures, so that words and numbers never contradict each other.
    if round(abs(found.difference), 2) <= round(found.least, 2):
        return str(
            _(
                "Dibandingkan %(cycle)s, belum dapat dikatakan apakah instansi berubah: penilai "
                "yang lain saja dapat menggeser rata-rata %(n)s unit sekitar ±%(least)s.",
                **words,
            )
        )
    if found.difference > 0:
        return str(
            _(
                "Dibandingkan %(cycle)s, rata-rata %(n)s unit naik %(d)s; lebih dari ±%(least)s "
                "yang dapat terjadi hanya karena penilainya lain.",
                **words,
            )
        )
    return str(
        _(
            "Dibandingkan %(cycle)s, rata-rata %(n)s unit turun %(d)s; lebih dari ±%(least)s yang "
            "dapat terjadi hanya karena penilainya lain.",
            **words,
        )
    )


def _of_units(pairs: Sequence[Pair], source: ResultsSource) -> str:
    moved = list(zip(pairs, _verdicts(pairs, source), strict=True))
    risen, fallen = (
        ", ".join(clean_line(each[0].name) for each, verdict in moved if verdict is wanted)
        for wanted in (DifferenceVerdict.HIGHER, DifferenceVerdict.LOWER)
    )
    words = {"risen": risen, "fallen": fallen}
    if risen and fallen:
        said = _(
            "Di samping perubahan instansi, naik: %(risen)s; turun: %(fallen)s.",
            **words,
        )
    elif risen:
        said = _("Di samping perubahan instansi, naik: %(risen)s.", **words)
    elif fallen:
        said = _("Di samping perubahan instansi, turun: %(fallen)s.", **words)
    else:
        return str(_("Unit mana yang naik atau turun di antaranya belum dapat dikatakan."))
    return f"{said} {_replaced()}"


def _replaced() -> str:
    return str(_("Sebagian dapat berasal dari pegawai yang berganti."))


def _undecided(cycle: str) -> str:
    return str(
        _("Dibandingkan %(cycle)s, belum dapat dikatakan apakah unit ini berubah.", cycle=cycle)
    )


def _of_unit(verdict: DifferenceVerdict, cycle: str) -> str:
    if verdict is DifferenceVerdict.HIGHER:
        said = _(
            "Dibandingkan %(cycle)s, unit ini naik di antara unit lain, melebihi yang dapat "
            "terjadi hanya karena penilainya lain.",
            cycle=cycle,
        )
    elif verdict is DifferenceVerdict.LOWER:
        said = _(
            "Dibandingkan %(cycle)s, unit ini turun di antara unit lain, melebihi yang dapat "
            "terjadi hanya karena penilainya lain.",
            cycle=cycle,
        )
    else:
        return _undecided(cycle)
    return f"{said} {_replaced()}"
