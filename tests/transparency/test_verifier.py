"""Outsiders check results with a file of their own: it finds changes, and says its limits."""

from __future__ import annotations

import ast
import json
import random
import re
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.cycles.models import Cycle, Participant
from berakhlak.extensions import db
from berakhlak.sealing.merkle_tree import leaf_hash, merkle_root, root_code
from berakhlak.sealing.models import CycleResult
from berakhlak.sealing.result_leaves import result_leaves, root_over_leaves
from berakhlak.statistics.pinning import discloses_suppressed, printed_block
from tests.transparency.conftest import VERIFIER, Released, verify

DOCS = VERIFIER.parents[1] / "docs" / "format-keterbukaan.md"
# Reference roots of RFC 6962 trees over these entries, as certificate logs publish them.
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
ENTRIES += ["606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def program() -> Any:
    scope: dict[str, Any] = {"__name__": "verifier"}
    exec(compile(VERIFIER.read_text("utf-8"), str(VERIFIER), "exec"), scope)  # noqa: S102
    return scope


@pytest.mark.parametrize("size", range(1, 9))
def test_both_programs_find_the_published_roots(size: int) -> None:
    hashes = [leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES[:size]]

    assert merkle_root(hashes).hex() == program()["tree"](hashes).hex() == ROOTS[size - 1]


def test_both_programs_spell_a_root_alike() -> None:
    for _ in range(50):
        root = random.randbytes(32)
        assert root_code(root) == program()["signs"](root)
        assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}", root_code(root))


def test_the_verifier_imports_the_standard_library_alone() -> None:
    names = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(VERIFIER.read_text("utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names <= sys.stdlib_module_names


def test_the_docs_name_the_hash_of_the_verifier() -> None:
    assert sha256(VERIFIER.read_bytes()).hexdigest() in DOCS.read_text("utf-8")


def test_what_was_closed_is_found_to_agree(released_on_each: Released) -> None:
    code, said = verify("bundle", *released_on_each.write_files())

    assert code == 0, said
    assert "117 officers" in said
    assert "withheld behaviours searched, none follows" in said
    assert "NOT checked: whether answers were counted rightly" in said


@pytest.mark.parametrize(
    "columns", [("payload",), ("payload", "salt"), ("payload", "salt", "leaf")]
)
def test_two_exchanged_results_are_found_though_hashes_are_mended(
    released_on_each: Released, columns: tuple[str, ...]
) -> None:
    released_on_each.swap(*columns)

    code, said = verify("bundle", *released_on_each.write_files())

    assert code == 1
    assert "FAULT  results were changed after closing" in said


def test_it_speaks_indonesian_unless_english_is_asked_for(released: Released) -> None:
    released.swap("payload")
    files = released.write_files()

    code, said = verify("bundle", *files, english=False)
    same, english = verify("bundle", *files)

    assert (code, same) == (1, 1)
    assert "CACAT  hasil telah diubah sesudah penutupan: kodenya kini" in said
    assert said.endswith("HASIL: ADA YANG TIDAK COCOK\n")
    assert len(said.splitlines()) == len(english.splitlines())
    for word in ("the", "officers", "agree"):
        assert not re.search(rf"\b{word}\b", said)


def mend_root(released: Released) -> None:
    """Make even root and leaves again: only paper and the record now know better."""
    cycle = db.session.get_one(Cycle, released.cycle_id)
    whole = db.session.get_one(CycleResult, released.cycle_id)
    whole.root = root_over_leaves(leaf.hash for leaf in result_leaves(db.session(), cycle)).hex()
    db.session.commit()


def test_a_mended_root_differs_from_the_one_on_a_printed_profile(released: Released) -> None:
    from berakhlak.profiles import queries
    from berakhlak.profiles.editions import build_form
    from berakhlak.profiles.printing import profile_pdf

    officer = db.session.get_one(Participant, released.officers()[0].participant_id)
    archived = build_form(
        queries.load_profile_source(db.session(), officer, "Asia/Jakarta"), archive=True
    )
    pdf = released.folder / "profil.pdf"
    pdf.write_bytes(profile_pdf(archived))
    assert verify("profile", pdf, released.write_files()[1])[0] == 0

    released.swap("payload")
    mend_root(released)
    bundle, file = released.write_files()

    assert verify("bundle", bundle, file)[0] == 0  # All in the database agrees with itself.
    code, said = verify("profile", pdf, file)
    assert (code, "FAULT  the PDF carries another code" in said) == (1, True)


def changed(bundle: Path, file: Path, change: Any) -> tuple[int, str]:
    """The verdict after `change(kinds, document)`, with the root made again to fit."""
    tool, document = program(), json.loads(file.read_text("utf-8"))
    lines = [json.loads(line) for line in bundle.read_text("utf-8").splitlines()]
    for line in lines:
        line["payload"] = json.loads(line["payload"])
    change({kind: [row["payload"] for row in lines if row["kind"] == kind] for kind in KINDS})
    for line in lines:
        line["payload"] = json.dumps(line["payload"])
    found = [
        tool["leaf"](
            row["kind"], bytes.fromhex(row["owner"]), bytes.fromhex(row["salt"]), row["payload"]
        )
        for row in lines
    ]
    root = tool["tree"](sorted(found))
    document |= {"root": root.hex(), "root_signs": tool["signs"](root)}
    bundle.write_text("".join(json.dumps(row) + "\n" for row in lines), "utf-8")
    file.write_text(json.dumps(document), "utf-8")
    return verify("bundle", bundle, file)


KINDS = ("cycle", "officer", "unit")


def shown_cell(officers: list[Any]) -> Any:
    return next(
        cell
        for officer in officers
        for value in officer["values"]
        for group, cell in value["cells"].items()
        if group == "peer" and cell["status"] == "shown"
    )


def withheld_cell(officers: list[Any]) -> Any:
    return next(
        cell
        for officer in officers
        for value in officer["values"]
        for cell in value["cells"].values()
        if cell["status"] == "withheld"
    )


def behaviour_of_citizens(officers: list[Any]) -> Any:
    """A shown one, such as five voices of served visits made."""
    return next(
        row["cells"]["citizen"]
        for officer in officers
        for value in officer["values"]
        for row in value["behaviours"]
        if row["cells"].get("citizen", {}).get("status") == "shown"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda kinds: shown_cell(kinds["officer"]).update(n=2), "below the minimum"),
        (
            lambda kinds: behaviour_of_citizens(kinds["officer"]).update(n=4),
            "citizen: 4 raters, below the minimum",
        ),
        (lambda kinds: shown_cell(kinds["officer"]).update(mean=1.0), "not made of shown cells"),
        (lambda kinds: withheld_cell(kinds["officer"]).update(n=1), "a number in a withheld cell"),
        (
            lambda kinds: kinds["unit"][0]["values"][0].update(status="shown", n_officers=2),
            "below 5",
        ),
        (lambda kinds: kinds["cycle"][0].update(n_officers=116), "officers"),
        (lambda kinds: kinds["officer"][0].update(overall_others=1.01), "overall figure"),
        (
            lambda kinds: kinds["cycle"][0]["certificate"]["now"]["learned"]["0"].update(certain=0),
            "certificate",
        ),
    ],
    ids=[
        "small",
        "few-tickets",
        "composite",
        "withheld",
        "unit",
        "officers",
        "overall",
        "certificate",
    ],
)
def test_each_kind_of_wrong_figure_is_named_even_under_a_fitting_root(
    released: Released, change: Any, words: str
) -> None:
    code, said = changed(*released.write_files(), change)

    assert code == 1
    assert words in "".join(line for line in said.splitlines(True) if line.startswith("FAULT"))


