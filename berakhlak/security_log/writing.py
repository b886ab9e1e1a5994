"""Noting events: who, from where, on which page. No field holds anything that somebody typed.

Whoever only rates is never named, nor is what is done to them alone: beside a count of answers that
rises, a time and an account would tell who has just answered. See docs/decisions/0157.
"""

from __future__ import annotations

import hmac
import logging
from ipaddress import ip_network
from typing import Any, Protocol

from flask import Flask, current_app, has_app_context, has_request_context, request
from sqlalchemy import event as database_event
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.networks import neighbourhood_of, network_of
from berakhlak.security_log.events import Event
from berakhlak.security_log.files import handler_for
from berakhlak.security_log.lines import NumberedLines, Value
from config import Config

_EXTENSION = _WAITING = "security_log"
# They tell of an attack or of somebody with a role, so that somebody can close a door.
_TELLING_NETWORK = {Event.THROTTLED}


class Someone(Protocol):
    """Whoever acts: an account."""

    @property
    def id(self) -> int: ...


def init_app(app: Flask, config: Config) -> None:
    """Give the application its log."""
    logger = logging.Logger("berakhlak.security", logging.INFO)
    handler = handler_for(config.security_log)
    handler.setFormatter(NumberedLines(config.secret_key))
    logger.addHandler(handler)
    app.extensions[_EXTENSION] = logger


def close_log(app: Flask) -> None:
    """Let go of the file."""
    for handler in app.extensions[_EXTENSION].handlers:
        handler.close()


def note(event: Event, *, by: Someone | None = None, **about: Value) -> None:
    """Write a line now. `about`: numbers and words of the program."""
    if _logger():
        _write(_fields(event, by, about))


def note_with_commit(
    session: Session, event: Event, *, by: Someone | None = None, **about: Value
) -> None:
    """Write it when this transaction is committed: what was undone did not happen."""
    if _logger():
        with session.no_autoflush:  # Roles may have to be read.
            waiting = session.info.setdefault(_WAITING, [])
            waiting.append(_fields(event, by, about))


def is_named(by: Someone | None) -> bool:
    """Whether lines may say who it was: only those whose role lets them do more than rate."""
    return by is not None and not getattr(by, "only_rates", True)


@database_event.listens_for(Session, "after_commit")
def _committed(session: Session) -> None:
    for fields in session.info.pop(_WAITING, ()):
        _write(fields)


@database_event.listens_for(Session, "after_rollback")
def _undone(session: Session) -> None:
    session.info.pop(_WAITING, None)


def _write(fields: dict[str, Value]) -> None:
    if logger := _logger():
        logger.info("", extra={"fields": fields})


def _logger() -> logging.Logger | None:
    """That of the application at work; None outside of one, and in one that has no log."""
    return current_app.extensions.get(_EXTENSION) if has_app_context() else None


def _fields(event: Event, by: Someone | None, about: dict[str, Value]) -> dict[str, Value]:
    fields: dict[str, Value] = {
        "time": clock.utc_now().isoformat(timespec="seconds"),
        "event": event.code,
        "outcome": event.outcome,
        "by": _kind(by),
    }
    if by is not None and is_named(by):
        fields["account"] = by.id
    if has_request_context():
        fields |= _origin(event, by)
    return fields | about


def _kind(by: Someone | None) -> str:
    if by is None:
        return "visitor" if has_request_context() else "system"
    return "role" if is_named(by) else "officer"


def _origin(event: Event, by: Someone | None) -> dict[str, Value]:
    """The page, and of the address as little as serves: a mark of the hour, or the network."""
    address = request.remote_addr or ""
    found: dict[str, Value] = {"page": request.endpoint or "", "source": _mark(address)}
    if is_named(by) or event in _TELLING_NETWORK:
        found["network"] = _plain_network(address)
    return found


def _mark(address: str) -> str:
    """The same for one customer's network in one hour: tries from one place are seen to be so."""
    config: Any = current_app.config
    hour = clock.utc_now().strftime("%Y-%m-%dT%H")
    text = f"security log source {hour} {network_of(address)}"
    return hmac.digest(config["SECRET_KEY"].encode(), text.encode(), "sha256").hex()[:16]


def _plain_network(address: str) -> str:
    """Its neighbourhood; empty for what is no address, be it told by a proxy."""
    try:
        return str(ip_network(neighbourhood_of(address)))
    except ValueError:
        return ""
