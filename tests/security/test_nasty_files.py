"""A small file cannot take the server's memory, processor or time, and is told what is wrong."""

from __future__ import annotations

import resource
from collections.abc import Callable

import pytest

from berakhlak.bounded_process import Bounds, run_bounded
from berakhlak.people import marking, personnel_file
from berakhlak.people.import_plan import ExistingRecord, make_plan
from berakhlak.people.personnel_file import kinds
from tests.people.files import TODAY
from tests.security.nasty_files import DEAR, FILES, GOOD
from tests.security.processor_time import in_time

# What no cell of any table is needed for: they are read as any other file.
HARMLESS = {"a format of brackets"}
MEGABYTE = 1024  # getrusage() counts kilobytes.


def run_in_little(task: Callable[..., object], *arguments: object) -> object:
    """The real thing with less to use up, which takes less time."""
    return run_bounded(task, *arguments, bounds=Bounds(cpu_seconds=2, megabytes=400))


@pytest.mark.parametrize("name", sorted(FILES.keys() - DEAR))
def test_a_file_made_to_be_dear_is_answered_soon(name: str) -> None:
    content, found = FILES[name](), []

    def plan() -> None:
        file = personnel_file.read_personnel_file(content)
        found.append(make_plan(file, ExistingRecord(), today=TODAY))

    assert in_time(plan, seconds=10)
    defects = [] if name in HARMLESS else found[0].defects[:1]
    assert all(str(defect.reason) and str(defect.mend) for defect in defects)
    assert bool(defects) == (name not in HARMLESS)


def test_what_a_child_must_not_do_it_is_stopped_from(monkeypatch: pytest.MonkeyPatch) -> None:
    content = FILES["ods: a tree of all elements"]()
    monkeypatch.setattr(kinds, "run_bounded", run_in_little)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    table = kinds.read_table_in_bounds(content, {})

    assert "terlalu" in str(table.defects[0].reason)
    assert str(table.defects[0].mend)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * MEGABYTE


def test_a_merge_of_everything_does_not_make_marking_dear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(marking, "run_bounded", run_in_little)
    content = FILES["a merge of the whole sheet"]()
    plan = make_plan(personnel_file.read_personnel_file(content), ExistingRecord(), today=TODAY)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    book = marking.marked_workbook(content, plan.defects, plan.headed, {})

    assert book.startswith(b"PK")
    assert len(book) < 10 * len(content)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * MEGABYTE


def test_a_sound_workbook_is_read_alike_in_a_child_and_here() -> None:
    assert kinds.read_table_in_bounds(GOOD, {}) == kinds.read_table(GOOD, {})
