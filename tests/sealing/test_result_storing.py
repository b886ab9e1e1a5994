"""Results are stored in turns with others: whatever comes between, they are those of one run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from berakhlak.assignments.models import Assignment
from berakhlak.audit.acts import Act
from berakhlak.audit.queries import entries_of
from berakhlak.comments.models import Comment, CommentTally
from berakhlak.cycles.keys import KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.extensions import db
from berakhlak.ratings.models import OpenSheet
from berakhlak.sealing import result_storing
from berakhlak.sealing.models import CycleResult, OfficerResult
from berakhlak.sealing.result_leaves import RootStatus, root_status
from berakhlak.sealing.sealing import is_sealing_complete, seal_cycle
from tests.factories.answering import answer, assignments
from tests.factories.cycles import AT, LAST_DAY, make_open_cycle
from tests.factories.simulated import OpenCycle, copy_of
from tests.sealing.mortal import Killed, Watch, shorten_turns, watched
from tests.support.databases import build_app

STAFF = 5
WORDS = "Ramah kepada warga."


@pytest.fixture(autouse=True)
def turns_of_a_few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small cycle is stored in many, too."""
    shorten_turns(monkeypatch, rows=3, deleted=12)


@pytest.fixture(scope="module")
def template(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> OpenCycle:
    """A head and five officers, everybody answered with a comment."""
    folder = tmp_path_factory.mktemp("answered")
    shutil.copyfile(migrated_sqlite, folder / "open.sqlite3")
    keys, url = KeyStore(folder / "keys"), f"sqlite:///{folder / 'open.sqlite3'}"
    with build_app(url, keys.folder).app_context():
        opened = make_open_cycle(db.session, keys, staff=STAFF)
        answer(db.session, keys, opened, assignments(db.session, opened), comments={"BP": WORDS})
        db.session.commit()
        cycle_id = opened.cycle.id
        db.session.remove()
        db.engine.dispose()
    return OpenCycle(url, keys, cycle_id)


def close(place: OpenCycle, watch: Watch) -> None:
    """A run of closing; whoever is killed in it just ends."""
    session: Any
    try:
        with watched(place.url, watch) as session:
            seal_cycle(session, place.cycle_id, keys=place.keys, by=None, at=AT, today=LAST_DAY)
    except Killed:
        pass
    except KeyUnusable:
        with watched(place.url, Watch.never()) as session:  # Another came to the end of it before.
            assert session.get_one(Cycle, place.cycle_id).state is CycleState.CLOSED


def die() -> None:
    raise Killed


def moments_of(place: OpenCycle) -> int:
    watch = Watch(10_000, die)
    close(place, watch)
    return 10_000 - watch.left


def kinds_of_company(place: OpenCycle) -> dict[str, Callable[[], None]]:
    """What another host may do in between: close, or begin and be killed early or late."""
    return {
        "closes": lambda: close(place, Watch.never()),
        "dies early": lambda: close(place, Watch(8, die, anywhere=True)),
        "dies late": lambda: close(place, Watch(14, die, anywhere=True)),
    }


def require_results_of_one_run(place: OpenCycle) -> None:
    with watched(place.url, Watch.never()) as session:
        cycle = session.get_one(Cycle, place.cycle_id)
        assert is_sealing_complete(cycle, place.keys)
        assert root_status(session, cycle) is RootStatus.HOLDS
        count = {
            model: session.scalar(select(func.count()).select_from(model))
            for model in (OfficerResult, Comment, OpenSheet, Assignment)
        }
        assert count[OfficerResult] == STAFF + 1
        assert count[OpenSheet] == count[Assignment] == 0
        tallied = session.scalar(select(func.sum(CommentTally.number)))
        assert tallied == count[Comment] > 0
        for act in (Act.BEGAN_SEALING, Act.FIXED_RESULTS, Act.SEALED_CYCLE):
            assert len(session.scalars(entries_of(act, place.cycle_id)).all()) == 1


def meetings(template: OpenCycle, folder: Path) -> list[tuple[str, int]]:
    """What the second of two runs does, and at which moment at which the first holds no lock."""
    moments = moments_of(copy_of(template, folder / "alone"))
    assert moments > 25
    return [
        (kind, moment) for kind in kinds_of_company(template) for moment in range(4, moments, 5)
    ]


def have_all_meet(template: OpenCycle, folder: Path) -> None:
    for kind, moment in meetings(template, folder):
        meet(template, folder, kind, moment)


def meet(template: OpenCycle, folder: Path, kind: str, moment: int) -> None:
    place = copy_of(template, folder / f"{kind} {moment}")
    close(place, Watch(moment, kinds_of_company(place)[kind]))
    close(place, Watch.never())  # What both left, as the job would.
    require_results_of_one_run(place)


def test_two_runs_at_once_leave_the_results_of_one(template: OpenCycle, tmp_path: Path) -> None:
    have_all_meet(template, tmp_path)


def test_rows_of_another_run_would_be_taken_for_ones_own_without_a_look(
    template: OpenCycle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: nobody asks whose rows they are."""
    mine = lambda store: store._rows.salts[0]  # noqa: E731
    monkeypatch.setattr(result_storing._Store, "_first_salt", mine)

    with pytest.raises((AssertionError, IntegrityError)):
        have_all_meet(template, tmp_path)


def figures_and_comments(session: Any) -> tuple[set[tuple[int, str]], set[bytes]]:
    """Whose figures there are, with what they say; and the ids of comments."""
    rows = session.execute(select(OfficerResult.participant_id, OfficerResult.payload)).all()
    return {(who, text) for who, text in rows}, set(session.scalars(select(Comment.id)))


def test_what_a_killed_run_stored_counts_for_nothing_and_is_stored_anew(
    template: OpenCycle, tmp_path: Path
) -> None:
    """Nothing is lost: all sheets are there for the next run. And a copy from between two turns
    tells no figure that the results do not, and no comment by the id that it has later."""
    seen = set()
    with watched(template.url, Watch.never()) as session:
        all_sheets = session.scalar(select(func.count()).select_from(OpenSheet))
    for moment in range(4, moments_of(copy_of(template, tmp_path / "alone")), 3):
        place = copy_of(template, tmp_path / str(moment))
        close(place, Watch(moment, die, anywhere=True))
        with watched(place.url, Watch.never()) as session:
            state = session.get_one(Cycle, place.cycle_id).state
            sheets = session.scalar(select(func.count()).select_from(OpenSheet))
            figures, comments = figures_and_comments(session)
            counts = session.get(CycleResult, place.cycle_id) is not None
        assert counts == (state is CycleState.CLOSED)
        close(place, Watch.never())
        require_results_of_one_run(place)
        if not counts:
            assert sheets == all_sheets
            seen.add(len(figures))
            with watched(place.url, Watch.never()) as session:
                left, ids = figures_and_comments(session)
            assert figures <= left
            assert not comments & ids
    assert {0, STAFF + 1} < seen  # Some were killed between two turns of it.
