"""``account``: the accounts that no personnel file creates, and who holds which role."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from berakhlak import clock
from berakhlak.accounts import operations
from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import by_sign_in_name
from berakhlak.audit import operations as audit
from berakhlak.cli.people import chosen_agency
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.roles import Role

account = AppGroup("account", help="Accounts of administrators and HR staff, and roles.")
ROLES = click.Choice([role.value for role in Role])


@account.command("create-admin")
@click.argument("email")
@click.argument("name")
@click.option("--agency", "code", help="Code of the agency; needed when there are several.")
@click.option("--nip", help="Lets a later import recognise the administrator as an officer.")
@click.option("--hr/--no-hr", default=True, help="May also run cycles and import people.")
@click.password_option("--password", prompt="Kata sandi", confirmation_prompt="Ulangi")
def create_admin(
    email: str, name: str, code: str | None, nip: str | None, hr: bool, password: str
) -> None:
    """Add an administrator who signs in with EMAIL."""
    try:
        created = operations.create_account(
            db.session(),
            agency_id=chosen_agency(code).id,
            name=name,
            email=email,
            nip=nip,
            password=password,
            roles=(Role.ADMIN, Role.HR) if hr else (Role.ADMIN,),
        )
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    audit.record(db.session(), "created", "account", created.id, by=None, at=clock.now())
    db.session.commit()
    click.echo(f"Akun administrator {created.email} dibuat.")


@account.command("grant")
@click.argument("who")
@click.argument("role", type=ROLES)
def grant(who: str, role: str) -> None:
    """Let the account WHO (NIP or e-mail) act as ROLE."""
    operations.grant_role(db.session(), _account(who), Role(role), by=None, at=clock.now())
    db.session.commit()
    click.echo(f"Peran {role} diberikan.")


@account.command("revoke")
@click.argument("who")
@click.argument("role", type=ROLES)
def revoke(who: str, role: str) -> None:
    """Take ROLE away from the account WHO (NIP or e-mail)."""
    operations.revoke_role(db.session(), _account(who), Role(role), by=None, at=clock.now())
    db.session.commit()
    click.echo(f"Peran {role} dicabut.")


def _account(who: str) -> Account:
    found = by_sign_in_name(db.session(), who)
    if found is None:
        raise click.ClickException("Tidak ada akun dengan NIP atau email ini.")
    return found
