"""Every file that people of this job brought, and what it must give; `cases` holds them."""

from __future__ import annotations

from pathlib import Path

import pytest

from berakhlak.people.import_plan import ExistingRecord, ImportPlan, make_plan
from berakhlak.people.import_questions import ImportQuestion, QuestionKind
from berakhlak.people.personnel_file import read_personnel_file
from tests.people.files import TODAY, places

CASES = Path(__file__).parent / "cases"

# File: new officers, units, places of defects, words in notes, kinds of questions.
Given = tuple[int, int, list[tuple[int, str]], list[str], list[QuestionKind]]
WANTED: dict[str, Given] = {
    "01-siasn-export/data-utama.xlsx": (
        0,
        0,
        [(2, "jenjang")],
        ["TMT GOLONGAN", "JABATAN ID", "nip_atasan tidak ada"],
        [QuestionKind.WORD],
    ),
    "02-nip-as-number/number.xlsx": (0, 0, [(2, "nip"), (3, "nip")], [], []),
    "02-nip-as-number/prefix.csv": (8, 1, [], ["tidak terlihat"], []),
    "02-nip-as-number/sci-comma.csv": (0, 0, [(2, "nip"), (3, "nip")], [], []),
    "03-duk-title-rows/duk.xlsx": (
        2,
        1,
        [],
        ["di baris 5", "nomor kolom", "Dr. Contoh, M.Si."],
        [],
    ),
    "03-duk-title-rows/number-row-and-total.xlsx": (1, 1, [], ["nomor kolom", "Jumlah"], []),
    "03-duk-title-rows/one-title-row.xlsx": (1, 1, [], ["di baris 3"], []),
    "04-trailing-blank-rows/blank.xlsx": (1, 1, [], [], []),
    "04-trailing-blank-rows/empty-formulas.xlsx": (1, 1, [], [], []),
    "04-trailing-blank-rows/extra-empty-columns.csv": (1, 1, [], [], []),
    "04-trailing-blank-rows/trailing-semicolons.csv": (1, 1, [], [], []),
    "05-hidden-sheet-and-rows/filtered-rows.xlsx": (4, 1, [], [], [QuestionKind.HIDDEN]),
    "05-hidden-sheet-and-rows/hidden-sheet.xlsx": (1, 1, [], ["2025"], []),
    "06-csv-encodings/bom-sep.csv": (2, 1, [], [], []),
    "06-csv-encodings/comma-quoted.csv": (1, 1, [], [], []),
    "06-csv-encodings/cp1252.csv": (2, 1, [], ["Windows-1252"], []),
    "06-csv-encodings/cr.csv": (2, 1, [], [], []),
    "06-csv-encodings/double-bom.csv": (2, 1, [], [], []),
    "06-csv-encodings/macroman.csv": (2, 1, [], ["Windows-1252"], []),
    "06-csv-encodings/sep.csv": (2, 1, [], [], []),
    "06-csv-encodings/utf16.csv": (2, 1, [], [], []),
    "06-csv-encodings/utf16be-nobom.csv": (0, 0, [(0, "")], [], []),
    "07-formulas/vlookup.xlsx": (1, 1, [], ["rumus di baris 2"], []),
    "08-names/names.csv": (0, 0, [(7, "nama"), (14, "nama")], [], []),
    "08-names/names.xlsx": (0, 0, [(7, "nama"), (13, "nama")], [], []),
    "09-units-without-codes/leading-zero-lost.csv": (2, 2, [], [], [QuestionKind.UNIT]),
    "09-units-without-codes/no-codes.xlsx": (3, 1, [], ["unit_kode tidak ada"], []),
    "09-units-without-codes/numeric-codes.xlsx": (
        0,
        0,
        [(3, "unit_kode"), (4, "unit_kode")],
        [],
        [],
    ),
    "09-units-without-codes/spelled-differently.xlsx": (4, 1, [], [], []),
    "11-plt-plh/by-name.csv": (0, 0, [(3, "nip_atasan")], [], []),
    "11-plt-plh/circle.csv": (0, 0, [(2, "nip_atasan")], [], []),
    "11-plt-plh/dash-as-none.csv": (2, 1, [], [], []),
    "11-plt-plh/other-unit.csv": (2, 2, [], [], []),
    "11-plt-plh/two-rows.csv": (2, 2, [], ["Plt. Kepala Bidang B"], []),
    "11-plt-plh/supervisor-outside-agency.csv": (0, 0, [(2, "nip_atasan")], [], []),
    "13-unicode-normalisation/header-zwsp.csv": (1, 1, [], [], []),
    "13-unicode-normalisation/invisible.csv": (4, 1, [], ["baris 2, 3, 4, 5"], []),
    "16-rank-level-spellings/levels.csv": (0, 0, [(5, "jenjang")], [], [QuestionKind.WORD]),
    "16-rank-level-spellings/pppk.csv": (4, 1, [], [], []),
    "16-rank-level-spellings/ranks.csv": (14, 1, [], [], []),
    "23-email/email.csv": (
        0,
        0,
        [(3, "surel"), (5, "surel"), (7, "surel"), (8, "surel")],
        [],
        [],
    ),
    "32-file-kinds/good.xlsx": (1, 1, [], [], []),
    "32-file-kinds/html.xls": (0, 0, [(0, "")], [], []),
    "32-file-kinds/libre.ods": (1, 1, [], [], []),
    "32-file-kinds/real-renamed.xlsx": (1, 1, [], [], []),
    "32-file-kinds/real.xls": (1, 1, [], [], []),
    "32-file-kinds/xlsx-called.csv": (1, 1, [], [], []),
    "33-duplicate-headers/dup.csv": (0, 0, [(1, "NIP")], [], []),
    "33-duplicate-headers/newline-header.xlsx": (1, 1, [], [], []),
    "34-nip-edge/edge.csv": (0, 0, [(2, "nip"), (4, "nip"), (5, "nip")], [], [QuestionKind.NIP]),
    "37-xlsx-from-other-programs/dimension-a1.xlsx": (3, 1, [], [], []),
    "37-xlsx-from-other-programs/dimension-two-rows.xlsx": (3, 1, [], [], []),
    "37-xlsx-from-other-programs/good.xlsx": (3, 1, [], [], []),
    "37-xlsx-from-other-programs/no-cell-refs.xlsx": (3, 1, [], [], []),
    "37-xlsx-from-other-programs/no-dimension.xlsx": (3, 1, [], [], []),
    "37-xlsx-from-other-programs/x000d.xlsx": (3, 1, [], [], []),
}


