"""``account``: the accounts that no personnel file creates, and who holds which role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.access.step_resets import reset_second_step
from berakhlak.accounts import granting, operations
from berakhlak.accounts.devices import end_sessions_of, forget_all_sessions
from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import account_by_sign_in_name
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.cli.choices import CommandDay
from berakhlak.cli.passwords import PasswordOption
from berakhlak.cli.people import named_or_only_agency
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.models import Unit
from berakhlak.people.units import unit_by_code
from berakhlak.role_grants.queries import HeldRole, operators, roles_held
from berakhlak.roles import Role
from berakhlak.run_language import N_
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note_with_commit

account_group = AppGroup(
    "account", help=N_("Akun administrator dan pengelola kepegawaian, serta peran.")
)
PASSWORD = N_("Sebaiknya tidak ditulis di sini: tanpa ini, kata sandi ditanyakan.")
ROLES = click.Choice([role.value for role in Role])
asked_password = click.password_option(
    "--password",
    cls=PasswordOption,
    prompt=N_("Kata sandi"),
    confirmation_prompt=N_("Ulangi"),
    help=PASSWORD,
)


@account_group.command(
    "create-admin", help=N_("Membuat akun administrator, yang masuk dengan EMAIL.")
)
@click.argument("email", metavar="EMAIL")
@click.argument("name", metavar=N_("NAMA"))
@click.option("--agency", "code", help=N_("Kode instansi; perlu bila ada beberapa."))
@click.option(
    "--nip", help=N_("Agar impor berikutnya mengenali administrator ini sebagai pegawai.")
)
@click.option(
    "--hr/--no-hr", default=True, help=N_("Boleh juga menjalankan siklus dan mengimpor pegawai.")
)
@asked_password
def create_admin_command(
    email: str, name: str, code: str | None, nip: str | None, hr: bool, password: str
) -> None:
    """Add an administrator who signs in with EMAIL."""
    with _told():
        created = _create(
            named_or_only_agency(code).id,
            (Role.ADMIN, Role.HR) if hr else (Role.ADMIN,),
            name=name,
            email=email,
            nip=nip,
            password=password,
        )
    click.echo(_("Akun administrator %(email)s dibuat.", email=created.email))


@account_group.command(
    "create-operator",
    help=N_("Membuat akun pengelola instalasi, yang menambah instansi dan hanya melihat angka."),
)
@click.argument("email", metavar="EMAIL")
@click.argument("name", metavar=N_("NAMA"))
@asked_password
def create_operator_command(email: str, name: str, password: str) -> None:
    """Add an operator of the installation, of no agency, who signs in with EMAIL."""
    with _told():
        created = _create(None, (Role.OPERATOR,), name=name, email=email, password=password)
    click.echo(_("Akun pengelola instalasi %(email)s dibuat.", email=created.email))


def _create(
    agency_id: int | None, roles: Sequence[Role], *,
    name: str, email: str, password: str, nip: str | None = None,
) -> Account:  # fmt: skip
    """On record and committed. Raises DomainError."""
    made = operations.create_account(
        db.session(), agency_id=agency_id, name=name, email=email, nip=nip, password=password,
        roles=roles, at=clock.utc_now(),
    )  # fmt: skip
    audit.record_act(db.session(), Act.CREATED_ACCOUNT, made.id, by=None, at=clock.utc_now())
    db.session.commit()
    return made


UNIT = N_("Kode unit: hanya untuk unit itu dan semua di bawahnya (peran hr dan reader).")


@account_group.command("grant", help=N_("Memberi akun SIAPA (NIP atau email) sebuah peran."))
@click.argument("who", metavar=N_("SIAPA"))
@click.argument("role", type=ROLES)
@click.option("--unit", help=UNIT)
@click.option(
    "--until",
    type=CommandDay(),
    help=N_("Hari terakhir peran ini berlaku; tanpa ini, seterusnya."),
)
def grant_role_command(who: str, role: str, unit: str | None, until: datetime | None) -> None:
    """Let the account WHO (NIP or e-mail) act as ROLE."""
    account = _account(who)
    with _told():
        granting.give_role(
            db.session(),
            account,
            Role(role),
            unit=_unit(account, unit),
            until=until.date() if until else None,
            by=None,
            at=clock.utc_now(),
            today=local_today(),
        )
    db.session.commit()
    click.echo(_("Peran %(role)s diberikan.", role=role))


@account_group.command("revoke", help=N_("Mencabut sebuah peran dari akun SIAPA (NIP atau email)."))
@click.argument("who", metavar=N_("SIAPA"))
@click.argument("role", type=ROLES)
@click.option("--unit", help=N_("Kode unit: hanya peran untuk unit itu; tanpa ini, semuanya."))
def revoke_role_command(who: str, role: str, unit: str | None) -> None:
    """Take ROLE away from the account WHO (NIP or e-mail)."""
    account = _account(who)
    with _told():
        granting.revoke_role(
            db.session(),
            account,
            Role(role),
            unit=_unit(account, unit),
            by=None,
            at=clock.utc_now(),
        )
    db.session.commit()
    click.echo(_("Peran %(role)s dicabut.", role=role))


@account_group.command(
    "reset-second-factor",
    help=N_(
        "Menghapus langkah kedua akun SIAPA (NIP atau email), yang ponselnya hilang. Sesinya "
        "berakhir, alasannya tercatat, dan pemiliknya diberi tahu lewat email."
    ),
)
@click.argument("who", metavar=N_("SIAPA"))
@click.option("--reason", required=True, help=N_("Alasan, yang tercatat dalam riwayat."))
def reset_second_factor_command(who: str, reason: str) -> None:
    """Let the account WHO (NIP or e-mail) set up its second step anew."""
    account = _account(who)
    with _told():
        reset_second_step(
            db.session(), account, reason=reason, by=None, at=clock.utc_now(), today=local_today()
        )
    db.session.commit()
    click.echo(_("Langkah kedua %(name)s diatur ulang. Sesinya berakhir.", name=account.name))


@account_group.command(
    "end-sessions",
    help=N_(
        "Mengakhiri semua sesi akun SIAPA (NIP atau email), atau dengan --all sesi semua orang."
    ),
)
@click.argument("who", metavar=N_("SIAPA"), required=False)
@click.option("--all", "everybody", is_flag=True, help=N_("Sesi semua orang."))
def end_sessions_command(who: str | None, everybody: bool) -> None:
    """Sign out the account WHO everywhere, whose codes end too, or everybody."""
    if everybody == bool(who):
        raise click.UsageError(_("Tulis SIAPA, atau --all."))
    if who:
        account = _account(who)
        end_sessions_of(account)
        said = _("Semua sesi %(name)s berakhir.", name=account.name)
    else:
        forget_all_sessions(db.session())
        said = _("Semua sesi berakhir; setiap orang masuk lagi.")
    note_with_commit(db.session(), Event.SESSION_ENDED)
    db.session.commit()
    click.echo(said)


@account_group.command(
    "roles",
    help=N_(
        "Siapa memegang peran apa: akun, peran, unit, hari terakhir. Pengelola instalasi, yang "
        "tidak berinstansi, tercantum di akhir."
    ),
)
@click.option("--agency", "code", help=N_("Kode instansi; perlu bila ada beberapa."))
def roles_command(code: str | None) -> None:
    """Who may do more than rate: account, role, code of the unit, last day."""
    agency = named_or_only_agency(code)
    for held in (*roles_held(db.session(), agency.id), *operators(db.session())):
        click.echo(_line(held))


def _line(held: HeldRole) -> str:
    account, row = held.account, held.row
    name, unit = account.email or account.nip, held.unit.code if held.unit else "-"
    until = row.until.isoformat() if row.until else "-"
    return f"{name}\t{row.role}\t{unit}\t{until}\t{account.name}"


@contextmanager
def _told() -> Iterator[None]:
    """A refusal in its own words."""
    try:
        yield
    except DomainError as error:
        db.session.rollback()
        raise click.ClickException(str(error)) from error


def _unit(account: Account, code: str | None) -> Unit | None:
    if code is None:
        return None
    found = unit_by_code(db.session(), account.agency_id, code)
    if found is None:
        words = _("Tidak ada unit dengan kode %(codes)s.", codes=code)
        raise click.BadParameter(words, param_hint="--unit")
    return found


def _account(who: str) -> Account:
    found = account_by_sign_in_name(db.session(), who)
    if found is None:
        raise click.ClickException(_("Tidak ada akun dengan NIP atau email ini."))
    return found
