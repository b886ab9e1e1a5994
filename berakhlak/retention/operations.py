"""The agency's rule on how long results are kept, and the two persons who let them be deleted.

Docs/decisions/0173 says why it takes two, and what stays.
"""

from __future__ import annotations

import json
from dataclasses import astuple
from datetime import date, datetime, timedelta
from hashlib import sha256

from flask_babel import lazy_gettext as _
from flask_babel import lazy_ngettext as ngettext
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.request_models import ResultsDeletion
from berakhlak.cycles.second_person import Requests, StandingRequest, has_been_hr
from berakhlak.errors import InvalidInput, NotAllowed, StateConflict
from berakhlak.formats import full_date
from berakhlak.people.models import Agency
from berakhlak.retention.queries import (
    count_results,
    ids_of,
    is_at_work,
    is_latest,
    kept_until,
    kept_years,
)
from berakhlak.talk_survey.ending import is_erasing_owed
from berakhlak.talk_survey.queries import surveys_of

FEWEST_YEARS, MOST_YEARS = 2, 30
ROLE_HELD = timedelta(days=30)


class PeriodOutOfRange(InvalidInput):
    """A period that no schedule knows."""

    message = _("Tulislah jumlah tahun dari %(few)s sampai %(most)s, atau kosongkan.",
                few=FEWEST_YEARS, most=MOST_YEARS)  # fmt: skip


class NoPeriodSet(StateConflict):
    """The agency has not said how long it keeps results."""

    message = _("Tetapkan dahulu berapa tahun instansi Anda menyimpan hasil.")


class ResultsNotArchived(StateConflict):
    """It still stands among what everybody reads."""

    message = _("Pindahkan dahulu siklus ini ke arsip, supaya pembacanya tidak terkejut.")


class PeriodNotOver(StateConflict):
    """The rule keeps these results for longer."""

    def __init__(self, last: date) -> None:
        super().__init__(_("Hasil ini disimpan sampai %(day)s.", day=full_date(last)))


class LatestResults(StateConflict):
    """Nothing newer is there for readers to look at and later cycles to compare with."""

    message = _(
        "Ini hasil terakhir instansi Anda. Hasil terakhir selalu disimpan, supaya siklus "
        "berikutnya mempunyai pembanding."
    )


class ResultsAtWork(StateConflict):
    """A job would lose what it reads."""

    message = _(
        "Masih ada pekerjaan di belakang layar tentang siklus ini. Tunggu sampai selesai, lalu "
        "coba lagi."
    )


class PulseNotOut(StateConflict):
    """Raters answer, or officers wait for, what would lose its beginning."""

    message = _(
        "Siklus ini mempunyai tinjauan ulang yang belum diterbitkan. Terbitkan atau hapus dahulu "
        "tinjauan ulangnya."
    )


class TalksStillAsked(StateConflict):
    """Officers answer about their talks, or their answers wait to be counted or erased."""

    message = _(
        "Pendapat tentang percakapan dalam siklus ini belum diakhiri, atau "
        "penghapusan jawabannya belum tuntas. Selesaikan dahulu di halamannya."
    )


class NotHrForLong(NotAllowed):
    """Only enabled accounts that have been HR of the whole agency for some time."""

    message = ngettext(
        "Meminta dan menyetujui penghapusan hasil hanya dapat dilakukan pengelola kepegawaian "
        "seluruh instansi yang sudah memegang peran itu paling sedikit %(num)s hari.",
        "Meminta dan menyetujui penghapusan hasil hanya dapat dilakukan pengelola kepegawaian "
        "seluruh instansi yang sudah memegang peran itu paling sedikit %(num)s hari.",
        ROLE_HELD.days,
    )


class DeletionAlreadyRequested(StateConflict):
    """A request stands."""

    message = _("Penghapusan ini sudah diminta. Muat ulang halaman untuk melihatnya.")


class NoDeletionRequest(StateConflict):
    """It was withdrawn, or what it was about has changed."""

    message = _(
        "Tidak ada permintaan penghapusan yang berlaku; mungkin sudah ditarik, atau isi siklusnya "
        "berubah sejak diminta."
    )


