"""What a profile is made of: the facts that go in, and the finished page parts that come out.

Everything in :class:`Profile` is ready to print, in one language. Templates only place it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from berakhlak.cycles.policy import Policy
from berakhlak.documents.parts import (
    CaptionedTable,
    Chart,
    KeyFigure,
    LabelledText,
    SentencesWithTable,
    TitledList,
    VerificationDetails,
)
from berakhlak.documents.result_fingerprint import result_fingerprint
from berakhlak.instrument.catalogue import Instrument
from berakhlak.objections.decided import DecidedObjection
from berakhlak.profiles.change_parts import ChangeSection, EarlierResult
from berakhlak.statistics.frozen_result import FIRST_RULES, OfficerFigures
from berakhlak.statistics.inference.cutoffs import StatementCutoffs


@dataclass(frozen=True, kw_only=True)
class OfficerIdentity:
    """The officer as the cycle saw them. `nip`: 18 digits; `mark` tells them from namesakes.

    `level` is that of their post, as `PositionLevel` names it.
    """

    name: str
    nip: str
    position: str
    rank: str | None
    unit: str
    agency: str
    supervisor: str | None = None
    mark: str = ""
    level: str = ""


@dataclass(frozen=True, kw_only=True)
class ResultRelease:
    """The result that a profile is taken from; `root` in signs, None for older cycles.

    `published_on` is None in a preview.
    """

    cycle: str
    opens_on: date
    closes_on: date
    published_on: date | None
    rules_version: str
    sha256: str
    root: str | None = None

    @property
    def fingerprint(self) -> str:
        """What people compare."""
        return result_fingerprint(self.sha256, self.root)


@dataclass(frozen=True, kw_only=True)
class ProfileSource:
    """All facts behind one profile. `comments`: (value code, text), already in random order.

    `earlier` is the person's result in the cycle before, where there is one. `several_parts`: the
    cycle falls into parts that no rater links. `cutoffs`: what decides words, as frozen with it.
    `policy_json`: the policy letter by letter as the cycle keeps it, which results are bound to.
    `citizens`: how their answers came about, as `asked_of_citizens` says.
    `objection`: what was decided on one of the officer's after publishing; it changes no figure.
    `expectations`: what the supervisor especially expected, by value code; fixed at opening.
    """

    participant_id: int
    identity: OfficerIdentity
    release: ResultRelease
    figures: OfficerFigures
    instrument: Instrument
    policy: Policy
    comments: tuple[tuple[str, str], ...] = ()
    earlier: EarlierResult | None = None
    several_parts: bool = False
    policy_json: str = ""
    citizens: str = ""
    objection: DecidedObjection | None = None
    expectations: Mapping[str, str] = field(default_factory=dict)
    cutoffs: StatementCutoffs = field(default_factory=lambda: StatementCutoffs.of_frozen({}))

    @property
    def guarded(self) -> bool:
        """Whether words go by frozen verdicts; profiles of rules version 1 keep theirs."""
        return self.release.rules_version != FIRST_RULES


@dataclass(frozen=True, kw_only=True)
class CommentGroup:
    """Comments on one value in their random order."""

    header: str
    mark: int
    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ProfileOpening:
    """What a reader meets first: a behaviour to keep, and one to try with a step and a question.

    Each is empty where the figures do not carry it. `level` then stands for what to keep, `kindly`
    for what to try.
    """

    keep: str = ""
    level: str = ""
    attempt: str = ""
    suggestion: str = ""
    question: str = ""
    kindly: str = ""


@dataclass(frozen=True, kw_only=True)
class Profile:
    """A finished profile in one language; `verification` only where it is issued as a file.

    `form` is short, standard or full; `data` the printed figures as JSON where the file carries
    them along. `opening` is None under rules version 1, whose profiles keep their words.
    `objection`: what was decided on one, else empty. `omits_expectations`: whether this form has no
    room for what the supervisor especially expected. `standing` and `standing_explained`: what the
    profile may be used for, by the purpose of its cycle.
    """

    participant_id: int
    language: str
    words: Mapping[str, str]
    name: str
    short_name: str
    cycle: str
    agency: str
    published: str
    published_iso: str
    fingerprint: str
    file_stem: str
    identity: tuple[LabelledText, ...]
    overview: tuple[KeyFigure, ...]
    summary: tuple[str, ...]
    highlights: tuple[TitledList, ...]
    raters: CaptionedTable
    dumbbell: Chart
    values: CaptionedTable
    contrasts: tuple[TitledList, ...]
    group_chart: Chart
    groups: CaptionedTable
    behaviours_finding: str
    comments: tuple[CommentGroup, ...]
    no_comments: str
    method: tuple[LabelledText, ...]
    officer: LabelledText
    supervisor: LabelledText
    form: str = "standard"
    data: str | None = None
    changes: ChangeSection | None = None
    opening: ProfileOpening | None = None
    requirement: SentencesWithTable | None = None
    choices: SentencesWithTable | None = None
    familiarity: tuple[str, ...] = ()
    verification: VerificationDetails | None = None
    root: str | None = None
    objection: str = ""
    omits_expectations: bool = False
    standing: str = ""
    standing_explained: str = ""

    def with_verification(self, verification: VerificationDetails) -> Profile:
        """The same profile with its code and where to check it."""
        return replace(self, verification=verification)

    @property
    def keywords(self) -> str:
        """What programs find in the file: its code, and the root over the results."""
        code = f"verifikasi/{self.verification.code}" if self.verification else ""
        return ", ".join(filter(None, (code, self.root and f"akar/{self.root}")))
