"""The key store of the running application."""

from __future__ import annotations

from flask import current_app

from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.token_secrets import TokenSecrets
from config import Config


def key_store() -> KeyStore:
    """The configured store; for views and commands, never for operations."""
    return key_store_of(current_app.config["BERAKHLAK"])


def key_store_of(config: Config) -> KeyStore:
    """A folder of this host or of a mount, or a token that all hosts ask."""
    token = config.key_token
    if token.module:
        return KeyStore(TokenSecrets(token.module, token.label, token.pin))
    return KeyStore(config.key_dir)
