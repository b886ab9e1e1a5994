"""The index of trust: a plain mean of three parts, with an interval, and never of two."""

from __future__ import annotations

import pytest

from berakhlak.statistics.frozen_result import CellStatus
from berakhlak.statistics.public_figures import PublicFigure, PublicFigures
from berakhlak.statistics.trust_index import (
    TrustIndex,
    TrustPart,
    answering_part,
    complaint_peaks,
    conduct_part,
    service_part,
    trust_index,
)


def shown(mean: float, low: float, high: float) -> PublicFigure:
    return PublicFigure(
        code="BP", status=CellStatus.SHOWN, mean=mean, low=low, high=high, voices=30
    )


HIDDEN = PublicFigure(code="KP", status=CellStatus.SUPPRESSED)


def test_each_part_goes_from_0_to_100() -> None:
    figures = PublicFigures(steps=5, values=(shown(4.0, 3.8, 4.2), HIDDEN, shown(3.0, 2.6, 3.4)))
    found = conduct_part(figures)
    assert found is not None
    assert (found.figure, found.half) == pytest.approx((62.5, 7.5))
    assert service_part(81.25, 79.0, 83.5) == TrustPart(75.0, 3.0)
    answering = answering_part(18, 20)
    assert answering is not None
    assert answering.figure == pytest.approx(90)
    # Wilson, 95 %: .699 to .972 (Brown, Cai & DasGupta's formula by hand).
    assert answering.half == pytest.approx(100 * (0.9721 - 0.6990) / 2, abs=0.05)


def test_the_index_is_their_mean_with_the_root_of_the_squares() -> None:
    parts = [TrustPart(60, 6), TrustPart(75, 3), TrustPart(90, 6)]
    # (60 + 75 + 90) / 3 = 75; sqrt(36 + 9 + 36) / 3 = 3.
    assert trust_index(parts) == TrustIndex(75, 72, 78)
    assert trust_index([TrustPart(100, 9)] * 3) == TrustIndex(100, 94, 100)


def test_nothing_is_imputed() -> None:
    assert trust_index([TrustPart(60, 6), TrustPart(75, 3), None]) is None
    assert trust_index([]) is None
    assert conduct_part(PublicFigures(steps=5, values=(HIDDEN,))) is None
    assert service_part(80, None, None) is None
    assert answering_part(9, 9) is None


def test_a_peak_is_twice_the_three_quarters_before_and_ten_at_least() -> None:
    assert complaint_peaks([6, 0, 8, 7, 24]) == [4]
    assert complaint_peaks([1, 1, 1, 9]) == []
    assert complaint_peaks([10, 10, 10, 19, 26]) == [4]
