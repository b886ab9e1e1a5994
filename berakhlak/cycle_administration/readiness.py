"""Everything that stands against opening a cycle, or is worth a look before, and where to mend it.

What blocks is the list of `cycles.readiness`, by which opening itself refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.cycle_administration.copying import ComparisonForecast
from berakhlak.cycle_administration.coverage import OpeningForecast
from berakhlak.cycle_administration.purpose_fit import purpose_misfits
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.overlaps import RatedElsewhere
from berakhlak.cycles.rated_people import select_rated
from berakhlak.cycles.readiness import ObstacleKind, OpeningObstacle, obstacles_to_opening
from berakhlak.documents.wording import group_name
from berakhlak.formats import format_number, full_date
from berakhlak.people.models import Person


class Severity(StrEnum):
    """Whether the cycle can be opened nevertheless."""

    BLOCKS = "blocks"
    WARNS = "warns"


@dataclass(frozen=True)
class MendLink:
    """A page on which the problem is mended."""

    label: str
    address: str


@dataclass(frozen=True)
class OpeningProblem:
    """One line of the list. `code` names it for ever; `count`: how many officers are concerned,
    where that can be counted."""

    code: str
    severity: Severity
    title: str
    sentence: str
    mends: tuple[MendLink, ...]
    count: int = 0

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCKS


@dataclass(frozen=True)
class OpeningOutlook:
    """What is to be expected of a draft, for its raters and beside the last cycle; no forecast
    where a large one has not been counted yet."""

    forecast: OpeningForecast | None
    comparison: ComparisonForecast | None


def opening_problems(
    session: Session, cycle: Cycle, ahead: OpeningOutlook, *, keys: KeyStore, today: date
) -> list[OpeningProblem]:
    """What blocks comes first; empty for a cycle of which nothing is to be said."""
    return [
        *blocking_problems(session, cycle, keys=keys),
        *_of_days(cycle, today),
        *_of_purpose(cycle, ahead.comparison),
        *_of_comparison(cycle, ahead.comparison),
        *_of_sign_in(session, cycle),
        *(_of_raters(cycle, ahead.forecast) if ahead.forecast else ()),
    ]


def blocking_problems(session: Session, cycle: Cycle, *, keys: KeyStore) -> list[OpeningProblem]:
    """Those for which opening is refused."""
    return [_blocking(cycle, each) for each in obstacles_to_opening(session, cycle, keys=keys)]


def _blocking(cycle: Cycle, obstacle: OpeningObstacle) -> OpeningProblem:
    titles = {
        ObstacleKind.STATE: _("Siklus sudah melewati langkah ini"),
        ObstacleKind.NOBODY: _("Belum ada pegawai"),
        ObstacleKind.RATED_ELSEWHERE: _("Pegawainya masih dinilai dalam siklus lain"),
        ObstacleKind.FEW_AGREED: _("Belum cukup pegawai yang setuju"),
        ObstacleKind.KEY: _("Kunci siklus tidak dapat dibuat"),
        ObstacleKind.HOLDERS: _("Kode pemegang kunci belum lengkap"),
        ObstacleKind.HOLDERS_STORE: _("Pemegang kunci tidak dapat dipakai dengan token"),
    }
    return OpeningProblem(
        obstacle.kind,
        Severity.BLOCKS,
        titles[obstacle.kind],
        str(obstacle.refusal),
        tuple(_mends(cycle, obstacle)),
        obstacle.count,
    )


def _mends(cycle: Cycle, obstacle: OpeningObstacle) -> Iterator[MendLink]:
    if isinstance(obstacle.refusal, RatedElsewhere):
        for each in obstacle.refusal.overlaps:
            yield MendLink(each.words, _cycle_address("cycle_page", each.cycle_id))
    yield from _mends_of_keys(cycle, obstacle)
    if obstacle.kind is ObstacleKind.STATE:
        yield MendLink(_("Lihat siklus"), _cycle_address("cycle_page", cycle.id))
    if obstacle.kind is ObstacleKind.NOBODY:
        yield MendLink(_("Impor pegawai"), url_for("people.import_file"))
    units = (ObstacleKind.NOBODY, ObstacleKind.RATED_ELSEWHERE)
    if cycle.is_pulse:  # Its units are those of the cycle that it looks back on.
        return
    if cycle.state is CycleState.DRAFT and obstacle.kind in units:
        yield MendLink(_("Ubah unit kerja siklus ini"), _cycle_address("edit_cycle", cycle.id))


def _mends_of_keys(cycle: Cycle, obstacle: OpeningObstacle) -> Iterator[MendLink]:
    if obstacle.kind is ObstacleKind.KEY:
        address = url_for("help.topic_page", help_topic="administrator")
        yield MendLink(_("Yang dapat dilakukan pengelola sistem"), address)
    if obstacle.kind in (ObstacleKind.HOLDERS, ObstacleKind.HOLDERS_STORE):
        yield MendLink(_("Pemegang kunci"), _cycle_address("holders_page", cycle.id))


def _of_days(cycle: Cycle, today: date) -> Iterator[OpeningProblem]:
    if cycle.closes_on < today:
        yield _warning(
            "last day over",
            _("Hari terakhirnya sudah lewat"),
            _(
                "Menurut rencana, penilai hanya dapat mengisi sampai %(day)s. Tetapkan hari "
                "terakhir yang baru sebelum membuka.",
                day=full_date(cycle.closes_on),
            ),
            MendLink(_("Ubah tanggal siklus"), _cycle_address("edit_cycle", cycle.id)),
        )


def _of_purpose(cycle: Cycle, found: ComparisonForecast | None) -> Iterator[OpeningProblem]:
    mends = [MendLink(_("Ubah siklus"), _cycle_address("edit_cycle", cycle.id))]
    for each in purpose_misfits(cycle, found.earlier if found else None):
        yield _warning(
            each.code,
            each.title,
            each.sentence,
            *(mends if cycle.state is CycleState.DRAFT else ()),
        )


def _of_comparison(cycle: Cycle, found: ComparisonForecast | None) -> Iterator[OpeningProblem]:
    if found is None or not found.obstacle:
        return
    mends = [MendLink(_("Ubah siklus"), _cycle_address("edit_cycle", cycle.id))]
    yield _warning(
        "not comparable",
        _("Hasilnya tidak akan dapat dibandingkan dengan %(cycle)s", cycle=found.earlier.name),
        _(
            "Sebabnya: %(why)s. Samakan bila perubahan antara kedua siklus ingin terlihat.",
            why=found.obstacle,
        ),
        *(mends if cycle.state is CycleState.DRAFT else ()),
    )


def _of_sign_in(session: Session, cycle: Cycle) -> Iterator[OpeningProblem]:
    if number := _without_password(session, cycle):
        yield _warning(
            "cannot sign in",
            ngettext(
                "%(num)s pegawai belum punya kata sandi",
                "%(num)s pegawai belum punya kata sandi",
                number,
            ),
            _(
                "Mereka belum dapat masuk untuk menilai, kecuali lewat tautan dalam email. Beri "
                "mereka kode masuk."
            ),
            MendLink(_("Buat kode masuk"), url_for("access.codes_page")),
            count=number,
        )


def _of_raters(cycle: Cycle, forecast: OpeningForecast) -> Iterator[OpeningProblem]:
    if not forecast.officers:
        return
    yield from _of_appointed(cycle, forecast)
    address = _cycle_address("coverage_page", cycle.id, only="kurang")
    who = MendLink(_("Lihat siapa saja"), address)
    if number := forecast.short_officers:
        yield _warning(
            "too few raters",
            ngettext(
                "%(num)s pegawai memiliki kelompok yang tidak akan tampil",
                "%(num)s pegawai memiliki kelompok yang tidak akan tampil",
                number,
            ),
            _(
                "Menurut susunan organisasi hari ini, penilainya lebih sedikit dari jumlah "
                "minimal. Periksa atasan dan unit mereka sebelum membuka."
            ),
            who,
            count=number,
        )
    if not forecast.comparison.is_whole:
        yield _not_joined(cycle, forecast)
    if number := forecast.narrow_officers:
        yield _narrow(cycle, forecast, number, who)


def _of_appointed(cycle: Cycle, forecast: OpeningForecast) -> Iterator[OpeningProblem]:
    missing = [each.code for each in cycle.policy.appointed if not forecast.pairs.get(each.code)]
    if missing:
        names = ", ".join(group_name(cycle.policy, code) for code in missing)
        yield _warning(
            "nobody appointed",
            _("Belum ada penilai yang ditunjuk: %(groups)s", groups=names),
            _("Tanpa penunjukan, kelompok itu tidak ikut menilai."),
            MendLink(_("Tunjuk penilai"), _cycle_address("appoint_raters", cycle.id)),
        )


def _not_joined(cycle: Cycle, forecast: OpeningForecast) -> OpeningProblem:
    found = forecast.comparison
    return _warning(
        "not joined",
        _("Tidak semua pegawai dapat dibandingkan"),
        _(
            "%(joined)s dari %(officers)s pegawai terhubung oleh penilai yang sama, dan %(linked)s "
            "memiliki cukup penilai yang juga menilai orang lain. Di luar itu, nilai tidak dapat "
            "disesuaikan dengan ketat atau longgarnya penilai.",
            joined=format_number(found.joined),
            linked=format_number(found.linked),
            officers=format_number(found.officers),
        ),
        MendLink(_("Lihat jumlah penilai tiap pegawai"), _cycle_address("coverage_page", cycle.id)),
    )


def _narrow(cycle: Cycle, forecast: OpeningForecast, number: int, who: MendLink) -> OpeningProblem:
    more = [MendLink(_("Minta usulan dahulu"), _cycle_address("request_nominations", cycle.id))]
    return _warning(
        "narrow circles",
        ngettext(
            "%(num)s pegawai dinilai rekan dari lingkungan yang kecil",
            "%(num)s pegawai dinilai rekan dari lingkungan yang kecil",
            number,
        ),
        _(
            "Kurang dari %(wanted)s orang dapat diminta menilai mereka, juga dari unit terdekat. "
            "Dua rekan yang saling menceritakan jawabannya dapat menebak jawaban yang lain.",
            wanted=forecast.wanted,
        )
        + " "
        + _("Yang membantu: minta usulan rekan dahulu, atau sertakan unit induknya."),
        who,
        *(more if cycle.state is CycleState.DRAFT else ()),
        count=number,
    )


def _warning(
    code: str, title: str, sentence: str, *mends: MendLink, count: int = 0
) -> OpeningProblem:
    return OpeningProblem(code, Severity.WARNS, title, sentence, mends, count)


def _cycle_address(page: str, cycle_id: int, only: str | None = None) -> str:
    return url_for(f"cycle_administration.{page}", cycle_id=cycle_id, hanya=only)


def _without_password(session: Session, cycle: Cycle) -> int:
    """Who has no account, and whose account has none: apart, for accounts are wide rows to join."""
    rated = select_rated(cycle).with_only_columns(func.count(Person.id))
    has_none = (Account.id == Person.account_id) & Account.password_hash.is_(None)
    counts = (rated.where(Person.account_id.is_(None)), rated.join(Account, has_none))
    return sum(session.scalar(each) or 0 for each in counts)


def is_blocked(problems: Sequence[OpeningProblem]) -> bool:
    """Whether the cycle cannot be opened as it is."""
    return any(each.blocks for each in problems)
