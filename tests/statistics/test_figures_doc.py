"""Every number that docs/figures.md shows is the number that the engine gives."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from berakhlak.cli.figures import figures_command
from berakhlak.figures_files.rules_file import rules_from_config
from tests.golden import GOLDEN
from tests.statistics.cycles import read_json, read_rows

PAGE = Path(__file__).resolve().parents[2] / "docs" / "figures.md"
KEYS = {"cells": 3, "officer_values": 2, "officers": 1, "items": 2, "agreement": 3}
KEYS |= {"units": 2, "forms": 2, "raters": 1}


def claims() -> list[tuple[str, str]]:
    """(reference, number shown) of every table row that names a figure."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 6 and re.fullmatch(r"`[a-z_]+ [^`]+`", cells[4]):
            # In the last table the result stands second, before what kind of constant it is.
            shown = cells[2] if cells[4].startswith("`rules ") else cells[3]
            found.append((cells[4].strip("`"), shown))
    return found


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("method") / "out"
    answer = CliRunner().invoke(figures_command, [str(GOLDEN / "tiny"), str(folder)])
    assert answer.exit_code == 0
    return folder


def looked_up(out: Path, reference: str) -> Any:
    table, *path = reference.split()
    if table == "rules":
        return rule(path)
    if table == "reliability":
        found = read_json(out / "reliability.json")
        for key in path:
            found = found[key.replace("/", "|")]
        return found
    width = KEYS[table]
    rows = [r for r in read_rows(out / f"{table}.csv") if list(r.values())[:width] == path[:width]]
    assert len(rows) == 1, reference
    return rows[0][path[width]]


def rule(path: list[str]) -> Any:
    rules = rules_from_config(read_json(GOLDEN / "config.json"))
    if path[0] == "null_variance":
        return rules.null(path[1])
    found = getattr(rules, path[0])
    if path[0] == "weights":
        found = found[1:]
    return " ".join(f"{x:g}" for x in found) if isinstance(found, tuple) else found


def test_the_page_refers_to_figures_of_every_kind() -> None:
    kinds = {reference.split()[0] for reference, _ in claims()}

    assert kinds == {*KEYS, "reliability", "rules"}
    assert len(claims()) > 60


@pytest.mark.parametrize(("reference", "shown"), claims())
def test_a_number_on_the_page_is_the_number_of_the_engine(
    out: Path, reference: str, shown: str
) -> None:
    found = looked_up(out, reference)

    try:
        number = float(shown)
    except ValueError:
        assert found == shown
    else:
        decimals = len(shown.partition(".")[2])
        assert float(found) == pytest.approx(number, abs=0.5 * 10**-decimals + 1e-12)


def workings() -> list[tuple[str, float]]:
    """(arithmetic, result shown) of every row whose working is arithmetic alone."""
    signs = {"×": "*", "−": "-"}
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if (
            len(cells) == 6
            and re.fullmatch(r"(?=.*[×−+/])[\d.×−√+/() ]+", cells[2])
            and "`" in cells[4]
        ):
            text = "".join(signs.get(sign, sign) for sign in cells[2])
            text = re.sub(r"√([\d.]+)", r"√(\1)", text).replace("√", "sqrt")
            if not cells[4].startswith("`rules "):
                found.append((text, float(cells[3])))
    return found


@pytest.mark.parametrize(("arithmetic", "shown"), workings())
def test_a_working_on_the_page_leads_to_its_result(arithmetic: str, shown: float) -> None:
    found = eval(arithmetic, {"__builtins__": {}, "sqrt": math.sqrt})  # noqa: S307

    assert found == pytest.approx(shown, abs=3e-6)


def test_most_rows_show_their_working() -> None:
    assert len(workings()) > 30


def test_the_example_on_the_page_is_the_example_computed() -> None:
    layout = [row["item_id"] for row in read_rows(GOLDEN / "tiny" / "items.csv")]
    answers: dict[tuple[str, str], dict[str, str]] = {}
    for row in read_rows(GOLDEN / "tiny" / "ratings.csv"):
        sheet = answers.setdefault((row["officer_id"], row["rater_id"]), {})
        sheet[row["item_id"]] = row["score"] or "."
    shown = {}
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) == 6 and cells[1] in ("A", "B"):
            shown[cells[1], cells[2].split(",")[0]] = cells[3].split() + cells[4].split()

    expected = {
        key: [sheet[item] for item in layout if item in sheet] for key, sheet in answers.items()
    }
    assert shown == expected
