"""Dear work inside requests goes through its gate; whoever does not get in is told when to come.

So is whoever finds the database busy with the writes of others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, has_request_context, make_response, request
from flask.wrappers import Response
from flask_babel import lazy_gettext as _
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from berakhlak.disk import is_disk_failure
from berakhlak.engines import bound_waiting, is_away, is_busy, is_unwritable
from berakhlak.extensions import db
from berakhlak.gates import DOCUMENTS, EXAMINATIONS, PASSWORDS, DearWork, Gate, GateFull
from berakhlak.web import kept_input, refused_forms
from berakhlak.web.errors import error_page
from berakhlak.web.logs import in_own_lines
from config import Config

__all__ = ["DOCUMENTS", "EXAMINATIONS", "PASSWORDS", "admitted", "in_turn"]

P = ParamSpec("P")
T = TypeVar("T")

COME_AGAIN = 5  # Seconds.
_GATES = "gates"
_BUSY = _("Saat ini terlalu banyak yang datang sekaligus, dan server ini masih sibuk.")
_WAIT = _("Tunggu beberapa detik, lalu muat ulang halaman ini.")
_NOT_SENT = _(
    "Belum terkirim: saat ini terlalu banyak yang datang sekaligus. Isian Anda masih ada. Tunggu "
    "beberapa detik, lalu kirim sekali lagi."
)

_FAILING = _("Server ini sedang tidak dapat memakai penyimpanan datanya.")
# A database that went away while it was told to commit may have done so.
_MAYBE_NOT_SENT = _(
    "Mungkin belum tersimpan: penyimpanan data server ini sedang terganggu. Isian Anda masih ada. "
    "Tunggu sebentar, lalu kirim sekali lagi."
)


def init_app(app: Flask, config: Config) -> None:
    """One gate for each kind of work, common to all processes of this machine."""
    folder = config.job_dir / "gates"
    works = (PASSWORDS, DOCUMENTS, EXAMINATIONS)
    app.extensions[_GATES] = {each: Gate(folder, each) for each in works}
    with app.app_context():
        event.listen(db.engine, "begin", _bound_waiting)
    app.register_error_handler(GateFull, _busy)
    app.register_error_handler(NoConnection, _busy)
    app.register_error_handler(OperationalError, _database_failed)
    app.register_error_handler(InternalError, _database_failed)  # A server that stands by.
    app.register_error_handler(OSError, _disk_failed)


def _bound_waiting(connection: Connection) -> None:
    """Of requests alone: jobs and commands may take as long as they need."""
    if has_request_context():
        config: Config = current_app.config["BERAKHLAK"]
        bound_waiting(connection, config.database_lock_seconds, config.database_statement_seconds)


@contextmanager
def admitted(work: DearWork) -> Iterator[None]:
    """Do this work inside. Nothing may have been written before: the transaction ends here, for a
    connection to the database must not wait. Raises GateFull, which becomes a page."""
    db.session.rollback()
    with current_app.extensions[_GATES][work].entered():
        yield


def in_turn(work: DearWork, function: Callable[P, T]) -> Callable[P, T]:
    """The function as such work, where a transaction that has only read goes on around it: few
    enough may wait for it to leave connections to others."""

    @wraps(function)
    def done_in_turn(*args: P.args, **kwargs: P.kwargs) -> T:
        with current_app.extensions[_GATES][work].entered():
            return function(*args, **kwargs)

    return done_in_turn


def _database_failed(error: OperationalError | InternalError) -> Response:
    if isinstance(error, OperationalError) and is_busy(error):
        current_app.logger.warning("The database was busy for too long.")
        return _busy(error)
    if isinstance(error, OperationalError) and is_away(error):
        current_app.logger.error("The database does not answer.")
    elif is_unwritable(error):
        # What SQLite or PostgreSQL says of it names no row.
        current_app.logger.error("The database cannot be written: %s", _first_line(error))
    else:
        raise error
    return _sent_away(happened=_FAILING, advice="", not_sent=_MAYBE_NOT_SENT)


def _disk_failed(error: OSError) -> Response:
    """Of files beside the database: what is uploaded, and what jobs work with."""
    if not is_disk_failure(error):
        raise error
    current_app.logger.error("The disk cannot be written: %s", error.strerror)
    return _sent_away(happened=_FAILING, advice="", not_sent=_MAYBE_NOT_SENT)


def _first_line(error: DBAPIError) -> str:
    return in_own_lines(str(error.orig).partition("\n")[0]).strip()


def _busy(_error: GateFull | NoConnection | OperationalError) -> Response:
    return _sent_away(happened=_BUSY, advice=_WAIT, not_sent=_NOT_SENT)


def _sent_away(*, happened: object, advice: object, not_sent: object) -> Response:
    db.session.rollback()
    answer = _page_of_form(not_sent) if request.method == "POST" else None
    answer = answer or make_response(error_page(503, happened=happened, advice=advice))
    answer.headers["Retry-After"] = str(COME_AGAIN)
    return answer


def _page_of_form(not_sent: object) -> Response | None:
    """The page of the form that was sent, with what was typed in it."""
    if not kept_input.is_form_from_here():
        return None
    draft = kept_input.unsent_form_of_request()
    return refused_forms.show_unsent_form(
        draft, notices=[not_sent], status=503
    ) or refused_forms.resend_page(draft, not_sent, status=503)
