"""Every number of a policy has a floor; what was stored before stays readable."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.assignments.operations import open_cycle
from berakhlak.audit.models import AuditEntry
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.operations import create_cycle, redraft_cycle
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import (
    PolicyRefused,
    lift_to_floors,
    parse_policy,
    policy_at_opening,
)
from berakhlak.cycles.stored_policy import FLAGS
from berakhlak.instrument.operations import reference_instrument
from tests.factories.cycles import close, make_open_cycle

AT = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
WEIGHTS, MIN_N = Policy().weights, Policy().min_n
BELOW: list[tuple[dict[str, Any], str]] = [
    ({"min_n_spread": 1}, "min_n_spread"),
    ({"min_n_spread": 7}, "min_n_spread"),
    ({"min_n_comments": 2}, "min_n_comments"),
    ({"min_officers_per_unit": 1}, "min_officers_per_unit"),
    ({"min_officers_per_unit": 4}, "min_officers_per_unit"),
    ({"purpose": "pay"}, "purpose"),
    ({"peers_per_officer": 2}, "peers_per_officer"),
    ({"peers_per_officer": 4, "min_n": MIN_N | {"peer": 5}}, "peers_per_officer"),
    ({"behaviour_tickets": 4}, "behaviour_tickets"),
    ({"most_forms_per_rater": 11}, "most_forms_per_rater"),
    ({"peers_per_officer": 10, "most_forms_per_rater": 21}, "most_forms_per_rater"),
    ({"gap_threshold": 0}, "gap_threshold"),
    ({"strength_threshold": -1}, "strength_threshold"),
    ({"weights": WEIGHTS | {"peer": -0.1}}, "weights.peer"),
    ({"weights": dict.fromkeys(WEIGHTS, 0)}, "weights"),
    *(({name: 1}, name) for name in FLAGS),
    ({"order": "by chance"}, "order"),
    *(({"min_n": MIN_N | {group: MIN_N[group] - 1}}, f"min_n.{group}") for group in MIN_N),
    *(({"min_n": MIN_N | {group: 1}}, f"min_n.{group}") for group in list(MIN_N)[2:]),
]
NO_NUMBERS = ["3", None, True, 3.5, [], {}, float("nan"), float("inf"), -(10**40), 10**40]


def broken_fields(text: str) -> list[str]:
    with pytest.raises(PolicyRefused) as refused:
        parse_policy(text)
    return [broken.field for broken in refused.value.broken]


@pytest.mark.parametrize(("values", "field"), BELOW)
def test_a_number_below_its_floor_is_refused_by_name(values: dict[str, Any], field: str) -> None:
    assert broken_fields(json.dumps(values)) == [field]


@pytest.mark.parametrize("junk", NO_NUMBERS)
@pytest.mark.parametrize("name", [f.name for f in fields(Policy) if type(f.default) is int])
def test_what_is_no_whole_number_in_bounds_is_refused(name: str, junk: object) -> None:
    assert broken_fields(json.dumps({name: junk})) == [name]


@pytest.mark.parametrize("junk", [each for each in NO_NUMBERS if each != 3.5])
@pytest.mark.parametrize("group", list(WEIGHTS))
def test_a_weight_is_a_finite_number(group: str, junk: object) -> None:
    assert broken_fields(json.dumps({"weights": WEIGHTS | {group: junk}})) == [f"weights.{group}"]


def test_no_field_of_a_policy_is_without_a_floor() -> None:
    covered = {field.split(".")[0] for _, field in BELOW}

    assert covered == {field.name for field in fields(Policy)} - {"groups"} | {"weights", "min_n"}


@pytest.mark.parametrize("text", ["{", "[]", "null", "3", "[" * 100_000, '{"min_n": []}'])
def test_a_file_that_is_no_policy_is_refused_in_words(text: str) -> None:
    assert broken_fields(text)


def test_a_misspelt_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(PolicyRefused, match="min_n_comments") as refused:
        parse_policy('{"min_n_coments": 4}')
    assert [broken.field for broken in refused.value.broken] == ["min_n_coments"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = broken_fields('{"min_n_spread": 1, "min_n_comments": 1, "peers_per_officer": 0}')

    assert found == ["min_n_comments", "min_n_spread", "peers_per_officer"]


def test_the_floors_themselves_are_taken() -> None:
    least = {"min_n_spread": 8, "min_n_comments": 3, "min_officers_per_unit": 5}

    assert parse_policy(json.dumps(least | {"peers_per_officer": 3})) == replace(
        Policy(), **least, peers_per_officer=3
    )


def test_a_policy_stored_before_there_were_floors_stays_readable() -> None:
    stored = Policy.from_json('{"min_n_spread": 1, "min_officers_per_unit": 1}')

    assert (stored.min_n_spread, stored.min_officers_per_unit) == (1, 1)
    assert lift_to_floors(stored) == Policy()
    assert lift_to_floors(Policy(min_n_comments=9)) == Policy(min_n_comments=9)


@pytest.fixture
def keys(session):
    return key_store()


LOW = Policy(min_n_spread=1, min_officers_per_unit=2, min_n_comments=1)


def draft(session: Any, agency_id: int, unit: Any, policy: Policy) -> Cycle:
    return create_cycle(
        session,
        agency_id=agency_id,
        name="Rendah",
        instrument=reference_instrument(session),
        opens_on=date(2027, 1, 1),
        closes_on=date(2027, 1, 31),
        units=[unit],
        policy=policy,
        by=None,
        at=AT,
    )


def test_neither_drafting_nor_changing_a_draft_takes_a_low_policy(session, keys) -> None:
    opened = make_open_cycle(session, keys)

    with pytest.raises(PolicyRefused):
        draft(session, opened.agency.id, opened.unit, LOW)
    drafted = draft(session, opened.agency.id, opened.unit, Policy())
    with pytest.raises(PolicyRefused):
        redraft_cycle(
            session, drafted, instrument=drafted.instrument, units=[opened.unit], policy=LOW
        )
    assert drafted.policy == Policy()


def test_a_draft_stored_below_the_floors_opens_on_them_and_the_record_says_so(
    session, keys
) -> None:
    opened = make_open_cycle(session, keys)
    drafted = draft(session, opened.agency.id, opened.unit, Policy())
    drafted.policy_json = LOW.to_json()
    close(opened.cycle)

    open_cycle(session, drafted, keys=keys, by=None, at=AT)

    assert drafted.policy == policy_at_opening(Policy())
    acts = session.scalars(
        select(AuditEntry.act).where(AuditEntry.object_id == drafted.id).order_by(AuditEntry.id)
    )
    assert list(acts)[-3:-1] == ["policy lifted", "opened"]


def test_the_command_names_each_number_on_a_line_of_its_own(app, session, keys, tmp_path: Path):
    opened = make_open_cycle(session, keys)
    session.commit()
    file = tmp_path / "policy.json"
    file.write_text(json.dumps({"min_n_spread": 1, "min_n": MIN_N | {"peer": 1}}))

    result = app.test_cli_runner().invoke(
        args=["cycle", "create", "--name", "X", "--opens", "2027-01-01", "--closes", "2027-01-31"]
        + ["--agency", opened.agency.code, "--policy", str(file)]
    )

    assert result.exit_code == 2
    lines = [line.strip() for line in result.output.splitlines()]
    assert any(line.startswith("min_n.peer: 1 ") for line in lines), lines
    assert any(line.startswith("min_n_spread: 1 ") for line in lines), lines
