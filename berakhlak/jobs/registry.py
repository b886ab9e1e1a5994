"""The kinds of jobs, as the rooms that know how to do them declare them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from berakhlak.permissions import Action, RoleHolder

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from berakhlak.jobs.models import Job
    from berakhlak.jobs.running import JobRun


@dataclass(frozen=True)
class JobResult:
    """What is left of a job: a few numbers, and perhaps a file in the folder of the run."""

    details: Mapping[str, object] = field(default_factory=dict)
    file: Path | None = None


@dataclass(frozen=True)
class JobLink:
    """Where the page of a finished job leads: the words of the link and its address."""

    label: object
    address: str


@dataclass(frozen=True)
class JobKind:
    """One kind of work.

    `run` may be cut off anywhere and called again: it looks at what is there already. `phases`:
    what it is doing, in words, by the codes that it tells. `seen_by`: whoever may do this in the
    whole agency sees such jobs of everybody, may cancel and repeat them, and nobody else may begin
    one; others see their own alone. `done`: a sentence on what came of it. `links` are made in a
    request. `days_kept`: how long a result file stays. `only_makes_file`: nothing goes on by it, so
    that it waits where the agency keeps as much as its quota allows.
    `before_download` records that the file is taken, and raises JobNotFound where it may not be.
    """

    code: str
    title: object
    run: Callable[[JobRun], JobResult | None]
    phases: Mapping[str, object] = field(default_factory=dict)
    seen_by: Action | None = Action.OPEN_AND_CLOSE
    may_be_cancelled: bool = False
    only_makes_file: bool = False
    attempts: int = 5
    days_kept: int = 7
    done: Callable[[Job], object] = lambda _job: ""
    links: Callable[[Job], list[JobLink]] = lambda _job: []
    before_download: Callable[[Session, Job], None] = lambda _session, _job: None

    def may_be_begun_by(self, account: RoleHolder) -> bool:
        """Whether the account may have such a job done now; where nobody sees those of others, the
        work itself asks."""
        return self.seen_by is None or account.may(self.seen_by, whole=True)


class JobKinds:
    """All kinds of one application, by code."""

    def __init__(self) -> None:
        self._kinds: dict[str, JobKind] = {}

    def add(self, kind: JobKind) -> None:
        if kind.code in self._kinds:
            raise ValueError(f"two kinds of jobs are called {kind.code}")
        self._kinds[kind.code] = kind

    def __getitem__(self, code: str) -> JobKind:
        return self._kinds[code]

    def __iter__(self) -> Iterator[JobKind]:
        return iter(self._kinds.values())

    def seen_by(self, reader: RoleHolder) -> list[str]:
        """Codes of the kinds of which the reader sees everybody's jobs."""
        return [
            kind.code
            for kind in self._kinds.values()
            if kind.seen_by is not None and kind.may_be_begun_by(reader)
        ]
