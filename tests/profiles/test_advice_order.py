"""Which behaviours are advised, in which order, exactly at the cut-offs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from berakhlak.cycles.policy import Policy
from berakhlak.profiles import guidance
from berakhlak.profiles.profile import ProfileSource
from tests.factories.profiles import rich_officer

Row = tuple[float | None, float | None, str | None]


def source_of(rows: Mapping[str, Row], policy: Policy | None = None) -> ProfileSource:
    """An officer of whom these behaviours have figures: others, self, and the area of both."""
    source = rich_officer()
    values = tuple(
        replace(
            value,
            behaviours=tuple(
                replace(
                    row,
                    others=rows.get(row.code, (None, None, None))[0],
                    self_score=rows.get(row.code, (None, None, None))[1],
                    johari=rows.get(row.code, (None, None, None))[2],
                )
                for row in value.behaviours
            ),
        )
        for value in source.figures.values
    )
    figures = replace(source.figures, values=values)
    return replace(source, figures=figures, policy=policy or Policy())


def chosen(source: ProfileSource, choice: str) -> list[str]:
    codes = {each.text.id: each.code for each in source.instrument.behaviours}
    return [codes[each.behaviour] for each in getattr(guidance, choice)(source, "id")]


def test_blind_spots_come_first_by_width_and_then_the_least_seen() -> None:
    rows: dict[str, Row] = {
        "BP1": (1.5, 1.0, None),
        "BP2": (3.0, 4.0, "blind_spot"),
        "AK1": (2.9, 5.0, "blind_spot"),
        "AK2": (1.2, 1.0, None),
        "KP1": (2.0, 2.0, None),
    }

    assert chosen(source_of(rows), "priority_advice") == ["AK1", "BP2", "AK2"]


def test_no_more_than_three_blind_spots_are_named_and_none_twice() -> None:
    rows: dict[str, Row] = {
        code: (2.0, 5.0 - place / 4, "blind_spot")
        for place, code in enumerate(("KB1", "BP1", "AD1", "HM1"))
    }

    assert chosen(source_of(rows), "priority_advice") == ["KB1", "BP1", "AD1"]
    assert chosen(source_of({"KB1": rows["KB1"]}), "priority_advice") == ["KB1"]


def test_the_least_seen_are_named_from_below() -> None:
    rows: dict[str, Row] = {
        "BP1": (3.0, None, None),
        "AK1": (1.0, None, None),
        "KP1": (2.0, None, None),
        "HM1": (3.9, None, None),
    }

    assert chosen(source_of(rows), "priority_advice") == ["AK1", "KP1", "BP1"]


@pytest.mark.parametrize(
    ("others", "threshold", "is_strength"),
    [(4.0, 4.0, True), (3.99, 4.0, False), (4.0, 4.01, False), (3.5, 3.5, True)],
)
def test_at_the_threshold_a_behaviour_is_a_strength_and_below_it_a_priority(
    others: float, threshold: float, is_strength: bool
) -> None:
    source = source_of({"BP1": (others, 3.0, None)}, Policy(strength_threshold=threshold))

    assert chosen(source, "strength_advice") == (["BP1"] if is_strength else [])
    assert chosen(source, "priority_advice") == ([] if is_strength else ["BP1"])


def test_hidden_strengths_come_first_then_what_is_seen_most_and_two_at_most() -> None:
    rows: dict[str, Row] = {
        "BP1": (4.9, 5.0, "known_strength"),
        "AK1": (4.1, 3.0, "hidden_strength"),
        "AK2": (4.2, 3.0, "hidden_strength"),
        "KP1": (5.0, 5.0, None),
    }

    assert chosen(source_of(rows), "strength_advice") == ["AK2", "AK1"]
    del rows["AK2"]
    assert chosen(source_of(rows), "strength_advice") == ["AK1", "KP1"]
    del rows["AK1"]
    assert chosen(source_of(rows), "strength_advice") == ["KP1", "BP1"]


def test_a_behaviour_without_a_figure_is_never_advised() -> None:
    rows: dict[str, Row] = {"BP1": (None, 5.0, "blind_spot"), "AK1": (None, 1.0, None)}

    assert (
        chosen(source_of(rows), "priority_advice")
        == chosen(source_of(rows), "strength_advice")
        == []
    )


def test_a_mark_is_the_place_of_the_value_in_the_questionnaire() -> None:
    source = source_of({"BP1": (1.0, None, None), "KB1": (2.0, None, None)})

    assert [each.mark for each in guidance.priority_advice(source, "id")] == [1, 7]
