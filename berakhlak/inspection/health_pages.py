"""For whatever watches the server: alive, and ready to work. Neither tells a secret."""

from __future__ import annotations

import os
import time
from pathlib import Path

from flask import Blueprint, current_app, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from berakhlak.backups.migrating import known_revisions, stored_revision
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyStore, KeyUnusable
from berakhlak.extensions import db, limiter
from berakhlak.inspection.draining import is_draining
from berakhlak.inspection.open_keys import has_every_key
from berakhlak.web.guards import open_to_all

blueprint = Blueprint("health", __name__)

FRESH_FOR = 2.0  # Seconds.
_FOUND = "readiness"


@blueprint.get("/healthz")
@open_to_all
@limiter.exempt
def liveness_check() -> Response:
    """200 as long as the process lives."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@open_to_all
@limiter.exempt
def readiness_check() -> tuple[Response, int]:
    """200 when answers can be stored and locked; 503 names what is missing, or that the server is
    about to end and answers those who are on their way."""
    if is_draining(current_app):
        return jsonify(status="draining", checks={}), 503
    checks = _recent_checks()
    ready = all(checks.values())
    status = "ready" if ready else "not ready"
    return jsonify(status=status, checks=checks), 200 if ready else 503


def _recent_checks() -> dict[str, bool]:
    """What was found a moment ago, for anybody may ask, and as often as they like."""
    found, at = current_app.extensions.get(_FOUND, ({}, float("-inf")))
    if time.monotonic() - at < FRESH_FOR:
        return dict(found)
    found = _checks()
    current_app.extensions[_FOUND] = found, time.monotonic()
    return found


def _checks() -> dict[str, bool]:
    database, migrated = _database()
    keys = key_store()
    return {
        "database": database,
        "migrations": migrated,
        **_place_of(keys),
        "cycle_keys": migrated and has_every_key(db.session(), keys),
    }


def _place_of(keys: KeyStore) -> dict[str, bool]:
    """Whether the store of keys takes new ones; of a token, whether it lets us in."""
    if keys.is_folder:
        return {"key_folder": _is_writable(keys.folder)}
    try:
        keys.key_names()
    except KeyUnusable:
        return {"key_token": False}
    return {"key_token": True}


def _database() -> tuple[bool, bool]:
    """Whether the database answers, and whether its schema is that of this code, or newer: code
    of the release before works on it, until its host is updated too."""
    head = known_revisions()[0]
    try:
        with db.engine.connect() as connection:
            current = stored_revision(connection) or ""
    except SQLAlchemyError:
        return False, False
    return True, current == head or (current.isdecimal() and current > head)


def _is_writable(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