def plan_of_case(name: str, answers: dict[str, str] | None = None) -> ImportPlan:
    file = read_personnel_file((CASES / name).read_bytes(), answers)
    return make_plan(file, ExistingRecord(), today=TODAY, answers=answers)


def question(plan: ImportPlan) -> ImportQuestion:
    (found,) = plan.questions
    return found


def test_no_case_is_left_out() -> None:
    """What is imported, one after the other, has a test of its own."""
    found = {str(path.relative_to(CASES)) for path in CASES.glob("*/*.*")}
    elsewhere = {
        "40-homonyms/agency.csv",
        "41-departed-officer/agency.csv",
        "41-departed-officer/agency-mid.csv",
    }

    assert found - elsewhere == set(WANTED)


@pytest.mark.parametrize("name", WANTED)
def test_every_case_gives_what_it_must(name: str) -> None:
    officers, units, defects, notes, kinds = WANTED[name]

    plan = plan_of_case(name)

    said = " ".join(map(str, plan.notes))
    assert (len(plan.new_officers), len(plan.new_units)) == (officers, units)
    assert places(plan) == defects
    assert [word for word in notes if word not in said] == []
    assert [each.kind for each in plan.questions] == kinds


def test_a_siasn_export_needs_one_answer_and_gives_whole_names() -> None:
    name = "01-siasn-export/data-utama.xlsx"

    plan = plan_of_case(name, {question(plan_of_case(name)).key: "pengawas"})

    assert plan.is_ready
    assert [each.name for each in plan.new_officers] == [
        "Dr. H. BUDI SANTOSA, S.E., M.M.",
        "SUHARTINI, A.Md.Keb",
        "MARDJUKI",
    ]
    assert [each.level for each in plan.new_officers] == ["pengawas", "fungsional", "pelaksana"]
    assert [each.rank for each in plan.new_officers] == ["III/b", "II/c", "II/a"]


def test_hidden_rows_can_be_left_out() -> None:
    name = "05-hidden-sheet-and-rows/filtered-rows.xlsx"

    plan = plan_of_case(name, {"tersembunyi": "lewati"})

    assert [each.name for each in plan.new_officers] == ["OrangA", "OrangB"]


@pytest.mark.parametrize(("answer", "codes"), [("01", ["01"]), ("1", ["01", "1"])])
def test_two_codes_of_one_name_wait_for_an_answer(answer: str, codes: list[str]) -> None:
    name = "09-units-without-codes/leading-zero-lost.csv"
    asked = plan_of_case(name)

    plan = plan_of_case(name, {"unit:1": answer})

    assert (asked.is_sound, asked.is_ready, plan.is_ready) == (True, False, True)
    assert [unit.code for unit in plan.new_units] == codes


def test_an_unusual_nip_passes_once_it_was_checked() -> None:
    plan = plan_of_case("34-nip-edge/edge.csv", {"nip:196803151985031004": "ya"})

    assert places(plan) == [(4, "nip"), (5, "nip")]


def test_the_remedy_for_a_doubled_address_never_deletes_an_officer() -> None:
    mends = [str(defect.mend) for defect in plan_of_case("23-email/email.csv").defects]

    assert not [mend for mend in mends if "hapus" in mend and "baris" in mend]
    assert "kosongkan" in mends[0]


@pytest.mark.parametrize("name", [n for n in WANTED if n.startswith("37-")])
def test_what_a_workbook_says_of_itself_changes_nothing(name: str) -> None:
    good = plan_of_case("37-xlsx-from-other-programs/good.xlsx")

    assert plan_of_case(name).new_officers == good.new_officers