@pytest.mark.parametrize("seed", range(60))
def test_its_search_agrees_with_the_one_that_withholds(seed: int) -> None:
    """Also where single behaviours need more raters than their value, as those of citizens do."""
    rng, tool = random.Random(seed), program()
    size, hidden, most = 3, rng.choice((1, 1, 2)), 2 if seed < 40 else 4
    n = rng.randint(3, 5)
    answers = [[rng.randint(1, 5) for _ in range(size)] for _ in range(n)]
    if seed % 2:
        answers = [[rng.choice((4, 5, 5, 5)) for _ in range(size)] for _ in range(n)]
    for place in range(size - hidden, size):
        for rater in range(rng.randint(1, min(most, n)), n):
            answers[rater][place] = 0
    means = [sum(row) / sum(x > 0 for x in row) for row in answers]
    value = round(sum(means) / n, 2)
    shown = []
    for place in range(size - hidden):
        own = [row[place] for row in answers if row[place]]
        shown.append((len(own), round(sum(own) / len(own), 2)))

    ours = discloses_suppressed(printed_block(n, value, shown, hidden, most, 5))
    sums = tool["sums"]
    cells = tuple(sorted((count, sums(figure, count)) for count, figure in shown))
    theirs = tool["solve"](n, sums(value, n * 6), cells, hidden, most, 5)

    assert ours == (theirs is not None)


def test_a_certificate_that_both_files_tell_falsely_is_found(released: Released) -> None:
    bundle, file = released.write_files()
    document = json.loads(file.read_text("utf-8"))
    document["certificate"]["now"]["learned"]["0"]["certain"] = 0.0
    file.write_text(json.dumps(document), "utf-8")

    def flatter(kinds: Any) -> None:
        kinds["cycle"][0]["certificate"] = document["certificate"]

    code, said = changed(bundle, file, flatter)

    assert code == 1
    assert "FAULT  the certificate does not agree with the results" in said


def test_the_bundle_has_no_names_and_the_file_counts_only_what_may_be_told(
    released: Released,
) -> None:
    bundle, file = (path.read_text("utf-8") for path in released.write_files())

    for who in db.session.scalars(select(Participant)):
        for secret in (who.nip, who.name):
            assert secret not in bundle
            assert secret not in file
    assert "result_sha256" not in json.loads(file)["counts"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"format": "x"}', '{"format": "berakhlak-keterbukaan/1"}']
)
def test_a_file_that_is_none_is_told_so(tmp_path: Path, text: str) -> None:
    file = tmp_path / "file.json"
    file.write_text(text)

    for command in ("bundle", "profile"):
        code, said = verify(command, file, file)
        assert code == 2
        assert "CANNOT CHECK" in said
