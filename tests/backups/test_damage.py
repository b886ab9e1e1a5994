"""A file that is not as it was written is refused before anything is touched."""

from __future__ import annotations

import tarfile

import pytest

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
