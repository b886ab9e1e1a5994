"""``account``: the accounts that no personnel file creates, and who holds which role."""

from __future__ import annotations

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.accounts import operations
from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import account_by_sign_in_name
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.cli.passwords import PasswordOption
from berakhlak.cli.people import named_or_only_agency
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.roles import Role
from berakhlak.run_language import N_

account_group = AppGroup(
    "account", help=N_("Akun administrator dan pengelola kepegawaian, serta peran.")
)
PASSWORD = N_("Sebaiknya tidak ditulis di sini: tanpa ini, kata sandi ditanyakan.")
ROLES = click.Choice([role.value for role in Role])


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
@click.password_option(
    "--password",
    cls=PasswordOption,
    prompt=N_("Kata sandi"),
    confirmation_prompt=N_("Ulangi"),
    help=PASSWORD,
)
def create_admin_command(
    email: str, name: str, code: str | None, nip: str | None, hr: bool, password: str
) -> None:
    """Add an administrator who signs in with EMAIL."""
    try:
        created = operations.create_account(
            db.session(),
            agency_id=named_or_only_agency(code).id,
            name=name,
            email=email,
            nip=nip,
            password=password,
            roles=(Role.ADMIN, Role.HR) if hr else (Role.ADMIN,),
        )
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    audit.record_act(db.session(), Act.CREATED_ACCOUNT, created.id, by=None, at=clock.utc_now())
    db.session.commit()
    click.echo(_("Akun administrator %(email)s dibuat.", email=created.email))


@account_group.command("grant", help=N_("Memberi akun SIAPA (NIP atau email) sebuah peran."))
@click.argument("who", metavar=N_("SIAPA"))
@click.argument("role", type=ROLES)
def grant_role_command(who: str, role: str) -> None:
    """Let the account WHO (NIP or e-mail) act as ROLE."""
    operations.grant_role(db.session(), _account(who), Role(role), by=None, at=clock.utc_now())
    db.session.commit()
    click.echo(_("Peran %(role)s diberikan.", role=role))


@account_group.command("revoke", help=N_("Mencabut sebuah peran dari akun SIAPA (NIP atau email)."))
@click.argument("who", metavar=N_("SIAPA"))
@click.argument("role", type=ROLES)
def revoke_role_command(who: str, role: str) -> None:
    """Take ROLE away from the account WHO (NIP or e-mail)."""
    operations.revoke_role(db.session(), _account(who), Role(role), by=None, at=clock.utc_now())
    db.session.commit()
    click.echo(_("Peran %(role)s dicabut.", role=role))


def _account(who: str) -> Account:
    found = account_by_sign_in_name(db.session(), who)
    if found is None:
        raise click.ClickException(_("Tidak ada akun dengan NIP atau email ini."))
    return found
