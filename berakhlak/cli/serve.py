"""``flask serve``: bring the database up to date, fill it for a newcomer, and serve."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_babel import gettext as _
from flask_migrate import upgrade

from berakhlak import clock
from berakhlak.accounts.known_passwords import accounts_of_known_passwords
from berakhlak.cli.profiles import write_sample
from berakhlak.cli.server import GunicornServer
from berakhlak.cli.start_lock import one_start_at_a_time
from berakhlak.cli.upgrading import WITHOUT_BACKUP, upgrade_schema
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.inspection.served_host import is_of_this_machine, open_port_words, record_host
from berakhlak.run_language import N_
from config import ROOT


@click.command(
    "serve",
    help=N_(
        "Memutakhirkan basis data, menawarkan instansi contoh bila belum ada satu pun, lalu "
        "melayani sampai dihentikan."
    ),
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help=N_("Alamat tempat mendengarkan.")
)
@click.option("--port", default=8000, show_default=True, help=N_("Nomor port."))
@click.option("--workers", default=2, show_default=True, help=N_("Banyaknya proses."))
@click.option("--threads", default=32, show_default=True, help=N_("Utas di tiap proses."))
@click.option(
    "--out", default=ROOT / "out", type=click.Path(path_type=Path), help=N_("Folder profil contoh.")
)
@click.option(
    WITHOUT_BACKUP,
    is_flag=True,
    help=N_("Memutakhirkan basis data tanpa mencadangkannya dahulu."),
)
@with_appcontext
def serve_command(
    host: str, port: int, workers: int, threads: int, out: Path, without_backup: bool
) -> None:
    """Migrate, offer a demo agency where there is none, and serve until stopped."""
    for path in key_store().protect():
        click.echo(_("Ditutup bagi pengguna lain: %(path)s", path=path), err=True)
    with one_start_at_a_time(db.engine):
        upgrade_schema(upgrade, with_backup=not without_backup)
        refuse_known_passwords()
        accounts = prepare_demo(out)
    # The session of this command, which lives as long as the server: what it has read would keep
    # PostgreSQL from erasing the sheets of any cycle that is closed meanwhile.
    db.session.remove()
    config = current_app.config["BERAKHLAK"]
    record_host(config.job_dir, host)
    if config.is_production and not is_of_this_machine(host):
        click.echo(_("Peringatan: %(words)s", words=open_port_words(host)), err=True)
    welcome = "\n".join([f"BerAKHLAK 360: http://{host}:{port}", *accounts])
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    GunicornServer(app, f"{host}:{port}", workers, threads, welcome).run()


def refuse_known_passwords() -> None:
    """In production: no start while everybody's password opens an account of weight."""
    if not current_app.config["BERAKHLAK"].is_production:
        return
    if open_names := accounts_of_known_passwords(db.session()):
        raise click.ClickException(
            _(
                "Kata sandi contoh, yang diketahui semua orang, membuka akun: %(names)s. Ganti "
                "dengan `people password`, lalu mulai lagi.",
                names=", ".join(open_names),
            )
        )


def prepare_demo(out: Path) -> list[str]:
    """In development: a demo agency where there is none, and a sample profile; names its accounts.

    An agency of one's own is left alone, and so is a sample that lies in `out` already.
    """
    if current_app.config["BERAKHLAK"].environment != "development":
        return []
    # Only newcomers pay for loading the simulator.
    from berakhlak.demo.accounts import demo_accounts
    from berakhlak.demo.operations import seed_if_empty

    session = db.session()
    if seed_if_empty(session, keys=key_store(), at=clock.utc_now()):
        click.echo(_("Basis data masih kosong: kini berisi instansi contoh"))
    accounts = demo_accounts(session)
    if accounts and not list(out.glob("*.pdf")) and (sample := write_sample(session, out)):
        click.echo(_("Profil contoh: %(path)s", path=sample))
    # The sign-in page offers them too, where the settings allow it.
    current_app.config["DEMO_ACCOUNTS"] = [
        (row.label, row.sign_in_name, row.password) for row in accounts
    ]
    width = max((len(str(row.label)) for row in accounts), default=0)
    return [
        f"  {str(row.label):<{width}} {row.sign_in_name:<42} {row.password}" for row in accounts
    ]
