"""Whether somebody does the jobs, and can read the keys of open cycles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from berakhlak.inspection.findings import (
    InspectionFinding,
    good_finding,
    problem_finding,
    warning_finding,
)
from berakhlak.jobs.queue import JobQueue
from config import Config

SUBJECT = lazy_gettext("Pekerja")
START = "flask --app berakhlak jobs work"


def inspect_workers(config: Config, now: datetime, unfinished: int) -> list[InspectionFinding]:
    """Signs of life of all workers, with what each says of its keys.

    `unfinished`: how many jobs wait or run. While there is none, nobody need be there.
    """
    queue = JobQueue(config, lambda _job: None)
    try:
        notes = queue.notes("worker:") if queue.is_made() else {}
    except Exception as error:  # Whatever the library of a queue raises when its server is away.
        words = _("antrean pekerjaan tidak terjangkau (%(why)s)", why=type(error).__name__)
        return [problem_finding(SUBJECT, words, _("periksa basis data atau REDIS_URL"))]
    finally:
        queue.close()
    limit = now.timestamp() - config.job_lease_seconds
    alive = {name: note for name, note in notes.items() if note.get("at", 0) > limit}
    if not alive and not unfinished:
        return [good_finding(SUBJECT, _("tidak ada pekerjaan; serve menyalakan pekerjanya"))]
    if not alive:
        words = ngettext(
            "%(num)s pekerjaan menunggu, tetapi tidak ada yang hidup untuk mengerjakannya",
            "%(num)s pekerjaan menunggu, tetapi tidak ada yang hidup untuk mengerjakannya",
            unfinished,
        )
        how = _("jalankan serve, atau %(command)s", command=START)
        return [warning_finding(SUBJECT, words, how)]
    return [*_without_keys(alive)] or [good_finding(SUBJECT, _alive(alive))]


def _alive(alive: dict[str, dict[str, float]]) -> str:
    return str(
        _(
            "hidup: %(names)s; kunci setiap siklus yang terbuka dapat dibaca",
            names=", ".join(_host(name) for name in sorted(alive)),
        )
    )


def _without_keys(alive: dict[str, dict[str, list[int]]]) -> Iterator[InspectionFinding]:
    for name, note in sorted(alive.items()):
        if missing := note.get("cycles_without_key"):
            words = _(
                "%(name)s tidak dapat membaca kunci siklus %(ids)s, jadi tidak dapat menutupnya",
                name=_host(name),
                ids=", ".join(map(str, missing)),
            )
            how = _("beri pekerja itu KEY_STORE dan KEY_DIR yang sama dengan milik server web")
            yield problem_finding(SUBJECT, words, how)


def _host(name: str) -> str:
    return ":".join(name.split(":")[:2])
