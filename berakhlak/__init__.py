"""BerAKHLAK 360: behaviour ratings of civil servants, from the counter to the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from berakhlak.loading import no_garbage_searched

if TYPE_CHECKING:
    from flask import Flask

    from config import Config


def create_app(config: Config | None = None) -> Flask:
    """Build the application; imported late, so no child reaches it through its parent."""
    with no_garbage_searched():
        from berakhlak.app import create_app as build

        return build(config)
