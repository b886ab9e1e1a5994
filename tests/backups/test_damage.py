"""A file that is not as it was written is refused before anything is touched."""

from __future__ import annotations

import io
import json
import tarfile

import pytest

from berakhlak.backups.archive import MANIFEST, unpack_archive
from berakhlak.backups.errors import BackupDamaged, BackupUnfit, RestoreRefused
from tests.backups.places import SqlitePlace, repacked


# The archive is read by the same code on either engine.
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_file_damaged_anywhere_is_refused_or_still_gives_every_row(place, empty):
    place.back_up()
    whole, damaged = place.file.read_bytes(), place.folder / "rusak.tar"
    before, wanted = empty.rows(), place.rows()["open_sheet"]
    with tarfile.open(place.file) as tar:
        first, second = tar.getmembers()
    manifest = range(first.offset_data, first.offset_data + first.size, 83)
    dump = range(second.offset_data, second.offset_data + second.size, second.size // 8)
    read = []

    for position in [*range(0, 512, 97), *manifest, second.offset + 3, *dump]:
        altered = bytearray(whole)
        altered[position] ^= 0x55
        damaged.write_bytes(altered)
        try:
            empty.restore(damaged, replace=True)
        except (BackupDamaged, BackupUnfit, RestoreRefused):
            continue
        read.append(position)
        assert empty.rows()["open_sheet"] == wanted

    # Of the manifest, the name of a version or a second may change without harm to the rows.
    assert set(read) <= set(manifest)
    assert read or empty.rows() == before


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.9])
def test_a_file_cut_short_is_refused(place, empty, share):
    place.back_up()
    whole = place.file.read_bytes()
    place.file.write_bytes(whole[: int(len(whole) * share)])
    before = empty.rows()

    with pytest.raises(BackupDamaged):
        empty.restore(place.file)
    assert empty.rows() == before


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": ("keys/lain.key", b"x" * 32)},
        {"name": "../../keluar"},
        {"kind": tarfile.SYMTYPE},
        {"manifest": {"sha256": "0" * 64}},
        {"manifest": {"rows": {"agency": -1}}},
        {"manifest": {"rows": None}},
        {"manifest": {"taken_at": "kemarin"}},
        {"manifest": {"lebih": 1}},
    ],
)
def test_an_archive_that_is_not_as_we_write_it_is_refused(open_cycle, tmp_path, changes):
    place = SqlitePlace(open_cycle, tmp_path)
    place.back_up()
    target = tmp_path / "kosong" / "baru.sqlite3"

    with pytest.raises(BackupDamaged):
        place.restore_into(target, repacked(place, **changes))
    assert not target.exists()


def members(file, *written):
    """An archive of members given as name, bytes and headers of their own."""
    with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as tar:
        for name, data, headers in written:
            member = tarfile.TarInfo(name)
            member.size, member.pax_headers = len(data), headers
            tar.addfile(member, io.BytesIO(data))
    return file


def manifest_of(size):
    words = dict.fromkeys(["application", "schema", "engine", "engine_version", "sha256"], "1")
    words |= {"dump": "database.sqlite3", "taken_at": "2026-11-02T01:00:00+00:00"}
    return json.dumps(words | {"format": 1, "rows": {}, "size": size}).encode()


def test_a_member_that_is_larger_than_its_bytes_is_not_unpacked(tmp_path):
    size = 1 << 40
    sparse = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(size)}
    sparse["GNU.sparse.name"] = "database.sqlite3"
    hole = ("x", b"1\n0\n0\n".ljust(512, b"\0"), sparse)
    bomb = members(tmp_path / "bom.tar", (MANIFEST, manifest_of(size), {}), hole)

    with pytest.raises(BackupDamaged):
        unpack_archive(bomb, tmp_path)
    assert not (tmp_path / "dump").exists()


@pytest.mark.parametrize(
    ("data", "headers"),
    [(b"[" * 100_000, {}), (manifest_of(0), {"GNU.sparse.map": "a,b"})],
    ids=["nested beyond end", "numbers that are none"],
)
def test_what_no_reader_expects_is_told_as_damage(tmp_path, data, headers):
    with pytest.raises(BackupDamaged):
        unpack_archive(members(tmp_path / "aneh.tar", (MANIFEST, data, headers)), tmp_path)
