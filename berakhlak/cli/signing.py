"""``signing``: try the configured signer, check files, withdraw issues, make a key to practise."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from berakhlak import clock
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.signing import operations, queries
from berakhlak.signing.codes import normalised
from berakhlak.signing.desk import issuing_desk, trusted_roots
from berakhlak.signing.examination import examine
from berakhlak.signing.practice import write_practice_key
from berakhlak.signing.signatures import Signature
from berakhlak.signing.signers import SigningFailed

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(exists=False, dir_okay=False, path_type=Path)

signing = AppGroup("signing", help="Signatures of profiles and their verification.")


@signing.command("check")
def check() -> None:
    """Open the configured signer without signing anything; tells what documents will say."""
    try:
        signer = issuing_desk().signer
        words = signer.statement() if signer else "SIGNER=none: profiles are issued unsigned."
    except SigningFailed as error:
        raise click.ClickException(error.detail) from error
    click.echo(words)


@signing.command("verify")
@click.argument("file", type=FILE)
def verify(file: Path) -> None:
    """Compare FILE with the record of issues, as the public page does; exit 1 unless genuine."""
    roots = trusted_roots(current_app.config["BERAKHLAK"].signing)
    result = examine(db.session(), file.read_bytes(), roots=roots)
    click.echo(f"{result.verdict.value}\nsha256 {result.sha256}")
    if result.document:
        click.echo(f"code {result.document.code}, issued {result.document.issued_at:%Y-%m-%d}")
    if result.signature:
        click.echo(_signed(result.signature))
    if not result.is_genuine:
        raise SystemExit(1)


@signing.command("revoke")
@click.argument("code")
def revoke(code: str) -> None:
    """Withdraw the document issued under CODE; its verification page then says so."""
    kept = normalised(code)
    found = queries.by_code(db.session(), kept) if kept else None
    if found is None:
        raise click.ClickException("No document was issued under this code.")
    try:
        operations.revoke(db.session(), found, by=None, at=clock.now())
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    db.session.commit()
    issuing_desk().shelf.forget(found.code)
    click.echo(f"Revoked: {found.code}")


@signing.command("make-test-key")
@click.argument("file", type=NEW_FILE)
@click.option("--name", default="Segel Elektronik Uji Coba", show_default=True)
@click.option("--agency", default="Instansi Uji Coba", show_default=True)
@click.password_option("--passphrase", help="Locks the new file.")
def make_test_key(file: Path, name: str, agency: str, passphrase: str) -> None:
    """Write a self-made key into the new PKCS#12 FILE, to practise with. Nobody trusts it."""
    if file.exists():
        raise click.ClickException(f"{file} exists already.")
    write_practice_key(file, name=name, agency=agency, passphrase=passphrase, at=clock.now())
    click.echo(f"{file}: for practice only. Set SIGNER=key and SIGNING_KEY_FILE={file}")


def _signed(signature: Signature) -> str:
    trust = {True: "trusted", False: "NOT trusted", None: "trust not examined"}[signature.trusted]
    return f"signed by {signature.subject}; issued by {signature.issuer}; {trust}"
