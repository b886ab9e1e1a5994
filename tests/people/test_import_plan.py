"""Every defect is reported once, in its place, with its remedy; a sound file becomes a plan."""

from __future__ import annotations

from dataclasses import replace

import pytest

from berakhlak.people.import_plan import ExistingRecord, OfficerRecord, UnitRecord
from berakhlak.people.models import Employment, PositionLevel
from tests.factories.people import nip_number
from tests.people.files import HEADER, csv_file, places, plan_of, row

BOSS = nip_number(900)


def officer(serial: int, **changes: object) -> OfficerRecord:
    """The officer that `row(serial)` states."""
    sound = OfficerRecord(
        nip=nip_number(serial),
        name="Siti Rahmawati",
        employment=Employment.PNS,
        rank="III/b",
        position="Analis SDM Aparatur",
        level=PositionLevel.FUNGSIONAL,
        unit_code="01",
        supervisor_nip=None,
        email=None,
    )
    return replace(sound, **changes)  # type: ignore[arg-type]


def known(*officers: OfficerRecord, **more: object) -> ExistingRecord:
    units = {"01": UnitRecord("01", "Sekretariat", None)}
    return ExistingRecord(units, {each.nip: each for each in officers}, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("nip", "", "kosong"),
        ("nip", "1985", "4 angka"),
        ("nip", "1.98503E+17", "rusak"),
        ("nama", "", "kosong"),
        ("nama", "12345", "tidak berisi huruf"),
        ("nama", "Budi 2", "angka"),
        ("nama", "A" * 201, "201 huruf"),
        ("nama", "Budi\x07", "tidak terbaca"),
        ("nama", "Bu\ufffddi", "tidak terbaca"),
        ("nama", "=A1", "rumus"),
        ("status", "", "kosong"),
        ("status", "Honorer", "tidak dikenal"),
        ("status", "PPPK", "milik PNS"),
        ("golongan", "V/a", "tidak dikenal"),
        ("golongan", "III/e", "tidak dikenal"),
        ("golongan", "IX", "bukan golongan PNS"),
        ("golongan", "IIX", "tidak dikenal"),
        ("jabatan", " ", "kosong"),
        ("jenjang", "", "kosong"),
        ("jenjang", "Struktural", "tidak dikenal"),
        ("unit_kode", "", "kosong"),
        ("unit_kode", "9" * 41, "terlalu panjang"),
        ("unit_kode", "99", ""),
        ("unit_induk", "77", "tidak ada di berkas"),
        ("unit_induk", "01", "dirinya sendiri"),
        ("nip_atasan", "1985", "18 angka"),
        ("nip_atasan", "1.98503E+17", "disimpan sebagai angka"),
        ("nip_atasan", BOSS, "tidak ditemukan"),
        ("nip_atasan", nip_number(5), "pegawai itu sendiri"),
        ("surel", "siti@", "tidak sah"),
        ("surel", "siti..r@contoh.go.id", "tidak sah"),
    ],
)
def test_a_defect_is_one_report_with_place_reason_and_remedy(
    column: str, value: str, reason: str
) -> None:
    cells = {column: value}
    if (column, value) == ("unit_kode", "99"):
        cells["unit_nama"] = ""
    if column == "unit_induk" and value == "01":
        cells["unit_kode"], cells["unit_induk"] = "02", "02"

    plan = plan_of(csv_file(row(4, unit_kode="03", unit_nama="Lain"), row(5, **cells), row(6)))

    assert places(plan) == [(3, column)]
    assert reason in str(plan.defects[0].reason)
    assert str(plan.defects[0].mend)


def test_each_row_reports_all_its_own_defects() -> None:
    plan = plan_of(csv_file(row(1, nama="", status="?", surel="x"), row(2)))

    assert places(plan) == [(2, "nama"), (2, "status"), (2, "surel")]


