"""Cycles in files: any ids and orders are read, bad input is refused with where and what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from berakhlak.cli.figures import figures_command
from tests.statistics.cycles import read_json, read_rows

CONFIG = {
    "scale": [1, 5],
    "groups": ["self", "supervisor", "peer"],
    "weights": {"supervisor": 0.5, "peer": 0.5, "citizen": 0.2},
    "min_n": {"self": 1, "supervisor": 1, "peer": 3},
}
ITEMS = ["item_id,value_id,citizen_form", "a,V,1", "b,V,0", "c,W,0"]
OFFICERS = ["officer_id,unit_id", "A,U", "B,U"]
RATINGS = [
    "officer_id,rater_id,group,item_id,score",
    "A,A,self,a,5",
    "A,A,self,b,4",
    "A,S,supervisor,a,3",
    "A,S,supervisor,c,",
    "B,S,supervisor,a,2",
]


class Folder:
    """A cycle in files, to be spoilt line by line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = {
            "items.csv": list(ITEMS),
            "officers.csv": list(OFFICERS),
            "ratings.csv": list(RATINGS),
        }
        self.config: Any = dict(CONFIG)

    def run(self) -> Result:
        source = self.path / "in"
        source.mkdir()
        for name, lines in self.lines.items():
            (source / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        text = self.config if isinstance(self.config, str) else json.dumps(self.config)
        (source / "config.json").write_text(text, encoding="utf-8")
        return CliRunner().invoke(figures_command, [str(source), str(self.out)])

    @property
    def out(self) -> Path:
        return self.path / "out"

    def found(self, table: str) -> list[dict[str, str]]:
        return read_rows(self.out / f"{table}.csv")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_small_cycle_is_computed(folder: Folder) -> None:
    assert folder.run().exit_code == 0
    row = folder.found("officer_values")[0]
    assert (row["self_mean"], row["composite_visible"], row["gap"]) == ("4.5", "3", "1.5")
    assert folder.found("forms")[1]["n_na"] == "1"
    names = {path.name for path in folder.out.iterdir()}
    assert names == {
        *(f"{name}.csv" for name in ["cells", "officer_values", "officers", "items", "agreement"]),
        *(f"{name}.csv" for name in ["units", "forms", "raters", "officer_blups", "rater_blups"]),
        "reliability.json",
        "models.json",
    }


def test_ids_may_hold_anything_and_come_back_unchanged(folder: Folder) -> None:
    strange = 'Nı"d, d. é 雪 =1+1'
    quoted = '"' + strange.replace('"', '""') + '"'
    for name, lines in folder.lines.items():
        folder.lines[name] = [
            ",".join(quoted if field == "A" else field for field in line.split(","))
            for line in lines
        ]

    assert folder.run().exit_code == 0
    assert folder.found("officers")[0]["officer_id"] == strange
    assert strange in {row["rater_id"] for row in folder.found("forms")}


def test_columns_rows_and_byte_order_mark_do_not_matter(folder: Folder) -> None:
    folder.lines["items.csv"] = ["\ufeffnote,citizen_form,value_id,item_id", "x,0,W,c"]
    folder.lines["items.csv"] += ["y,1,V,a", "", "z,0,V,b"]
    folder.lines["ratings.csv"] = [RATINGS[0], *reversed(RATINGS[1:])]

    assert folder.run().exit_code == 0
    values = {(row["officer_id"], row["value_id"]): row for row in folder.found("officer_values")}
    assert values["A", "V"]["gap"] == "1.5"


def test_other_scales_and_groups_are_computed(folder: Folder) -> None:
    folder.config = {
        "scale": [0, 10],
        "groups": ["client", "self"],
        "weights": {"client": 3},
        "min_n": {"client": 2},
        "gap_threshold": 1,
    }
    folder.lines["ratings.csv"] = [RATINGS[0], "A,A,self,a,10", "A,x,client,a,0", "A,y,client,a,7"]

    assert folder.run().exit_code == 0
    row = folder.found("officer_values")[0]
    assert (row["composite_visible"], row["groups_used"]) == ("3.5", "client")
    assert row["category_fixed"] == "over_estimator"
    item = folder.found("items")[0]
    assert item["others_var"] == "24.5"
    assert item["rwg_uniform_untruncated"] == "-1.45"
    assert item["rwg_slight"] == ""


def test_a_cycle_without_any_sheet_is_computed(folder: Folder) -> None:
    folder.lines["ratings.csv"] = RATINGS[:1]

    assert folder.run().exit_code == 0
    assert {row["status"] for row in folder.found("cells")} == {"none"}
    assert folder.found("forms") == []
    assert read_json(folder.out / "reliability.json")["icc"]["form_mean"]["n_obs"] == 0
    assert read_json(folder.out / "models.json")["M1"]["n_obs"] == 0


def test_raters_who_can_rate_nothing_leave_a_form_and_no_score(folder: Folder) -> None:
    folder.lines["ratings.csv"] = [RATINGS[0], "A,S,supervisor,a,", "A,S,supervisor,b,"]

    assert folder.run().exit_code == 0
    form = folder.found("forms")[0]
    assert (form["n_valid"], form["n_na"], form["form_mean"]) == ("0", "2", "")
    assert folder.found("raters") == []
    assert folder.found("officers")[0]["n_supervisor"] == "0"


@pytest.mark.usefixtures("english_run")
@pytest.mark.parametrize(
    ("file", "line", "text", "expected"),
    [
        ("ratings.csv", 1, "officer_id,rater_id,group,item_id", ["line 1", "column score"]),
        ("ratings.csv", 4, "A,S,supervisor,a,6", ["line 4", "column score", "'6'", "1 to 5"]),
        ("ratings.csv", 4, "A,S,supervisor,a,NA", ["line 4", "column score", "leave it empty"]),
        ("ratings.csv", 4, "A,S,supervisor,z,3", ["line 4", "column item_id", "'z'", "items.csv"]),
        ("ratings.csv", 4, "A,S,boss,a,3", ["line 4", "column group", "'boss'", "peer"]),
        ("ratings.csv", 4, "Q,S,peer,a,3", ["line 4", "column officer_id", "'Q'", "officers.csv"]),
        ("ratings.csv", 4, "A,A,self,a,5", ["line 4", "column item_id", "already"]),
        ("ratings.csv", 4, "A,B,self,a,5", ["line 4", "column rater_id", "'B'"]),
        ("ratings.csv", 4, "A,,peer,a,5", ["line 4", "column rater_id", "empty"]),
        ("ratings.csv", 4, "A,S,peer,a", ["line 4", "column score", "4 fields instead of 5"]),
        ("ratings.csv", 4, 'A,S,peer,"a"x,3', ["line 4", "quotes"]),
        ("items.csv", 3, "a,V,0", ["line 3", "column item_id", "already"]),
        ("items.csv", 3, "b,V,yes", ["line 3", "column citizen_form", "'yes'"]),
        ("items.csv", 1, "item_id,value_id", ["line 1", "column citizen_form", "missing"]),
        ("officers.csv", 3, "A,U2", ["line 3", "column officer_id", "already"]),
        ("officers.csv", 3, "B,", ["line 3", "column unit_id", "empty"]),
        ("officers.csv", 1, "officer_id,unit_id,unit_id", ["line 1", "column unit_id", "twice"]),
    ],
)
def test_bad_input_says_where_and_how_to_mend_it_and_writes_nothing(
    folder: Folder, file: str, line: int, text: str, expected: list[str]
) -> None:
    folder.lines[file][line - 1] = text

    answer = folder.run()

    assert answer.exit_code == 1
    for part in [file, *expected]:
        assert part in answer.output
    assert not folder.out.exists()


@pytest.mark.usefixtures("english_run")
@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ('{"scale": [1, 5],}', ["line 1", "not JSON"]),
        ("[1, 5]", ["one object"]),
        (CONFIG | {"min_n": {"self": 1, "supervisor": 1}}, ["min_n", "peer"]),
    ],
)
def test_bad_rules_are_refused(folder: Folder, config: Any, expected: list[str]) -> None:
    folder.config = config

    answer = folder.run()

    assert answer.exit_code == 1
    for part in ["config.json", *expected]:
        assert part in answer.output
    assert not folder.out.exists()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))

    answer = CliRunner().invoke(figures_command, [str(tmp_path), str(tmp_path / "out")])

    assert answer.exit_code == 1
    assert "items.csv" in answer.output


def test_no_rules_anywhere_are_named(tmp_path: Path) -> None:
    answer = CliRunner().invoke(figures_command, [str(tmp_path / "a" / "b"), str(tmp_path / "out")])

    assert answer.exit_code == 1
    assert "config.json" in answer.output


def test_bytes_that_are_no_text_are_refused(folder: Folder) -> None:
    folder.run()
    source = folder.path / "in"
    (source / "officers.csv").write_bytes(b"officer_id,unit_id\nA\xff,U\n")

    answer = CliRunner().invoke(figures_command, [str(source), str(folder.path / "other")])

    assert answer.exit_code == 1
    assert "officers.csv" in answer.output
    assert "UTF-8" in answer.output
    assert not (folder.path / "other").exists()


def test_the_input_is_never_overwritten(folder: Folder) -> None:
    folder.run()
    source = folder.path / "in"

    answer = CliRunner().invoke(figures_command, [str(source), str(source)])

    assert answer.exit_code == 1
    assert (source / "officers.csv").read_text().splitlines() == OFFICERS
