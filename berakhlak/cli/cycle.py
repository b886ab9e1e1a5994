"""``flask cycle …``: create, nominate, open, close and publish cycles, and see how far they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.aggregation.counts import Counts
from berakhlak.aggregation.old_pages import erase_words
from berakhlak.aggregation.queries import count_pending_comments
from berakhlak.aggregation.sealing import SheetsSpoilt, is_complete, seal
from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.floors import PolicyRefused, read_policy
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyNotMade, KeyUnusable
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.cycles.operations import create_cycle, gather_nominations
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.proving import adopt_key
from berakhlak.cycles.queries import cycles_of, get_cycle
from berakhlak.dashboard.progress import CycleProgress, Tally, sealed_progress
from berakhlak.dashboard.progress_looks import Look, Part, look_at
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.instrument.operations import reference_instrument
from berakhlak.instrument.queries import by_name
from berakhlak.nominations.erasing import erase_old_pages
from berakhlak.nominations.queries import count_lists
from berakhlak.people.models import Agency, Unit
from berakhlak.profiles.operations import publish
from berakhlak.web.filters import local_today

DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("cycle")
def cycle() -> None:
    """Evaluation cycles. Every step is recorded as done by the operator."""


def _command(name: str) -> Callable[[Callable[..., None]], click.Command]:
    """A subcommand of `cycle` that tells a refusal on one line and exits with 1."""

    def declare(act: Callable[..., None]) -> click.Command:
        @wraps(act)
        def told(*args: Any, **kwargs: Any) -> None:
            try:
                act(*args, **kwargs)
            except (KeyUnusable, KeyNotMade) as lost:
                raise click.ClickException(f"{lost} ({lost.detail})") from lost
            except DomainError as refusal:
                raise click.ClickException(str(refusal)) from refusal

        return cycle.command(name)(with_appcontext(told))

    return declare


@_command("create")
@click.option("--name", required=True)
@click.option("--opens", required=True, type=DAY, help="First day, e.g. 2027-01-11.")
@click.option("--closes", required=True, type=DAY, help="Last day on which raters may answer.")
@click.option("--agency", help="Code of the agency; not needed where there is only one.")
@click.option("--unit", "codes", multiple=True, help="Code of a unit to cover; default: all.")
@click.option("--policy", type=FILE, help="JSON with weights, min_n and the other choices.")
@click.option("--instrument", "questionnaire", help="Its code, or code:version; see `instrument`.")
def create(
    name: str,
    opens: datetime,
    closes: datetime,
    agency: str | None,
    codes: tuple[str, ...],
    policy: Path | None,
    questionnaire: str | None,
) -> None:
    """Draft a cycle over units and all units below them; prints its number."""
    session = db.session()
    owner = _agency(session, agency)
    reference = reference_instrument(session)
    drafted = create_cycle(
        session,
        agency_id=owner.id,
        name=name,
        instrument=by_name(session, questionnaire) if questionnaire else reference,
        opens_on=opens.date(),
        closes_on=closes.date(),
        units=_units(session, owner, codes),
        policy=_policy(policy) if policy else None,
        by=None,
        at=clock.now(),
    )
    db.session.commit()
    click.echo(f"Cycle {drafted.id} drafted: {drafted.name}. Next: cycle open {drafted.id}")


@_command("nominate")
@click.argument("cycle_id", type=int)
def nominate(cycle_id: int) -> None:
    """Let officers name colleagues first; the peers of each are drawn from them at opening."""
    session = db.session()
    gather_nominations(session, get_cycle(session, cycle_id), by=None, at=clock.now())
    db.session.commit()
    click.echo(f"Cycle {cycle_id} gathers nominations. Next: cycle open {cycle_id}")


@_command("open")
@click.argument("cycle_id", type=int)
def open_(cycle_id: int) -> None:
    """Freeze people and units, derive who rates whom, accept answers."""
    session = db.session()
    found = get_cycle(session, cycle_id)
    count = open_cycle(session, found, keys=key_store(), by=None, at=clock.now())
    db.session.commit()
    erase_old_pages(db.engine)
    click.echo(f"Cycle {cycle_id} is open with {count} assignments until {found.closes_on}.")


@_command("close")
@click.argument("cycle_id", type=int)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--leave-out-damaged",
    "leave_out",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Lose the N damaged rows that a refused closing told of; N must be their number.",
)
def close(cycle_id: int, yes: bool, leave_out: int) -> None:
    """Seal: compute the figures, cut sheets from raters, destroy the key. No way back.

    Run it again when it was interrupted: it goes on from where it was.
    """
    session, keys = db.session(), key_store()
    found = get_cycle(session, cycle_id)
    if is_complete(found, keys):
        click.echo(f"Cycle {cycle_id} is already closed and sealed.")
        return
    if found.state is CycleState.OPEN:
        look = look_at(session, found, keys=keys, today=local_today())
        click.echo(f"Submitted by {look.taken_on}: {_words(look.total)}; the rest will not count.")
    if not yes:
        click.confirm("Sealing cannot be undone. Close the cycle?", abort=True)
    try:
        counts = seal(session, cycle_id, keys=keys, by=None, at=clock.now(), leave_out=leave_out)
    except SheetsSpoilt as damaged:
        for rater, ratee in damaged.named:
            click.echo(f"Damaged: the sheet of {rater} about {ratee}")
        raise
    if counts:
        _tell_counts(counts)
    click.echo(f"Cycle {cycle_id} is sealed. Next: cycle publish {cycle_id}")


@_command("adopt-key")
@click.argument("cycle_id", type=int)
def adopt(cycle_id: int) -> None:
    """Prove the key of a cycle that an older version opened, on its sheets; then it is kept."""
    session = db.session()
    found = get_cycle(session, cycle_id)
    if found.key_fingerprint is None and found.state in (CycleState.OPEN, CycleState.SEALING):
        tried = adopt_key(session.connection(), found.id, found.key_name, key_store())
        db.session.commit()
        click.echo(f"The key of cycle {cycle_id} opens its sheets; {tried} were there to try it.")
    else:
        click.echo(f"Cycle {cycle_id} needs no proof of its key.")


@_command("publish")
@click.argument("cycle_id", type=int)
def publish_(cycle_id: int) -> None:
    """Let officers and supervisors read the profiles; once, and for good."""
    session = db.session()
    found = get_cycle(session, cycle_id)
    hidden = count_pending_comments(session, cycle_id)
    publish(session, found, keys=key_store(), by=None, at=clock.now())
    db.session.commit()
    if not erase_words(db.engine):
        click.echo("Erased words stay in the files while they are read, as by a backup.", err=True)
    if hidden:
        click.echo(f"{hidden} comments were never looked at and are erased.", err=True)
    click.echo(f"Cycle {cycle_id} is published.")


@_command("list")
@click.option("--agency", help="Code of the agency; default: all.")
def list_(agency: str | None) -> None:
    """All cycles: number, agency, state, days, name."""
    session = db.session()
    everybody = session.scalars(select(Agency).order_by(Agency.code)).all()
    for owner in [_agency(session, agency)] if agency else everybody:
        for each in cycles_of(session, owner.id):
            days = f"{each.opens_on}..{each.closes_on}"
            click.echo(f"{each.id}\t{owner.code}\t{each.state}\t{days}\t{each.name}")


@_command("status")
@click.argument("cycle_id", type=int)
def status(cycle_id: int) -> None:
    """State and response of one cycle, by group and by the raters' unit."""
    session = db.session()
    found = get_cycle(session, cycle_id)
    click.echo(f"{found.name}: {found.state}, {_days_left(found)}")
    if found.state is CycleState.NOMINATION:
        click.echo(f"officers who have named colleagues: {count_lists(session, found)}")
    if found.state is CycleState.OPEN:
        _tell_look(look_at(session, found, keys=key_store(), today=local_today()))
    elif progress := sealed_progress(session, found):
        _tell(progress)


