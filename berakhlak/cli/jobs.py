"""``jobs``: long work outside of requests."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from berakhlak.extensions import db
from berakhlak.jobs.models import Job
from berakhlak.run_language import N_


@click.group("jobs", help=N_("Pekerjaan yang memerlukan waktu, di luar halaman web."))
def jobs_group() -> None:
    """Work that takes long, outside of web pages."""


@jobs_group.command(
    "work",
    help=N_(
        "Mengerjakan pekerjaan sampai dihentikan. Perintah serve menjalankannya juga; jalankan "
        "tersendiri di mesin lain yang memakai basis data, kunci (KEY_STORE), dan berkas "
        "(FILE_STORE) yang sama."
    ),
)
@click.option(
    "--threads",
    default=2,
    show_default=True,
    type=click.IntRange(1, 32),
    help=N_("Banyaknya pekerjaan pada saat yang sama."),
)
@with_appcontext
def work_command(threads: int) -> None:
    """Do jobs until stopped; `serve` does it too."""
    # Loaded here: no other command needs it.
    from berakhlak.jobs.worker import run_worker

    # Asked once: a worker without a database would wait for ever, and say nothing.
    db.session.scalar(select(Job.id).limit(1))
    db.session.remove()
    db.engine.dispose()
    if port := current_app.config["BERAKHLAK"].metrics_port:
        from berakhlak.cli.metrics import offer_metrics

        offer_metrics(current_app._get_current_object(), port, None)  # type: ignore[attr-defined]
    run_worker(current_app._get_current_object(), threads)  # type: ignore[attr-defined]
