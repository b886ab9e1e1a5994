"""Change since the officer's cycle before: pure, from two frozen results and what they rest on.

Under rules version 2 one sentence is said of the overall figure, and only where it lies beyond what
other raters, regression to the mean and the drift of the whole agency bring by themselves. Profiles
of version 1 keep their table by value (`change_by_value`).
"""

from __future__ import annotations

import numpy as np
from flask_babel import gettext as _

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.documents.wording import clean_line
from berakhlak.formats import format_number
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.label_sets import is_same_but_for_labels
from berakhlak.profiles import change_by_value as by_value
from berakhlak.profiles.change_parts import ChangeSection, CycleBasis, EarlierResult
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.change import CycleComparability, MeasurementBasis, compare_bases
from berakhlak.statistics.frozen_result import OfficerFigures
from berakhlak.statistics.inference.regressed_change import change_of_person
from berakhlak.statistics.inference.verdicts import DifferenceVerdict


def build_change_section(source: ProfileSource, language: str) -> ChangeSection | None:
    """What changed since the earlier cycle; None when there is none."""
    earlier = source.earlier
    if earlier is None:
        return None
    cycle = clean_line(earlier.cycle)
    basis = comparable_bases(
        CycleBasis(
            earlier.instrument,
            earlier.policy,
            earlier.rules_version,
            earlier.citizens if _has_citizens(earlier.figures) else "",
        ),
        CycleBasis(
            source.instrument,
            source.policy,
            source.release.rules_version,
            source.citizens if _has_citizens(source.figures) else "",
        ),
    )
    if basis is not CycleComparability.COMPARABLE:
        return ChangeSection(finding=by_value.not_compared_sentence(cycle, basis))
    if not source.guarded:
        finding, table = by_value.describe_value_changes(source, earlier.figures, cycle, language)
        return ChangeSection(finding=finding, table=table)
    said = _of_the_overall_figure(source.figures, earlier, cycle)
    return ChangeSection(finding=said + order_caution(earlier.policy, source.policy))


def order_caution(before: Policy, now: Policy) -> str:
    """That behaviours stood in another order, after a space; empty where they did not."""
    if before.order is now.order:
        return ""
    other = _(
        "Urutan perilaku pada formulir kedua siklus berbeda; baca perbandingan ini dengan "
        "hati-hati."
    )
    return f" {other}"


def comparable_bases(before: CycleBasis, now: CycleBasis) -> CycleComparability:
    """Whether two cycles measure alike."""
    if before.rules_version != now.rules_version:
        return CycleComparability.OTHER_RULES
    if is_same_but_for_labels(before.instrument, now.instrument):
        return CycleComparability.OTHER_LABELS
    found = compare_bases(
        _basis(before.instrument, before.policy), _basis(now.instrument, now.policy)
    )
    both = before.citizens and now.citizens
    if found is CycleComparability.COMPARABLE and both and before.citizens != now.citizens:
        return CycleComparability.OTHER_CITIZENS
    return found


def _has_citizens(figures: OfficerFigures) -> bool:
    """Whether answers of citizens are in any of them."""
    return any(Relation.CITIZEN in value.groups_used for value in figures.values)


def _basis(instrument: Instrument, policy: Policy) -> MeasurementBasis:
    return MeasurementBasis(
        instrument=f"{instrument.code} {instrument.version}",
        scale=(1, instrument.max_score),
        weights=policy.weights,
    )


def _of_the_overall_figure(now: OfficerFigures, earlier: EarlierResult, cycle: str) -> str:
    before = earlier.figures
    if (reason := _not_comparable(before, now)) is not None:
        return by_value.not_compared_sentence(cycle, reason)
    if earlier.former is None or before.overall_se is None or now.overall_se is None:
        return str(
            _(
                "Dibandingkan %(cycle)s, perubahan belum dapat dikatakan: terlalu sedikit pegawai "
                "atau penilai untuk mengetahui seberapa besar kebetulannya.",
                cycle=cycle,
            )
        )
    figures = (before.overall_others, now.overall_others, before.overall_se, now.overall_se)
    x = np.array([figures], float)
    found = change_of_person(
        x[:, 0], x[:, 1], x[:, 2] ** 2, x[:, 3] ** 2, earlier.former, z=earlier.z
    )
    margin = earlier.z * float(found.standard_error[0])
    return _sentence(DifferenceVerdict(int(found.verdict[0])), cycle, margin)


def _not_comparable(before: OfficerFigures, now: OfficerFigures) -> CycleComparability | None:
    if before.overall_others is None:
        return CycleComparability.NOT_RATED_BEFORE
    if now.overall_others is None:
        return CycleComparability.NOT_RATED_NOW
    used = [{g for value in each.values for g in value.groups_used} for each in (before, now)]
    return CycleComparability.OTHER_GROUPS if used[0] != used[1] else None


def _sentence(verdict: DifferenceVerdict, cycle: str, margin: float) -> str:
    words = {"cycle": cycle, "margin": format_number(margin, 2)}
    if verdict is DifferenceVerdict.HIGHER:
        return str(
            _(
                "Dibandingkan %(cycle)s, angka keseluruhan naik melebihi yang dapat terjadi hanya "
                "karena penilainya lain; perubahan seluruh instansi sudah dikeluarkan.",
                **words,
            )
        )
    if verdict is DifferenceVerdict.LOWER:
        return str(
            _(
                "Dibandingkan %(cycle)s, angka keseluruhan turun melebihi yang dapat terjadi hanya "
                "karena penilainya lain; perubahan seluruh instansi sudah dikeluarkan.",
                **words,
            )
        )
    return str(
        _(
            "Dibandingkan %(cycle)s, belum dapat dikatakan apakah perilakunya berubah: penilai "
            "yang lain saja dapat menggeser angka seorang pegawai sekitar ±%(margin)s. Perubahan "
            "yang nyata pun sering tidak tampak pada angka.",
            **words,
        )
    )
