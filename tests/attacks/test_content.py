"""Attacks on content link sheets that an older version left, and find nothing to link here."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, inspect
from sqlalchemy.pool import NullPool

from berakhlak.backups.restoring import restore_backup
from berakhlak.backups.taking import database_store_of, take_backup
from tests.attacks.conftest import elsewhere
from tests.attacks.leftovers import (
    printed_figures,
    read_leftovers,
    redactions_with_their_comments,
)
from tests.attacks.linking import (
    Leftovers,
    habits_from_named_sheets,
    habits_from_printed_figures,
    judged,
    links,
    mean_of,
)
from tests.attacks.world import AT, Past, Stages, session_of
from tests.support.databases import build_app

HABITS = [habits_from_printed_figures, habits_from_named_sheets]


def planted(past: Past) -> tuple[Leftovers, list[int]]:
    """What an older version left of the same cycle, shuffled, and who wrote each sheet."""
    sent = past.sent
    random.Random(8).shuffle(sent)
    left = Leftovers(
        sheets=[(each.ratee_id, each.group, each.packed) for each in sent],
        asked=[(each.rater_id, each.ratee_id, each.group) for each in past.sent],
        named=[
            (each.rater_id, each.ratee_id, each.packed)
            for each in sent
            if each.group in ("self", "supervisor")
        ],
    )
    return left, [each.rater_id for each in sent]


def figures_once_printed(left: Leftovers, truth: list[int]) -> dict[int, tuple[float, float]]:
    """Officer -> (as others rated, adjusted), to two decimals, as an older version printed them:
    each sheet less how far its rater lies above the other raters of the same officers.
    """
    sheets = [
        (officer, rater, mean_of(answers))
        for (officer, group, answers), rater in zip(left.sheets, truth, strict=True)
        if group != "self"
    ]
    habit = dict.fromkeys(truth, 0.0)
    for _turn in range(20):
        level = means_by((officer, score - habit[rater]) for officer, rater, score in sheets)
        habit |= means_by((rater, score - level[officer]) for officer, rater, score in sheets)
    raw = means_by((officer, score) for officer, _, score in sheets)
    return {officer: (round(raw[officer], 2), round(level[officer], 2)) for officer in raw}


def means_by(pairs: Iterable[tuple[int, float]]) -> dict[int, float]:
    found = defaultdict(list)
    for key, number in pairs:
        found[key].append(number)
    return {key: sum(each) / len(each) for key, each in found.items()}


@pytest.mark.parametrize("habits_of", HABITS)
def test_an_attack_on_content_links_planted_sheets_and_none_of_the_product(
    stages: Stages, habits_of: Callable[..., dict[int, float]]
) -> None:
    past = stages.published
    with session_of(past) as session:
        printed = printed_figures(session.connection(), past.cycle.cycle_id)
        found = read_leftovers(session.connection(), past.cycle.cycle_id)
    old, truth = planted(past)
    assert len(printed) > 20

    control = judged(old, links(old, habits_of(old, figures_once_printed(old, truth))), truth)
    assert control.groups > 50
    assert control.beats_chance, control

    assert (found.sheets, found.asked, found.named) == ([], [], [])
    assert links(found, habits_of(found, printed)) == {}
    # Nor with a list of the asked from an old backup: there is no sheet to give to anybody.
    remembered = Leftovers([], old.asked, [])
    assert links(remembered, habits_of(remembered, printed)) == {}


def test_words_that_hr_changed_lead_to_no_rater_once_they_are_published(stages: Stages) -> None:
    with session_of(stages.closed) as session:
        before = redactions_with_their_comments(session.connection())
    with session_of(stages.published) as session:
        after = redactions_with_their_comments(session.connection())
        columns = {each["name"] for each in inspect(session.get_bind()).get_columns("comment")}

    assert {words for _, words in before} == set(stages.published.original.values())
    assert after == []
    assert "group" not in columns


def test_no_backup_made_after_publishing_holds_what_hr_changed(
    stages: Stages, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Each backup is put in place elsewhere, and read there; one from before is the control."""
    assert words_in_backup(stages.closed, request, tmp_path / "before") == set(
        stages.published.original.values()
    )
    assert words_in_backup(stages.published, request, tmp_path / "after") == set()


def words_in_backup(past: Past, request: pytest.FixtureRequest, folder: Path) -> set[str]:
    folder.mkdir()
    keys = past.cycle.keys
    made, put = (create_engine(x, poolclass=NullPool) for x in elsewhere(past, request, folder))
    take_backup(
        database_store_of(made), folder / "cadangan.tar", key_dir=keys.folder, secret="s", at=AT
    )
    app: Flask = build_app(str(put.url.render_as_string(hide_password=False)), folder / "keys")
    with app.app_context():
        restore_backup(
            database_store_of(put),
            folder / "cadangan.tar",
            keys=keys,
            secret="s",
            replace=False,
            at=AT,
        )
    with put.connect() as connection:
        return {words for _, words in redactions_with_their_comments(connection)}