def test_twelve_defects_make_twelve_reports() -> None:
    ppk = "199001012022211001"
    rows = [
        row(1),
        row(2, nip=""),
        row(3, nip="19850315201001100"),
        row(4, nip="198513152010011004"),
        row(5, nip=nip_number(1), surel="siti@contoh.go.id"),
        row(6, nama=""),
        row(7, status="PPPK"),
        row(8, nip=ppk, status="PPPK", golongan="III/b"),
        row(9, jenjang="Raja"),
        row(10, unit_kode="02", unit_nama="Bidang", unit_induk="99"),
        row(11, nip_atasan=nip_number(800)),
        row(12, surel="siti@contoh"),
        row(13)[:-1],
    ]

    plan = plan_of(csv_file(*rows))

    assert [defect.line for defect in plan.defects] == list(range(3, 15))
    assert plan.new_officers == ()


@pytest.mark.parametrize(
    "broken", ["1985", BOSS[:-1], BOSS[:4] + "O" + BOSS[5:], "1,98503E+17", "", BOSS[:15] + "000"]
)
def test_those_who_name_a_boss_with_a_broken_nip_are_not_at_fault(broken: str) -> None:
    named = "1985" if broken == "1985" else BOSS
    team = [row(serial, nip_atasan=named) for serial in (1, 2, 3)]

    plan = plan_of(csv_file(row(900, nip=broken), *team, delimiter=";"))

    assert places(plan) == [(2, "nip")]


def test_those_who_name_a_boss_who_carries_the_nip_of_another_are_not_at_fault() -> None:
    team = [row(serial, nip_atasan=BOSS) for serial in (1, 2, 3)]

    assert places(plan_of(csv_file(*team, row(900, nip=nip_number(1))))) == [(5, "nip")]


def test_a_broken_nip_does_not_hide_that_somebody_elses_boss_is_unknown() -> None:
    rows = [row(1, nip=""), row(2, nip="1.98503E+17"), row(3, nip=nip_number(3)[:-1])]

    plan = plan_of(csv_file(*rows, row(4, nip_atasan=BOSS)))

    assert places(plan) == [(2, "nip"), (3, "nip"), (4, "nip"), (5, "nip_atasan")]


def test_an_unknown_boss_of_many_is_one_report_that_names_every_line() -> None:
    plan = plan_of(csv_file(row(1, nip_atasan=BOSS), row(2), row(3, nip_atasan=BOSS)))

    assert places(plan) == [(2, "nip_atasan")]
    assert "juga baris 4" in str(plan.defects[0].reason)


def test_a_boss_on_record_need_not_be_in_the_file() -> None:
    assert plan_of(csv_file(row(1, nip_atasan=BOSS)), known(officer(900))).is_sound


def test_a_loop_of_bosses_is_reported_once_even_through_the_record() -> None:
    before = known(officer(900, supervisor_nip=nip_number(2)))

    plan = plan_of(
        csv_file(
            row(1),
            row(2, nip_atasan=nip_number(3)),
            row(3, nip_atasan=BOSS),
            row(4, nip_atasan=nip_number(2)),
        ),
        before,
    )

    assert places(plan) == [(3, "nip_atasan")]
    assert "baris 3, 4" in str(plan.defects[0].reason)


def test_a_row_copied_whole_is_one_defect() -> None:
    twice = row(1, surel="siti@contoh.go.id")

    assert places(plan_of(csv_file(twice, row(2), twice))) == [(4, "nip")]


def test_addresses_that_belong_to_others_are_refused() -> None:
    rows = [row(serial, surel="Siti@Contoh.go.id") for serial in (1, 2)]
    taken = row(3, surel="hr@contoh.go.id")
    before = known(owner_of_email={"hr@contoh.go.id": None})

    assert places(plan_of(csv_file(*rows, taken), before)) == [(3, "surel"), (4, "surel")]


def test_a_nip_that_signs_in_elsewhere_is_refused() -> None:
    before = known(foreign_nips=frozenset({nip_number(1)}))

    assert places(plan_of(csv_file(row(1), row(2)), before)) == [(2, "nip")]


def test_one_deviating_name_of_a_unit_is_at_fault_and_not_the_many() -> None:
    rows = [row(1, unit_nama="Sekretariyat"), row(2), row(3)]

    plan = plan_of(csv_file(*rows))

    assert places(plan) == [(2, "unit_nama")]
    assert '"Sekretariat"' in str(plan.defects[0].reason)


