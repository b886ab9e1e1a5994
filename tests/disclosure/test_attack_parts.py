"""Each attack on the smallest figures that it concerns, exactly at its bounds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure import composites, totals
from berakhlak.disclosure.composites import possible_categories
from berakhlak.disclosure.published import (
    PublicRules,
    PublishedCycle,
    PublishedOfficers,
    PublishedUnit,
    count_numbers,
)
from berakhlak.disclosure.report import AuditFinding, FigureKind, FigurePlace, LeakKind
from berakhlak.disclosure.totals import OfficerTotals
from berakhlak.disclosure.wording import finding_sentence, place_name
from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.statistics.frozen_result import CellStatus, UnitFigures, UnitValue
from berakhlak.statistics.group_answering import AnsweringQuality
from tests.factories.profiles import rich_officer
from tests.factories.results import whole

SETTING = PublicRules(parse_instrument(reference_source()), Policy())
AKUNTABEL = SETTING.value_names["AK"]
SHOWN, HELD, NONE = CellStatus.SHOWN, CellStatus.SUPPRESSED, CellStatus.NONE


def standing(name: str, unit: int = 0, **known: Any) -> OfficerTotals:
    given = {"composites": {}, "percentile": None, "responses": {}} | known
    return OfficerTotals(name, unit, **given)


def ranked(*figures: float, told: float | None = None, at: int = 0) -> list[AuditFinding]:
    """Findings when the officer at a place is told this rank among these composites."""
    rated = [
        standing(str(n), composites={"ALL": figure}, percentile=told if n == at else None)
        for n, figure in enumerate(figures)
    ]
    return list(totals._attack_ranks([*rated, standing("tanpa")], SETTING))


@pytest.mark.parametrize(
    ("told", "is_found"),
    [(None, False), (10, False), (9.5, False), (9.4, True), (10.5, False), (10.6, True)],
)
def test_a_rank_must_be_that_of_the_printed_composite(told: float | None, is_found: bool) -> None:
    found = ranked(1.0, 2.0, 3.0, 4.0, 5.0, told=told)

    place = FigurePlace(owner="0", subject=FigureKind.PERCENTILE)
    assert found == ([AuditFinding(leak=LeakKind.UNEXPLAINED, source=place)] if is_found else [])


def test_of_composites_that_print_alike_each_may_have_any_of_their_ranks() -> None:
    for told in (10, 30, 50):
        assert ranked(3.0, 3.01, 3.0, 4.0, 5.0, told=told) == []
    assert ranked(3.0, 3.01, 3.0, 4.0, 5.0, told=51)
    assert ranked(3.0, 3.02, 4.0, 4.5, 5.0, told=30)


def unit_row(**known: Any) -> UnitValue:
    return UnitValue(**({"code": "AK", "status": SHOWN, "n_officers": 5, "mean": 3.0} | known))


@pytest.mark.parametrize(
    ("row", "composites", "leak"),
    [
        (unit_row(), [3.0] * 5, None),
        (unit_row(), [3.01] * 5, None),
        (unit_row(), [3.02] * 5, LeakKind.UNEXPLAINED),
        (unit_row(), [3.0] * 6, LeakKind.UNEXPLAINED),
        (unit_row(n_officers=4), [3.0] * 4, LeakKind.BELOW_MINIMUM),
        (unit_row(n_officers=None), [3.0] * 5, LeakKind.BELOW_MINIMUM),
        (unit_row(status=HELD), [3.0] * 5, LeakKind.BELOW_MINIMUM),
        (unit_row(status=HELD, n_officers=None, mean=None), [3.0] * 5, None),
        (
            unit_row(status=HELD, n_officers=None, mean=None, sd=0.5),
            [3.0] * 5,
            LeakKind.BELOW_MINIMUM,
        ),
        (unit_row(status=HELD, n_officers=None, mean=None, effect=0.5), [], LeakKind.BELOW_MINIMUM),
        (unit_row(mean=None), [3.0] * 5, LeakKind.UNEXPLAINED),
    ],
)
def test_a_unit_shows_the_mean_of_enough_printed_officers(
    row: UnitValue, composites: list[float], leak: LeakKind | None
) -> None:
    found = list(totals._attack_unit("Bidang", row, composites, SETTING))

    place = FigurePlace(owner="Bidang", subject=FigureKind.UNIT_MEAN, value=AKUNTABEL)
    assert found == ([AuditFinding(leak=leak, source=place)] if leak else [])


SHEETS = FigurePlace(owner="Siklus", subject=FigureKind.SHEETS, group="peer")


@pytest.mark.parametrize(
    ("told", "total", "found"),
    [
        ([3, 4], 7, None),
        ([3, None], 3, None),  # The withheld ones are left out.
        ([3, None], 4, ("1", 1.0)),
        ([3, None], 5, ("1", 2.0)),
        ([3, None], 6, LeakKind.UNEXPLAINED),
        ([3, 4], 8, LeakKind.UNEXPLAINED),
        ([3, 4], 6, LeakKind.UNEXPLAINED),
        ([3, None, None], 5, ("1", 1.0)),
        ([3, None, None], 6, None),
        ([3, None, None], 7, ("1", 2.0)),
        ([3, None, None], 4, LeakKind.UNEXPLAINED),
        ([3, None, None], 8, LeakKind.UNEXPLAINED),
    ],
)
def test_sheets_of_all_less_those_told_leave_a_choice(
    told: list[int | None], total: int, found: Any
) -> None:
    officers = [standing(str(n), responses={"peer": each}) for n, each in enumerate(told)]

    result = list(totals._attack_sheets(total, officers, Relation.PEER, SHEETS, 2))

    if isinstance(found, tuple):
        target = FigurePlace(owner=found[0], subject=FigureKind.SHEETS, group="peer")
        known = {"source": SHEETS, "target": target, "low": found[1], "high": found[1]}
        assert result == [AuditFinding(leak=LeakKind.RECOVERED, **known)]
    else:
        assert result == ([AuditFinding(leak=found, source=SHEETS)] if found else [])


MEAN = FigurePlace(owner="Siklus", subject=FigureKind.CYCLE_MEAN, value="ALL")


def test_a_mean_of_the_cycle_less_the_shown_units_leaves_the_one_that_is_withheld() -> None:
    found = totals._carries_unit(3.2, [3.0, 3.0, 3.0], [("Kecil", [1.0, 1.0])], MEAN)

    assert found.leak is LeakKind.RECOVERED
    assert found.source == MEAN
    assert found.target == FigurePlace(owner="Kecil", subject=FigureKind.UNIT_MEAN, value="ALL")
    assert (found.low, found.high) == pytest.approx((3.475, 3.525), abs=1e-6)
    for figure, hidden in ((None, [("Kecil", [1.0])]), (3.0, []), (3.0, [("A", [1.0])] * 2)):
        plain = totals._carries_unit(figure, [3.0], hidden, MEAN)
        assert plain == AuditFinding(leak=LeakKind.UNEXPLAINED, source=MEAN)


def cycle_mean(figure: float | None, *composites: list[float]) -> list[AuditFinding]:
    """Findings in the mean of a value over a unit that is shown and others that are not."""
    held = unit_row(status=HELD, n_officers=None, mean=None)
    rows = [unit_row(), *[held] * (len(composites) - 1)]
    units = tuple(
        PublishedUnit(f"Unit {n}", UnitFigures(values=(row,)), 0) for n, row in enumerate(rows)
    )
    told = replace(whole(), overall_mean=None, value_means={"AK": figure})
    by_unit = [{"AK": own} if own else {} for own in composites]
    return list(
        totals._attack_cycle_means(PublishedCycle([], units, told, 0), by_unit, SETTING, "Siklus")
    )


def test_a_mean_of_the_cycle_is_that_of_the_shown_units_or_gives_a_withheld_one_away() -> None:
    source = FigurePlace(owner="Siklus", subject=FigureKind.CYCLE_MEAN, value=AKUNTABEL)
    unexplained = [AuditFinding(leak=LeakKind.UNEXPLAINED, source=source)]

    assert cycle_mean(3.0, [3.0] * 5, [1.0, 1.0]) == []
    assert cycle_mean(2.43, [3.0] * 5) == unexplained
    assert cycle_mean(2.43, [3.0] * 5, []) == unexplained
    assert cycle_mean(2.43, [3.0] * 5, [1.0], [1.0]) == unexplained
    assert cycle_mean(None, [3.0] * 5, [1.0, 1.0]) == unexplained
    (found,) = cycle_mean(2.43, [3.0] * 5, [1.0, 1.0], [])
    assert (found.leak, found.source) == (LeakKind.RECOVERED, source)
    assert found.target == FigurePlace(
        owner="Unit 1", subject=FigureKind.UNIT_MEAN, value=AKUNTABEL
    )
    assert (found.low, found.high) == pytest.approx((0.97, 1.04), abs=1e-6)


@pytest.mark.parametrize(
    ("figure", "parts", "is_one"),
    [
        (None, [], True),
        (None, [3.0], False),
        (3.0, [], False),
        (3.0, [2.0, 4.0], True),
        (3.01, [2.0, 4.0], True),
        (3.02, [2.0, 4.0], False),
        (2.98, [2.0, 4.0], False),
    ],
)
def test_a_mean_of_printed_figures_is_exact_to_the_rounding_of_both(
    figure: float | None, parts: list[float], is_one: bool
) -> None:
    assert totals._is_mean(figure, parts) is is_one
    assert composites._is_mean(figure, parts, composites.DIFFERENCE_SLACK) is is_one
    assert pytest.approx((0.01, 0.01), abs=1e-8) == (totals.SLACK, composites.DIFFERENCE_SLACK)


QUALITY = AnsweringQuality(cannot_rate=0.1, straightlined=0.1, extreme=0.1)


@pytest.mark.parametrize(("shown", "is_few"), [(4, True), (5, False)])
def test_how_a_group_answered_stands_on_as_many_officers_as_a_unit_needs(
    shown: int, is_few: bool
) -> None:
    told = UnitFigures(values=(), quality={"peer": QUALITY})
    silent = UnitFigures(values=(), quality={})
    units = (PublishedUnit("Satu", told, 0), PublishedUnit("Dua", silent, 0))
    published = PublishedCycle([], units, replace(whole(), quality={"peer": QUALITY}), 0)
    officers = [standing(str(n), responses={"peer": 3}) for n in range(shown)]
    officers += [standing("kurang", responses={"peer": 2}), standing("tak", responses={})]
    officers += [standing("ditahan", unit=1, responses={"peer": None})]

    found = list(totals._attack_quality(published, officers, Relation.PEER, SETTING, "Siklus"))

    places = [
        FigurePlace(owner=name, subject=FigureKind.QUALITY, group="peer")
        for name in ("Satu", "Siklus")
    ]
    expected = [AuditFinding(leak=LeakKind.BELOW_MINIMUM, source=place) for place in places]
    assert found == (expected if is_few else [])
    assert list(totals._attack_quality(published, officers, Relation.CITIZEN, SETTING, "S")) == []


@pytest.mark.parametrize(
    ("own", "others", "possible"),
    [
        (None, 3.0, {"no_self"}),
        (None, None, {"no_self"}),
        (3.0, None, {"no_others"}),
        (4.0, 3.0, {"over_estimator"}),
        (3.49, 3.0, {"over_estimator", "in_agreement_poor"}),
        (3.51, 3.0, {"over_estimator", "in_agreement_poor"}),
        (3.52, 3.0, {"over_estimator"}),
        (3.48, 3.0, {"in_agreement_poor"}),
        (3.0, 4.0, {"under_estimator"}),
        (3.5, 4.01, {"under_estimator", "in_agreement_good"}),
        (3.5, 4.02, {"under_estimator"}),
        (4.0, 4.0, {"in_agreement_good", "in_agreement_poor"}),
        (4.0, 3.99, {"in_agreement_poor"}),
        (4.0, 4.01, {"in_agreement_good"}),
    ],
)
def test_a_category_may_be_any_that_the_printed_figures_leave(
    own: float | None, others: float | None, possible: set[str]
) -> None:
    assert possible_categories(own, others, Policy()) == possible


def test_numbers_and_judgements_are_counted_wherever_they_stand() -> None:
    assert count_numbers('{"a": 1, "b": [2.5, {"c": 3}], "d": "x", "e": null, "f": true}') == 3
    assert count_numbers('{"category": "no_self", "johari": "", "list": [{"johari": "b"}]}') == 2
    assert count_numbers("[]") == 0


def test_officers_are_read_one_at_a_time_and_in_parts() -> None:
    rows = []
    for number in range(3):
        payload = rich_officer(seed=number, participant_id=number).figures.to_json()
        rows.append((f"P{number}", number % 2, payload))
    officers = PublishedOfficers(rows)

    assert len(officers) == 3
    assert (officers[1].name, officers[1].unit) == ("P1", 1)
    assert officers[1].numbers == count_numbers(rows[1][2])
    assert officers[1].figures.to_json() == rows[1][2]
    assert [each.name for each in officers[1:]] == ["P1", "P2"]


SUBJECTS = {
    FigureKind.MEAN: "",
    FigureKind.COUNT: "jumlah penilai",
    FigureKind.SPREAD: "rentang",
    FigureKind.OTHERS: "penilaian orang lain",
    FigureKind.GAP: "selisih",
    FigureKind.CATEGORY: "kategori",
    FigureKind.PERCENTILE: "persentil",
    FigureKind.UNIT_MEAN: "rata-rata unit",
    FigureKind.SUBTREE_MEAN: "rata-rata bersama unit di bawahnya",
    FigureKind.CYCLE_MEAN: "rata-rata siklus",
    FigureKind.SHEETS: "jumlah formulir",
    FigureKind.QUALITY: "cara menjawab",
    FigureKind.RESULT: "hasil siklus",
    FigureKind.CERTIFICATE: "sertifikat",
    FigureKind.CHANGE: "perubahan",
    FigureKind.TALK: "pendapat tentang percakapan",
    FigureKind.CHOICE: "kekuatan yang dipilih",
    FigureKind.FAMILIARITY: "seberapa mengenal",
    FigureKind.SATISFACTION: "SKM",
    FigureKind.SATISFACTION_COUNT: "jumlah responden SKM",
}
GROUPS = {"self": "Diri", "supervisor": "Atasan", "peer": "Rekan"}
GROUPS |= {"subordinate": "Bawahan", "citizen": "Masyarakat"}


def test_every_figure_has_a_name(app: Flask) -> None:
    with app.app_context():
        for subject, words in SUBJECTS.items():
            place = FigurePlace(owner="Budi", subject=subject, value="ALL")
            assert place_name(place, Policy()) == " · ".join(["Budi", *([words] if words else [])])
        for group, words in GROUPS.items():
            assert (
                place_name(FigurePlace(owner="A", subject=FigureKind.MEAN, group=group), Policy())
                == f"A · {words}"
            )
        full = FigurePlace(owner="A", subject=FigureKind.GAP, group="peer", value="V", item="I")
        assert place_name(full, Policy()) == "A · Rekan · V · I · selisih"
    assert set(SUBJECTS) == set(FigureKind)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(3.0, 3.0, "3,00"), (3.0, 3.004, "3,00"), (3.0, 3.006, "3,00–3,01"), (None, 2.5, "0,00–2,50")],
)
def test_a_recovered_figure_is_told_with_its_range(
    app: Flask, low: float | None, high: float, words: str
) -> None:
    target = FigurePlace(owner="Budi", subject=FigureKind.COUNT)
    leak = AuditFinding(leak=LeakKind.RECOVERED, source=MEAN, target=target, low=low, high=high)

    with app.app_context():
        assert finding_sentence(leak, Policy()) == (
            "Budi · jumlah penilai dapat dipulihkan dari Siklus · rata-rata siklus: " + words + "."
        )
        altered = AuditFinding(
            leak=LeakKind.ALTERED, source=FigurePlace(owner="S", subject=FigureKind.RESULT)
        )
        assert finding_sentence(altered, Policy()) == (
            "S · hasil siklus tidak sama dengan yang dikunci, atau diterbitkan ulang."
        )
