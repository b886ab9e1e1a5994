"""BerAKHLAK 360: behaviour ratings of civil servants, from the counter to the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from berakhlak.garbage_collection import collection_paused

if TYPE_CHECKING:
    from flask import Flask

    from config import Config


def create_app(config: Config | None = None) -> Flask:
    """Build the application; imported late, so no child reaches it through its parent."""
    with collection_paused():
        from berakhlak.app import create_app as build

        return build(config)