def _tell_counts(counts: Counts) -> None:
    click.echo(
        f"Sheets: {counts.submitted} in = {counts.sheets} counted + {counts.given_back} given back"
        f" by their raters + {counts.spoilt_sheets} damaged, left out."
    )
    click.echo(
        f"Voices of citizens: {counts.received} in = {counts.voices} counted"
        f" + {counts.spoilt_voices} damaged, left out."
    )


def _tell(progress: CycleProgress) -> None:
    click.echo(f"submitted {_words(progress.total)}")
    for group, tally in progress.groups.items():
        click.echo(f"  {group}: {_words(tally)}")


def _tell_look(look: Look) -> None:
    click.echo(f"submitted by {look.taken_on}: {_words(look.total)}")
    for group, part in look.groups.items():
        click.echo(f"  {group}: {_steps(part)}")
    for unit, part in look.units:
        click.echo(f"  {unit or 'outside the units of the cycle'}: {_steps(part)}")


def _steps(part: Part) -> str:
    low = part.tenths * 10
    share = "100%" if part.tenths == 10 else f"{low}-{low + 9}%"
    return f"{share} of {part.asked}"


def _words(tally: Tally) -> str:
    share = "-" if tally.share is None else f"{tally.share:.0%}"
    return f"{tally.done} of {tally.asked} ({share})"


def _days_left(found: Cycle) -> str:
    left = (found.closes_on - local_today()).days
    return f"last day {found.closes_on}" + (f" ({left} days left)" if left >= 0 else " (over)")


def _agency(session: Session, code: str | None) -> Agency:
    if code is not None:
        found = session.scalar(select(Agency).where(Agency.code == code))
        if found is None:
            raise click.BadParameter(f"no agency with the code {code}", param_hint="--agency")
        return found
    agencies = session.scalars(select(Agency).order_by(Agency.code)).all()
    if len(agencies) != 1:
        known = ", ".join(each.code for each in agencies) or "none; import people first"
        raise click.UsageError(f"name one with --agency (there are: {known})")
    return agencies[0]


def _units(session: Session, agency: Agency, codes: tuple[str, ...]) -> list[Unit]:
    """The named units, or the roots of the agency, which cover all of it."""
    units = session.scalars(select(Unit).where(Unit.agency_id == agency.id)).all()
    if not codes:
        return [unit for unit in units if unit.parent_id is None]
    missing = sorted(set(codes) - {unit.code for unit in units})
    if missing:
        raise click.BadParameter(f"no unit with the code {', '.join(missing)}", param_hint="--unit")
    return [unit for unit in units if unit.code in codes]


def _policy(file: Path) -> Policy:
    try:
        return read_policy(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise click.BadParameter(f"{file}: {error}", param_hint="--policy") from error
    except PolicyRefused as refused:
        told = "".join(f"\n  {each}" for each in refused.broken)
        raise click.BadParameter(f"{file}{told}", param_hint="--policy") from refused
