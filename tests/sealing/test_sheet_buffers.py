"""Sheets of a large cycle are kept in long buffers: what goes in comes out, and no more."""

from __future__ import annotations

import numpy as np

from berakhlak.cycles.keys import BoxDamaged, CycleKey
from berakhlak.sealing.asked_sheets import SheetHandles
from berakhlak.sealing.opened_sheets import OpenedSheets, Said
from berakhlak.sealing.sheet_columns import LinkedComment, PackedComments, SheetColumns

SEALED = [(b"box%d" % n, b"handle%d" % n) for n in range(4)]
SAID: list[Said | None] = [
    (b"\x01\x02", ()),
    (b"\x03\x04", (("AK", "Selalu siap 🙂"), ("", "x"))),
    None,
    (b"\x05\x06", (("KP", "\ud800"),)),
]


class Boxes:
    """Counts what is opened; the third box is damaged."""

    def __init__(self) -> None:
        self.opened: list[bytes] = []

    def open(self, box: bytes, _handle: bytes) -> Said:
        self.opened.append(box)
        said = SAID[int(box[3:4])]
        if said is None:
            raise BoxDamaged
        return said


def test_a_second_look_opens_what_has_changed_or_did_not_open_alone() -> None:
    opened, boxes = OpenedSheets(), Boxes()
    assert opened.said(SEALED, boxes.open) == SAID
    boxes.opened.clear()

    opened.begin()
    turned = opened.said([*reversed(SEALED), (b"box0 anew", b"handle0")], boxes.open)

    assert turned == [*reversed(SAID), SAID[0]]
    assert boxes.opened == [b"box2", b"box0 anew"]
    opened.forget()
    opened.said(SEALED, boxes.open)
    assert len(boxes.opened) == 2 + len(SEALED)


def test_a_handle_finds_its_assignment_and_no_other_does() -> None:
    key = CycleKey.derive(b"k" * 32)
    ids = np.array([7, 300, 12, 9], np.int64)
    handles = SheetHandles.derive(ids, key)
    own = [key.handle(number) for number in ids.tolist()]

    assert handles.places(own) == [0, 1, 2, 3]
    assert handles.places([own[1][:-1], own[1] + b"\0", b"", key.handle(8)]) == [-1] * 4
    assert SheetHandles.derive(ids[:0], key).places(own) == [-1] * 4


def test_comments_are_read_as_they_were_written() -> None:
    said = [
        LinkedComment(3, "peer", "AK", "Ramah sekali 🙂"),
        LinkedComment(0, "peer", "", "\ud800"),
        LinkedComment(3, "citizen", "AK", "baik"),
    ]
    packed = PackedComments(said)

    assert list(packed) == said
    assert (len(packed), packed[-1], list(packed[:2])) == (3, said[2], said[:2])


def test_sheets_come_sorted_by_officer_group_and_rater() -> None:
    columns = SheetColumns(2, ("self", "peer"))
    for officer, group, rater in ((1, 1, 5), (0, 1, -1), (1, 0, 9), (0, 1, -2), (1, 1, 4)):
        columns.add(officer, group, rater, bytes([officer, rater + 2]), by_ticket=rater == -2)

    rows = columns.sorted()

    assert list(zip(rows.officer, rows.group, rows.rater, strict=True)) == [
        (0, 1, -2), (0, 1, -1), (1, 0, 9), (1, 1, 4), (1, 1, 5),
    ]  # fmt: skip
    assert rows.answers.tolist() == [[0, 0], [0, 1], [1, 11], [1, 6], [1, 7]]
    assert rows.by_ticket.tolist() == [True, False, False, False, False]