def test_a_loop_of_units_is_reported_once() -> None:
    rows = [
        row(1, unit_kode="A", unit_nama="Satu", unit_induk="B"),
        row(2, unit_kode="B", unit_nama="Dua", unit_induk="C"),
        row(3, unit_kode="C", unit_nama="Tiga", unit_induk="A"),
        row(4, unit_kode="D", unit_nama="Empat", unit_induk="A"),
    ]

    assert places(plan_of(csv_file(*rows))) == [(2, "unit_induk")]


def test_units_are_made_in_any_order_and_one_row_may_name_a_unit_for_all() -> None:
    rows = [
        row(1, unit_kode="A.1", unit_nama="", unit_induk="A"),
        row(2, unit_kode="A.1", unit_nama="Anak", unit_induk=""),
        row(3, unit_kode="A", unit_nama="Induk"),
    ]

    plan = plan_of(csv_file(*rows))

    assert plan.new_units == (UnitRecord("A.1", "Anak", "A"), UnitRecord("A", "Induk", None))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("iii b", "III/b"),
        ("Penata Muda Tingkat I (III/b)", "III/b"),
        ("IV/E", "IV/e"),
        ("", None),
    ],
)
def test_ranks_are_read_as_offices_write_them(typed: str, meant: str | None) -> None:
    assert plan_of(csv_file(row(1, golongan=typed))).new_officers[0].rank == meant


def test_a_pppk_officer_is_read() -> None:
    cells = row(1, nip="199001012022211001", status="P3K", golongan="golongan ix")

    (found,) = plan_of(csv_file(cells)).new_officers

    assert (found.employment, found.rank) == (Employment.PPPK, "IX")


def test_only_what_differs_is_a_change() -> None:
    before = known(officer(1), officer(2, position="Lama"), officer(3, email="a@b.go.id"))

    plan = plan_of(csv_file(row(1), row(2), row(4)), before)

    assert [each.nip for each in plan.new_officers] == [nip_number(4)]
    assert [change.columns for change in plan.changes] == [("jabatan",)]
    assert plan.unchanged == 1
    assert [each.nip for each in plan.absent] == [nip_number(3)]
    assert (plan.new_units, plan.changed_units) == ((), ())


def test_an_absent_column_changes_nothing_and_an_empty_cell_clears() -> None:
    before = known(officer(1, email="a@b.go.id", level=PositionLevel.PENGAWAS), officer(2))
    header = HEADER.removesuffix(",surel").replace(",jenjang", "")
    without = [cell for place, cell in enumerate(row(1)) if place not in (5, 10)]

    kept = plan_of(csv_file(without, header=header), before)
    cleared = plan_of(csv_file(row(1, jenjang="Pengawas")), before)

    assert kept.changes == ()
    assert [change.columns for change in cleared.changes] == [("surel",)]


def test_a_unit_that_is_renamed_or_moved_is_a_changed_unit() -> None:
    cells = row(1, unit_nama="Sekretariat Daerah", unit_induk="00")

    plan = plan_of(csv_file(cells, row(2, unit_kode="00", unit_nama="Kota")), known(officer(1)))

    assert plan.changed_units == (UnitRecord("01", "Sekretariat Daerah", "00"),)


def test_reports_mask_sound_numbers_and_show_broken_ones_as_typed() -> None:
    plan = plan_of(csv_file(row(1), row(1), row(3, nip="19850315\x07"), row(4, nip="1985x")))

    shown = [defect.shown_value for defect in plan.defects]

    assert nip_number(1)[:14] not in " ".join(shown)
    assert shown[0].endswith(nip_number(1)[-3:])
    assert shown[-1] == "1985x"


def test_a_report_is_one_line_that_says_everything() -> None:
    plan = plan_of(csv_file(row(1), row(2, nip="1985")))

    assert plan.defects[0].sentence == (
        'baris 3, kolom nip: "1985" NIP memiliki 4 angka, bukan 18. '
        "Perbaikan: lengkapi menjadi tepat 18 angka."
    )
