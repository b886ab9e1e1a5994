"""What lies on disks already must open for ever: a key, a sheet, a voice, a policy, as literals.

The files in `stored/` were written once and are never written anew: a test that fails here tells
that the sheets of every open cycle would no longer open, or that old figures would change.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from berakhlak.citizens.box_content import VoiceContent
from berakhlak.cycles.keys import BOX_STEP, KEY_BYTES, CycleKey, KeyMissing, KeyStore
from berakhlak.cycles.policy import Policy
from berakhlak.ratings.box_content import SheetContent

STORED = Path(__file__).with_name("stored")
HANDLE = "9d2603f0405bf08d66bf89bcdf343a47e2e91e9da769a594cc741d4d72d77ae9"
FINGERPRINT = "3b67c544d736193aa17642b18bc0ca0b043c404136d7b6c583652c56c140245d"
SHEET = SheetContent(
    {"BP1": 4, "AK2": 0}, {"BP": "Rapi – “cepat”"}, 3, {"BP1": 1, "AK2": 3, "BP": 2}
)
POLICY_1 = {
    "weights": {"supervisor": 0.2, "peer": 0.35, "subordinate": 0.3, "citizen": 0.15},
    "min_n": {"self": 1, "supervisor": 1, "peer": 3, "subordinate": 3, "citizen": 3},
    "min_n_comments": 3,
    "min_n_spread": 8,
    "min_officers_per_unit": 5,
    "gap_threshold": 0.5,
    "strength_threshold": 4.0,
    "peers_per_officer": 5,
}


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    shutil.copy(STORED / "stored.key", tmp_path)
    return KeyStore(tmp_path)


@pytest.fixture
def key(store: KeyStore) -> CycleKey:
    return store.load_key("stored")


def test_a_stored_key_gives_the_handles_and_the_fingerprint_that_lie_in_databases(
    key: CycleKey,
) -> None:
    assert key.handle(12).hex() == HANDLE
    assert key.fingerprint == FINGERPRINT


def test_a_stored_sheet_opens_under_its_key_and_reads_as_it_was_written(key: CycleKey) -> None:
    box = (STORED / "sheet.box").read_bytes()

    assert SheetContent.from_bytes(key.decrypt(box, bytes.fromhex(HANDLE))) == SHEET
    assert len(box) == 12 + 896 + 16


def test_a_sheet_stored_before_changes_were_counted_reads_all_the_same() -> None:
    assert SheetContent.from_bytes(b'{"a":{"BP1":4},"c":{},"r":2}') == SheetContent(
        {"BP1": 4}, {}, 2
    )
    assert (
        SHEET.to_bytes()
        == (
            '{"a":{"AK2":0,"BP1":4},"c":{"BP":"Rapi – “cepat”"},"r":3,"v":{"AK2":3,"BP":2,"BP1":1}}'
        ).encode()
    )


def test_a_stored_voice_opens_and_reads_as_it_was_written(key: CycleKey) -> None:
    box = (STORED / "voice.box").read_bytes()

    assert VoiceContent.from_bytes(key.decrypt(box, b"v" * 16)) == VoiceContent(
        7, {"BP2": 5}, "Ramah"
    )
    assert VoiceContent(7, {"BP2": 5}, "ñ").to_bytes() == '{"o":7,"a":{"BP2":5},"c":"ñ"}'.encode()


def test_sizes_of_keys_and_boxes_are_those_on_disks() -> None:
    assert (KEY_BYTES, BOX_STEP) == (32, 896)
    assert len((STORED / "stored.key").read_bytes()) == KEY_BYTES


def test_the_defaults_of_a_policy_are_these_numbers() -> None:
    policy = Policy()

    assert (policy.weights, policy.min_n) == (POLICY_1["weights"], POLICY_1["min_n"])
    numbers = {name: number for name, number in POLICY_1.items() if isinstance(number, int | float)}
    assert {name: getattr(policy, name) for name in numbers} == numbers


def test_a_policy_is_stored_with_its_version_and_in_a_fixed_order() -> None:
    text = Policy().to_json()

    assert text == json.dumps(json.loads(text), sort_keys=True)
    assert json.loads(text)["version"] == 2
    assert json.loads(text)["groups"][2] == {
        "code": "peer",
        "colour": "blue",
        "form": "full",
        "is_anonymous": True,
        "mark": "square",
        "minimum": 3,
        "order": 3,
        "relation": "peer",
        "weight": 0.35,
        "words": {"en": "Peers", "id": "Rekan"},
    }


def test_a_policy_of_the_first_version_reads_as_the_same_groups() -> None:
    assert Policy.from_json(json.dumps(POLICY_1)) == Policy()
    assert Policy.from_json('{"gap_threshold": 0.75}') == Policy(gap_threshold=0.75)


def test_what_a_later_version_adds_to_a_policy_is_passed_over() -> None:
    stored = json.loads(Policy(min_n_comments=4).to_json())
    stored["figure_of_tomorrow"] = 7
    stored["groups"][0]["figure_of_tomorrow"] = {"a": 1}

    assert Policy.from_json(json.dumps(stored)) == Policy(min_n_comments=4)


def test_groups_keep_their_words_and_their_order() -> None:
    assert list(Policy().codes) == [
        "self",
        "supervisor",
        "peer",
        "subordinate",
        "citizen",
    ]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"weights": {"peer": -0.01}}, "paling kecil 0"),
        ({"weights": dict.fromkeys(POLICY_1["weights"], 0.0)}, "di atas 0"),
        ({"min_n": {"supervisor": 0}}, "min_n: .*, paling kecil 1"),
        ({"min_n": {"peer": 2}}, "anonim .*peer.* paling kecil 3"),
    ],
)
def test_a_policy_that_no_form_sends_is_refused(
    values: dict[str, dict[str, float]], refusal: str
) -> None:
    with pytest.raises(ValueError, match=refusal):
        Policy().with_numbers(**values)  # type: ignore[arg-type]


def test_the_least_that_a_policy_may_ask_is_taken() -> None:
    only_peers = dict.fromkeys(Policy().weights, 0.0) | {"peer": 0.01}

    assert Policy().with_numbers(only_peers).weights == only_peers
    lowest = {"self": 1, "supervisor": 1, "peer": 3, "subordinate": 3, "citizen": 3}
    assert Policy().with_numbers(min_n=lowest).min_n == lowest


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_folder_and_key_are_for_their_owner_alone_whatever_the_umask(
    tmp_path: Path, umask: int
) -> None:
    store = KeyStore(tmp_path / "above" / "keys")
    before = os.umask(umask)
    try:
        store.create("a1")
    finally:
        os.umask(before)

    assert mode(store.folder) == 0o700
    assert mode(store.folder / "a1.key") == 0o600
    assert [path.name for path in store.folder.iterdir()] == ["a1.key"]


def test_the_folder_is_never_open_to_others_not_even_while_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    mkdir = Path.mkdir

    def watched(path: Path, *given: object, **named: object) -> None:
        mkdir(path, *given, **named)  # type: ignore[arg-type]
        made.append(mode(path))

    monkeypatch.setattr(Path, "mkdir", watched)
    before = os.umask(0)
    try:
        KeyStore(tmp_path / "keys").create("a1")
    finally:
        os.umask(before)

    assert made[-1] == 0o700


@pytest.mark.parametrize("open_to", [0o710, 0o701, 0o770, 0o707, 0o755, 0o777])
def test_a_folder_open_to_anybody_is_closed_before_a_key_is_written(
    tmp_path: Path, open_to: int
) -> None:
    store = KeyStore(tmp_path / "keys")
    store.folder.mkdir()
    store.folder.chmod(open_to)

    store.create("a1")

    assert mode(store.folder) == 0o700


@pytest.fixture
def journal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the disk was asked, in order; every call is really made."""
    told: list[str] = []
    fsync, link, unlink = os.fsync, Path.hardlink_to, Path.unlink

    def synced(descriptor: int) -> None:
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        told.append(f"sync {path.suffix or 'folder'} {path.stat().st_size if path.suffix else ''}")
        fsync(descriptor)

    def linked(path: Path, target: Path) -> None:
        told.append(f"link {path.suffix}")
        link(path, target)

    def unlinked(path: Path, missing_ok: bool = False) -> None:
        told.append(f"unlink {path.suffix}")
        unlink(path, missing_ok)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "hardlink_to", linked)
    monkeypatch.setattr(Path, "unlink", unlinked)
    return told


