"""``flask cycle …``: create, nominate, open, close and publish cycles, and see how far they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.cli.choices import CommandDay, chosen_agency, chosen_units, read_policy
from berakhlak.cli.cycle_words import (
    NUMBER,
    STATES,
    last_day_words,
    tell_changed,
    tell_dated_progress,
    tell_sealed_progress,
)
from berakhlak.cycle_administration.coarse_progress import dated_progress
from berakhlak.cycle_administration.progress import sealed_progress
from berakhlak.cycle_steps.opening import open_cycle
from berakhlak.cycles.changes import count_changed
from berakhlak.cycles.early_closing import is_early, standing_request
from berakhlak.cycles.key_fingerprints import adopt_key
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyNotMade, KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.operations import create_cycle, gather_nominations
from berakhlak.cycles.pulses import create_pulse
from berakhlak.cycles.queries import cycles_of, get_cycle
from berakhlak.development.counts import talk_counts, total_of
from berakhlak.development.words import total_words
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import format_number, local_today, long_date
from berakhlak.instrument.label_sets import stored_label_set
from berakhlak.instrument.models import InstrumentVersion
from berakhlak.instrument.operations import reference_instrument
from berakhlak.instrument.queries import instrument_by_name
from berakhlak.nominations.queries import count_lists
from berakhlak.people.models import Agency
from berakhlak.run_language import N_
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note

OPENS = N_("Hari pertama, misalnya 2027-01-11 atau 11/01/2027.")
CLOSES = N_("Hari terakhir untuk menjawab.")


DAY = CommandDay()
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(
    "cycle", help=N_("Siklus penilaian. Setiap langkah tercatat sebagai tindakan pengelola sistem.")
)
def cycle_group() -> None:
    """Evaluation cycles. Every step is recorded as done by the operator."""


def cycle_subcommand(name: str, words: str) -> Callable[[Callable[..., None]], click.Command]:
    """A subcommand of `cycle` that tells a refusal on one line and exits with 1."""

    def declare(act: Callable[..., None]) -> click.Command:
        @wraps(act)
        def reporting(*args: Any, **kwargs: Any) -> None:
            try:
                act(*args, **kwargs)
            except (KeyUnusable, KeyNotMade) as lost:
                raise click.ClickException(f"{lost} ({lost.detail})") from lost
            except DomainError as refusal:
                raise click.ClickException(str(refusal)) from refusal

        return cycle_group.command(name, help=words)(with_appcontext(reporting))

    return declare


@cycle_subcommand(
    "create",
    N_("Merancang siklus atas unit-unit dan semua unit di bawahnya; menyebut nomornya."),
)
@click.option("--name", required=True, help=N_("Nama siklus."))
@click.option("--opens", required=True, type=DAY, metavar=N_("TANGGAL"), help=OPENS)
@click.option("--closes", required=True, type=DAY, metavar=N_("TANGGAL"), help=CLOSES)
@click.option("--agency", help=N_("Kode instansi; perlu bila ada beberapa."))
@click.option(
    "--unit", "codes", multiple=True, help=N_("Kode unit yang dicakup; tanpa ini: semua.")
)
@click.option(
    "--policy", type=FILE, help=N_("Berkas JSON dengan purpose, weights, min_n, dan pilihan lain.")
)
@click.option(
    "--instrument",
    "questionnaire",
    help=N_("Kode kuesioner, atau kode:versi; lihat `instrument list`."),
)
@click.option(
    "--second",
    help=N_("Kode kuesioner kedua, ditanyakan pada formulir yang sama sesudah yang pertama."),
)
def create_cycle_command(
    name: str,
    opens: datetime,
    closes: datetime,
    agency: str | None,
    codes: tuple[str, ...],
    policy: Path | None,
    questionnaire: str | None,
    second: str | None,
) -> None:
    """Draft a cycle over units and all units below them; prints its number."""
    session = db.session()
    owner = chosen_agency(session, agency)
    reference = reference_instrument(session)
    drafted = create_cycle(
        session,
        agency_id=owner.id,
        name=name,
        instrument=_questionnaire(session, questionnaire) if questionnaire else reference,
        second=instrument_by_name(session, second) if second else None,
        opens_on=opens.date(),
        closes_on=closes.date(),
        units=chosen_units(session, owner, codes),
        policy=read_policy(policy) if policy else None,
        by=None,
        at=clock.utc_now(),
    )
    db.session.commit()
    _tell_drafted(drafted)


def _questionnaire(session: Session, name: str) -> InstrumentVersion:
    """The version of this name, one with other words for its scale too. InstrumentNotFound."""
    return stored_label_set(session, name) or instrument_by_name(session, name)


@cycle_subcommand(
    "nominate",
    N_("Meminta pegawai mengusulkan rekan dahulu; penilainya diundi dari usulan ketika dibuka."),
)
@NUMBER
def nominate_command(cycle_id: int) -> None:
    """Let officers name colleagues first; the peers of each are drawn from them at opening."""
    session = db.session()
    gather_nominations(session, get_cycle(session, cycle_id), by=None, at=clock.utc_now())
    db.session.commit()
    done = _("Siklus %(id)s mengumpulkan usulan penilai.", id=cycle_id)
    after = next_command_words("open", cycle_id)
    click.echo(f"{done} {after}")


@cycle_subcommand(
    "pulse",
    N_("Merancang tinjauan ulang atas siklus yang profilnya sudah terbit; menyebut nomornya."),
)
@NUMBER
@click.option("--name", required=True, help=N_("Nama siklus."))
@click.option("--opens", required=True, type=DAY, metavar=N_("TANGGAL"), help=OPENS)
@click.option("--closes", required=True, type=DAY, metavar=N_("TANGGAL"), help=CLOSES)
def pulse_command(cycle_id: int, name: str, opens: datetime, closes: datetime) -> None:
    """Draft the pulse of a cycle whose profiles are out; prints its number."""
    session = db.session()
    drafted = create_pulse(
        session,
        get_cycle(session, cycle_id),
        name=name,
        opens_on=opens.date(),
        closes_on=closes.date(),
        by=None,
        at=clock.utc_now(),
    )
    db.session.commit()
    _tell_drafted(drafted)


@cycle_subcommand(
    "open",
    N_("Membekukan pegawai dan unit, menentukan siapa menilai siapa, dan menerima jawaban."),
)
@NUMBER
def open_cycle_command(cycle_id: int) -> None:
    """Freeze people and units, derive who rates whom, accept answers."""
    session = db.session()
    found = get_cycle(session, cycle_id)
    count = open_cycle(session, found, keys=key_store(), by=None, at=clock.utc_now())
    click.echo(
        ngettext(
            "Siklus %(id)s dibuka dengan %(num)s penugasan, sampai %(day)s.",
            "Siklus %(id)s dibuka dengan %(num)s penugasan, sampai %(day)s.",
            count,
            id=cycle_id,
            day=long_date(found.closes_on),
        )
    )
    tell_changed(count_changed(session, found, clock.utc_now()))


@cycle_subcommand(
    "adopt-key",
    N_("Memastikan kunci siklus yang dibuka versi lama, pada formulirnya; lalu kunci itu dipakai."),
)
@NUMBER
def adopt_key_command(cycle_id: int) -> None:
    """Prove the key of a cycle that an older version opened, on its sheets; then it is kept."""
    session = db.session()
    found = get_cycle(session, cycle_id)
    if found.key_fingerprint is None and found.state in (CycleState.OPEN, CycleState.SEALING):
        tried = adopt_key(session.connection(), found.id, found.key_name, key_store())
        db.session.commit()
        note(Event.KEY_ADOPTED, object=cycle_id)
        click.echo(
            _(
                "Kunci siklus %(id)s membuka formulirnya (dicoba pada %(count)s).",
                id=cycle_id,
                count=format_number(tried),
            )
        )
    else:
        click.echo(_("Kunci siklus %(id)s tidak perlu dipastikan lagi.", id=cycle_id))


@cycle_subcommand("list", N_("Semua siklus: nomor, instansi, status, hari-hari, nama."))
@click.option("--agency", help=N_("Kode instansi; tanpa ini: semua."))
def list_cycles_command(agency: str | None) -> None:
    """All cycles: number, agency, state, days, name."""
    session = db.session()
    everybody = session.scalars(select(Agency).order_by(Agency.code)).all()
    for owner in [chosen_agency(session, agency)] if agency else everybody:
        for each in (one for cycle in cycles_of(session, owner.id) for one in cycle.both):
            days = f"{each.opens_on}..{each.closes_on}"
            click.echo(f"{each.id}\t{owner.code}\t{_(STATES[each.state])}\t{days}\t{each.name}")


@cycle_subcommand(
    "status", N_("Status dan tanggapan sebuah siklus, menurut kelompok dan unit penilai.")
)
@NUMBER
def cycle_status_command(cycle_id: int) -> None:
    """State and response of one cycle, by group and by the raters' unit."""
    session = db.session()
    found = get_cycle(session, cycle_id)
    click.echo(f"{found.name}: {_(STATES[found.state])}, {last_day_words(found)}")
    if found.state is CycleState.NOMINATION:
        named = format_number(count_lists(session, found))
        click.echo(_("Pegawai yang sudah mengusulkan: %(count)s", count=named))
    if is_early(found, local_today()) and (asked := standing_request(session, found)):
        click.echo(_("%(name)s meminta penutupan lebih awal.", name=asked.name))
    if found.state is CycleState.OPEN:
        look = dated_progress(session, found, keys=key_store(), today=local_today())
        tell_dated_progress(look, found.policy)
    elif progress := sealed_progress(session, found):
        tell_sealed_progress(progress, found.policy)
    if counted := total_of(talk_counts(session, found)):
        click.echo(total_words(counted))


def _tell_drafted(drafted: Cycle) -> None:
    done = _("Siklus %(id)s dirancang: %(name)s.", id=drafted.id, name=drafted.name)
    after = next_command_words("open", drafted.id)
    click.echo(f"{done} {after}")


def next_command_words(step: str, cycle_id: int) -> str:
    """The command that comes next."""
    return str(_("Berikutnya: %(command)s", command=f"cycle {step} {cycle_id}"))
