"""``signing``: try the configured signer, check files, withdraw issues, make a key to practise."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_babel import gettext as _

from berakhlak import clock
from berakhlak.cli.passwords import PasswordOption
from berakhlak.errors import DomainError
from berakhlak.extensions import db
from berakhlak.formats import format_moment
from berakhlak.run_language import N_
from berakhlak.signing import operations, queries
from berakhlak.signing.codes import parse_verification_code
from berakhlak.signing.examination import examine_file
from berakhlak.signing.issuing import document_issuer, trusted_roots
from berakhlak.signing.pdf_signature import PdfSignature
from berakhlak.signing.signers import SigningFailed
from berakhlak.signing.test_key import write_test_key

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(exists=False, dir_okay=False, path_type=Path)

signing_group = AppGroup("signing", help=N_("Tanda tangan profil dan verifikasinya."))


@signing_group.command(
    "check",
    help=N_(
        "Mencoba penanda tangan yang diatur tanpa menandatangani apa pun; menyebut apa yang akan "
        "tertulis di dokumen."
    ),
)
def check_signer_command() -> None:
    """Open the configured signer without signing anything; tells what documents will say."""
    try:
        signer = document_issuer().signer
        words = signer.statement() if signer else _("SIGNER=none, profil terbit tanpa tanda tangan")
    except SigningFailed as error:
        raise click.ClickException(error.detail) from error
    click.echo(words)


@signing_group.command(
    "verify",
    help=N_(
        "Mencocokkan BERKAS dengan catatan penerbitan, seperti halaman verifikasi; berakhir dengan "
        "1 kecuali bila asli."
    ),
)
@click.argument("file", type=FILE, metavar=N_("BERKAS"))
def verify_file_command(file: Path) -> None:
    """Compare FILE with the record of issues, as the public page does; exit 1 unless genuine."""
    roots = trusted_roots(current_app.config["BERAKHLAK"].signing)
    result = examine_file(db.session(), file.read_bytes(), roots=roots)
    click.echo(f"{result.verdict.value}\nsha256 {result.sha256}")
    if result.document:
        click.echo(
            _(
                "kode %(code)s, diterbitkan %(at)s",
                code=result.document.code,
                at=format_moment(result.document.issued_at),
            )
        )
    if result.signature:
        click.echo(_signed(result.signature))
    if not result.is_genuine:
        raise SystemExit(1)


@signing_group.command(
    "revoke",
    help=N_("Mencabut dokumen dengan KODE ini; halaman verifikasinya lalu berkata demikian."),
)
@click.argument("code", metavar=N_("KODE"))
def revoke_document_command(code: str) -> None:
    """Withdraw the document issued under CODE; its verification page then says so."""
    kept = parse_verification_code(code)
    found = queries.document_by_code(db.session(), kept) if kept else None
    if found is None:
        raise click.ClickException(_("Tidak ada dokumen yang terbit dengan kode ini."))
    try:
        operations.revoke_document(db.session(), found, by=None, at=clock.utc_now())
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    document_issuer().issued_files.forget(db.session(), found.code)
    db.session.commit()
    click.echo(_("Dicabut: %(code)s", code=found.code))


@signing_group.command(
    "make-test-key",
    help=N_(
        "Menulis kunci buatan sendiri ke BERKAS PKCS#12 baru, untuk berlatih. Tidak ada yang "
        "memercayainya."
    ),
)
@click.argument("file", type=NEW_FILE, metavar=N_("BERKAS"))
@click.option(
    "--name", default="Segel Elektronik Uji Coba", show_default=True, help=N_("Nama di sertifikat.")
)
@click.option(
    "--agency", default="Instansi Uji Coba", show_default=True, help=N_("Instansi di sertifikat.")
)
@click.password_option(
    "--passphrase",
    cls=PasswordOption,
    prompt=N_("Kata sandi"),
    confirmation_prompt=N_("Ulangi"),
    help=N_("Mengunci berkas yang baru."),
)
def make_test_key_command(file: Path, name: str, agency: str, passphrase: str) -> None:
    """Write a self-made key into the new PKCS#12 FILE, to practise with. Nobody trusts it."""
    if file.exists():
        raise click.ClickException(_("%(path)s sudah ada.", path=file))
    write_test_key(file, name=name, agency=agency, passphrase=passphrase, at=clock.utc_now())
    settings = f"SIGNER=key SIGNING_KEY_FILE={file}"
    click.echo(_("Hanya untuk berlatih. Setel: %(settings)s", settings=settings))


def _signed(signature: PdfSignature) -> str:
    trust = {
        True: _("tepercaya"),
        False: _("TIDAK tepercaya"),
        None: _("kepercayaan tidak diperiksa"),
    }[signature.trusted]
    return str(
        _(
            "ditandatangani %(subject)s; sertifikat dari %(issuer)s; %(trust)s",
            subject=signature.subject,
            issuer=signature.issuer,
            trust=trust,
        )
    )
