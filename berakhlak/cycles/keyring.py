"""The key store of the running application."""

from __future__ import annotations

from flask import current_app

from berakhlak.cycles.keys import KeyStore


def key_store() -> KeyStore:
    """The store in the configured folder; for views and commands, never for operations."""
    return KeyStore(current_app.config["BERAKHLAK"].key_dir)
