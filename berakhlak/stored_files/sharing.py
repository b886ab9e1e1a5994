"""Whether hosts share files by the database."""

from __future__ import annotations

from berakhlak.extensions import db
from berakhlak.stored_files.files import StoredFiles
from config import Config


def shared_files(config: Config) -> StoredFiles | None:
    """Where FILE_STORE says so; else files lie in folders, of one host or of a mount."""
    if config.file_store != "database":
        return None
    return StoredFiles(lambda: db.engine, config.secret_key)
