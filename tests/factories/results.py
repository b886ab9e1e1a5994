"""The frozen result of a made-up agency, as reports on it read them: large, small and odd units."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

from berakhlak.results.report import ResultsSource, UnitSource
from berakhlak.statistics.frozen_result import CellStatus, CycleFigures, UnitFigures, UnitValue
from berakhlak.statistics.group_answering import (
    AnsweringQuality,
    CycleReliability,
    OverallDistribution,
)
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.statistics.statements import CompositeDependability, UnitEffect
from tests.factories.profiles import POLICY, instrument

EDGES = (1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0)
CODES = ("ALL", *(value.code for value in instrument().values))
QUALITY = AnsweringQuality(cannot_rate=0.06, straightlined=0.12, extreme=0.2)


def shown(code: str, mean: float, *, sd: float = 0.4, n: int = 16) -> UnitValue:
    return UnitValue(code=code, status=CellStatus.SHOWN, n_officers=n, mean=mean, sd=sd)


def withheld(code: str) -> UnitValue:
    return UnitValue(code=code, status=CellStatus.SUPPRESSED)


def unit(number: int, name: str, offset: float = 0.0) -> UnitSource:
    """A unit whose means lie `offset` from the agency's 3.70."""
    return UnitSource(
        id=number,
        name=name,
        figures=UnitFigures(
            values=tuple(shown(code, round(3.7 + offset, 2)) for code in CODES),
            spread=OverallDistribution(edges=EDGES, officers=(0, 0, 0, 1, 4, 7, 4, 0)),
            quality={"supervisor": QUALITY, "peer": QUALITY, "subordinate": None, "citizen": None},
        ),
    )


def small_unit(number: int = 9, name: str = "Kepala Dinas") -> UnitSource:
    """Everything about it is withheld."""
    return UnitSource(
        id=number,
        name=name,
        figures=UnitFigures(
            values=tuple(withheld(code) for code in CODES),
            quality=dict.fromkeys(("supervisor", "peer", "subordinate", "citizen")),
        ),
    )


UNITS = (
    unit(1, "Sekretariat"),
    unit(2, "Bidang Pelayanan Pendaftaran Penduduk", 0.31),
    unit(3, "UPT Pelayanan Kecamatan Utara", -0.25),
    small_unit(),
)


def results_source(
    *, units: tuple[UnitSource, ...] = UNITS, published_on: date | None = date(2026, 11, 16)
) -> ResultsSource:
    """An agency whose every value has the mean 3.70."""
    return ResultsSource(
        cycle="Penilaian Perilaku Semester II 2026",
        agency="Dinas Kependudukan Kabupaten Sukamaju",
        opens_on=date(2026, 10, 1),
        closes_on=date(2026, 10, 31),
        sealed_on=date(2026, 11, 2),
        published_on=published_on,
        rules_version="1",
        sha256="7c1e9d4ab05f2236" * 4,
        instrument=instrument(),
        policy=POLICY,
        whole=whole(),
        units=units,
    )


def whole() -> CycleFigures:
    codes = CODES[1:]
    return CycleFigures(
        n_officers=49,
        n_sheets={"self": 40, "supervisor": 45, "peer": 180, "subordinate": 44, "citizen": 60},
        n_invited={"self": 49, "supervisor": 49, "peer": 220, "subordinate": 48},
        value_means=dict.fromkeys(codes, 3.7),
        overall_mean=3.7,
        reliability=CycleReliability(
            one_rater=0.41,
            mean_of_raters=0.82,
            raters_per_officer=6.5,
            alpha=dict.fromkeys(codes, 0.74),
            omega=dict.fromkeys(codes, 0.75),
        ),
        spread=OverallDistribution(edges=EDGES, officers=(0, 0, 0, 3, 12, 21, 12, 0)),
        quality=dict.fromkeys(("supervisor", "peer", "subordinate", "citizen"), QUALITY),
    )


def judged(unit: UnitSource, verdict: str, difference: float, error: float = 0.08) -> UnitSource:
    """The unit under rules version 2: one and the same verdict on every value it shows."""
    effect = UnitEffect(
        difference=difference, standard_error=error, shrunk=difference / 2, verdict=verdict
    )
    values = tuple(
        replace(each, effect=effect if each.status is CellStatus.SHOWN else None)
        for each in unit.figures.values
    )
    return replace(unit, figures=replace(unit.figures, values=values))


JUDGED = (
    judged(UNITS[0], "undecided", 0.31),
    judged(UNITS[1], "higher", 0.28),
    judged(UNITS[2], "undecided", -0.25),
    small_unit(),
)


def version_2(
    *, units: tuple[UnitSource, ...] = JUDGED, coefficient: float = 0.46
) -> ResultsSource:
    """The same agency, frozen with verdicts and with the reliability of the printed figure."""
    told = CompositeDependability(coefficient=coefficient, standard_error=0.2, variance=0.04, n=49)
    figures = replace(whole(), cutoffs=asdict(StatementCutoffs()), dependability=told)
    return replace(results_source(units=units), rules_version="2", whole=figures)
