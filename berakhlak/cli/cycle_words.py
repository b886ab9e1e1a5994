"""A cycle's status, progress and counts in the words of the command line."""

from __future__ import annotations

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.cycle_administration.coarse_progress import CoarseShare, DatedProgress
from berakhlak.cycle_administration.progress import CycleProgress, SheetTally
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.policy import Policy
from berakhlak.documents.wording import group_name
from berakhlak.formats import format_deadline, format_number, format_percent, long_date
from berakhlak.run_language import N_
from berakhlak.sealing.row_counts import SealingCounts

NUMBER = click.argument("cycle_id", type=int, metavar=N_("NOMOR"))
STATES = {
    CycleState.DRAFT: N_("Rancangan"),
    CycleState.NOMINATION: N_("Pengusulan penilai"),
    CycleState.OPEN: N_("Penilaian dibuka"),
    CycleState.SEALING: N_("Sedang dikunci"),
    CycleState.CLOSED: N_("Ditutup dan dikunci"),
    CycleState.PUBLISHED: N_("Hasil diterbitkan"),
    CycleState.ARCHIVED: N_("Diarsipkan"),
}


def tell_counts(counts: SealingCounts) -> None:
    """What came in, and what became of it."""
    click.echo(
        _(
            "Formulir: %(all)s masuk = %(counted)s dihitung + %(given_back)s dikembalikan "
            "penilainya + %(spoilt)s rusak, tidak ikut.",
            all=format_number(counts.submitted),
            counted=format_number(counts.sheets),
            given_back=format_number(counts.given_back),
            spoilt=format_number(counts.spoilt_sheets),
        )
    )
    click.echo(
        _(
            "Penilaian pengguna layanan: %(all)s masuk = %(counted)s dihitung + %(spoilt)s rusak, "
            "tidak ikut.",
            all=format_number(counts.received),
            counted=format_number(counts.voices),
            spoilt=format_number(counts.spoilt_voices),
        )
    )


def tell_changed(people: int) -> None:
    """Whether people of the cycle changed shortly before it was opened."""
    if people:
        click.echo(
            ngettext(
                "%(num)s pegawainya berubah unit, jabatan, atasan, atau akun dalam 30 hari "
                "sebelumnya; lihat halaman siklus.",
                "%(num)s pegawainya berubah unit, jabatan, atasan, atau akun dalam 30 hari "
                "sebelumnya; lihat halaman siklus.",
                people,
            )
        )


def tell_sealed_progress(progress: CycleProgress, policy: Policy) -> None:
    """The progress of a cycle that is locked."""
    click.echo(_("Terkirim: %(tally)s", tally=tally_words(progress.total)))
    for group, tally in progress.groups.items():
        click.echo(f"  {group_name(policy, group)}: {tally_words(tally)}")


def tell_dated_progress(look: DatedProgress, policy: Policy) -> None:
    """The progress of an open cycle, as of the day of the look and in coarse steps."""
    day, total = long_date(look.taken_on), tally_words(look.total)
    click.echo(_("Terkirim sampai %(day)s: %(tally)s", day=day, tally=total))
    for group, part in look.groups.items():
        click.echo(f"  {group_name(policy, group)}: {_steps(part)}")
    for unit, part, _unit_id in look.units:
        click.echo(f"  {unit or _('di luar unit siklus')}: {_steps(part)}")


def _steps(part: CoarseShare) -> str:
    low = part.tenths * 10
    share = "100%" if part.tenths == 10 else f"{low}-{low + 9}%"
    return str(_("%(share)s dari %(all)s", share=share, all=format_number(part.asked)))


def tally_words(tally: SheetTally) -> str:
    """5 dari 36 (14%)."""
    return str(
        _(
            "%(done)s dari %(all)s (%(share)s)",
            done=format_number(tally.done),
            all=format_number(tally.asked),
            share=format_percent(tally.share),
        )
    )


def last_day_words(found: Cycle) -> str:
    """The last day to answer, and how far it is."""
    day, left = long_date(found.closes_on), format_deadline(found.closes_on)
    return str(_("hari terakhir %(day)s (%(left)s)", day=day, left=left))