class OwnDeletionRequest(StateConflict):
    """Whoever asked cannot confirm."""

    message = _(
        "Anda sendiri yang meminta penghapusan ini. Yang menyetujuinya harus pengelola "
        "kepegawaian lain dari instansi ini."
    )


def set_kept_years(
    session: Session, agency: Agency, years: int | None, *, by: Actor, at: datetime
) -> None:
    """Keep results so many years after publishing; None keeps all. Raises PeriodOutOfRange."""
    if years is not None and not FEWEST_YEARS <= years <= MOST_YEARS:
        raise PeriodOutOfRange
    if years == agency.results_kept_years:
        return
    agency.results_kept_years = years
    detail = {"years": years or 0}
    audit.record_act(session, Act.SET_RESULTS_PERIOD, agency.id, by=by, at=at, detail=detail)
    session.flush()


def require_over(session: Session, cycle: Cycle, today: date, keys: KeyStore) -> int:
    """How many years the rule keeps results. Raises NoPeriodSet, ResultsNotArchived, PeriodNotOver,
    LatestResults, ResultsAtWork, PulseNotOut, TalksStillAsked unless these may go."""
    years = kept_years(session, cycle.agency_id)
    if years is None:
        raise NoPeriodSet
    if any(each.state is not CycleState.ARCHIVED for each in cycle.both):
        raise ResultsNotArchived
    last = kept_until(cycle, years)
    if last is None or last >= today:
        raise PeriodNotOver(last or today)
    if is_latest(session, cycle):
        raise LatestResults
    if is_at_work(session, cycle):
        raise ResultsAtWork
    if cycle.pulse is not None and cycle.pulse.published_at is None:
        raise PulseNotOut
    surveys = surveys_of(session, ids_of(cycle))
    if any(each.ended_on is None or is_erasing_owed(each, keys) for each in surveys):
        raise TalksStillAsked
    return years


def standing_deletion(session: Session, cycle: Cycle) -> StandingRequest | None:
    """The request to delete these results, unless it has lapsed."""
    return REQUESTS.standing(session, cycle)


def ask_to_delete(
    session: Session, cycle: Cycle, *, by: Actor, at: datetime, today: date, keys: KeyStore
) -> None:
    """Ask that the results be deleted. Raises NotHrForLong, DeletionAlreadyRequested, and as
    `require_over`."""
    REQUESTS.require_may_ask(session, cycle, by)
    require_over(session, cycle, today, keys)
    if not REQUESTS.add(session, cycle, by=by, at=at):
        raise DeletionAlreadyRequested
    audit.record_act(session, Act.ASKED_TO_DELETE_RESULTS, cycle.id, by=by, at=at)
    session.flush()


def withdraw_deletion(session: Session, cycle: Cycle, *, by: Actor, at: datetime) -> None:
    """Take the request away, one's own or another's. Raises NotHrForLong, NoDeletionRequest."""
    REQUESTS.require_may_ask(session, cycle, by)
    if standing_deletion(session, cycle) is None or not REQUESTS.take(session, cycle):
        raise NoDeletionRequest
    audit.record_act(session, Act.WITHDREW_DELETION, cycle.id, by=by, at=at)
    session.flush()


def require_agreed(session: Session, cycle: Cycle, *, by: Actor | None) -> StandingRequest:
    """The request of another person that `by` may confirm. Raises NoDeletionRequest,
    OwnDeletionRequest, NotHrForLong."""
    return REQUESTS.other_asked(session, cycle, by)


def _is_hr_for_long(account: Account, _cycle: Cycle) -> bool:
    return has_been_hr(account, clock.utc_now() - ROLE_HELD)


def _digest(session: Session, cycle: Cycle) -> str:
    """Of what the two agree about: which cycle, by which rule, and how much."""
    facts = [ids_of(cycle), cycle.name, str(cycle.published_at)]
    counts = astuple(count_results(session, ids_of(cycle)))[:-1]  # Rows of readings come and go.
    told = json.dumps([*facts, kept_years(session, cycle.agency_id), *counts])
    return sha256(told.encode()).hexdigest()


REQUESTS = Requests(
    ResultsDeletion,
    _digest,
    _is_hr_for_long,
    none_stands=NoDeletionRequest,
    is_own=OwnDeletionRequest,
    may_not=NotHrForLong,
)