def test_a_new_key_is_on_the_disk_before_it_has_its_name_and_its_name_before_it_is_used(
    tmp_path: Path, journal: list[str]
) -> None:
    KeyStore(tmp_path / "keys").create("a1")

    assert journal == ["sync .part 32", "link .key", "unlink .part", "sync folder "]


def test_a_destroyed_key_is_overwritten_on_the_disk_before_its_name_goes(
    store: KeyStore, journal: list[str], tmp_path: Path
) -> None:
    beside = tmp_path / "beside"
    (tmp_path / "stored.key").chmod(0o600)
    beside.hardlink_to(tmp_path / "stored.key")  # What a disk may keep of the file's content.
    journal.clear()

    store.destroy("stored")

    assert journal == ["sync .key 32", "unlink .key", "sync folder "]
    left = beside.read_bytes()
    assert len(left) == KEY_BYTES
    assert left != (STORED / "stored.key").read_bytes()


def test_destroying_one_key_leaves_the_other(store: KeyStore) -> None:
    other = store.create("b2")

    store.destroy("stored")

    assert store.key_names() == ["b2"]
    assert store.load_key("b2") == other


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_key_file_of_another_size_is_no_key(
    tmp_path: Path, size: int, said: Callable[[KeyStore], str]
) -> None:
    (tmp_path / "a1.key").write_bytes(b"k" * size)

    assert f"{size} byte" in said(KeyStore(tmp_path))


def test_a_missing_and_an_unreadable_key_are_named_with_their_file(
    tmp_path: Path, said: Callable[[KeyStore], str]
) -> None:
    assert str(tmp_path / "a1.key") in said(KeyStore(tmp_path))
    (tmp_path / "a1.key").mkdir()
    assert "tidak dapat dibaca" in said(KeyStore(tmp_path))


@pytest.fixture
def said() -> Callable[[KeyStore], str]:
    def refusal(store: KeyStore) -> str:
        with pytest.raises(KeyMissing) as error:
            store.load_key("a1")
        return error.value.detail

    return refusal
