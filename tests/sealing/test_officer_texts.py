"""Officers' figures are written as text at once, the same as the figures themselves make."""

from __future__ import annotations

import pytest

from berakhlak.cycles.rater_groups import Relation
from berakhlak.sealing.freezing import officers
from berakhlak.statistics.frozen_result import OfficerFigures
from tests.disclosure.cycles import published, random_sheets

FULL: dict[str, int] = {
    Relation.SELF: 1,
    Relation.SUPERVISOR: 1,
    Relation.PEER: 5,
    Relation.SUBORDINATE: 4,
}
FEW: dict[str, int] = {Relation.SUPERVISOR: 1, Relation.PEER: 2, Relation.CITIZEN: 3}
SIZES: list[dict[str, int]] = [FULL] * 9 + [FEW, {}, {Relation.SELF: 1}]


def texts() -> list[str]:
    found = published(random_sheets(3, SIZES, cannot_rate=0.1), len(SIZES))
    return [text for _name, _unit, text in found.officers.rows]  # type: ignore[attr-defined]


def test_every_field_is_written_as_the_figures_write_it() -> None:
    written = texts()

    assert written == [OfficerFigures.from_json(text).to_json() for text in written]
    assert any('"verdict"' in text and '"score":null' not in text for text in written)


def test_an_officer_reads_the_same_in_any_block(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    written = texts()

    monkeypatch.setattr(officers, "AT_ONCE", 5)

    assert texts() == written
