"""All checks, in the order in which they are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from berakhlak.backups.database_contents import DatabaseContents
from berakhlak.backups.errors import BackupFailed
from berakhlak.backups.migrating import known_revisions
from berakhlak.backups.sqlite import SqliteStore, read_only_connection
from berakhlak.clock import day_of
from berakhlak.cycles.key_errors import KeyUnreachable
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.token_secrets import TokenSecrets
from berakhlak.engines import is_sqlite
from berakhlak.inspection.accounts import inspect_known_passwords, inspect_second_steps
from berakhlak.inspection.database import inspect_database, inspect_file_access
from berakhlak.inspection.environment import (
    inspect_clock,
    inspect_disk_space,
    inspect_pdf,
    inspect_words,
)
from berakhlak.inspection.findings import FindingLevel, InspectionFinding
from berakhlak.inspection.key_holders import inspect_key_holders
from berakhlak.inspection.key_token import inspect_key_token
from berakhlak.inspection.keys import inspect_key_folder, inspect_keys
from berakhlak.inspection.mail import inspect_mail
from berakhlak.inspection.partitions import inspect_partitions
from berakhlak.inspection.record import inspect_record
from berakhlak.inspection.results import inspect_results
from berakhlak.inspection.schema import inspect_schema
from berakhlak.inspection.security_log import inspect_security_log
from berakhlak.inspection.settings import inspect_settings
from berakhlak.inspection.upgrade_backups import inspect_upgrade_backups
from berakhlak.inspection.workers import inspect_workers
from config import Config

_LATEST = "SELECT max(at) FROM audit_entry"
_UNFINISHED = "SELECT count(*) FROM job WHERE finished_at IS NULL"


def examine_installation(
    config: Config, engine: Engine, keys: KeyStore, now: datetime
) -> Iterator[InspectionFinding]:
    """Look at everything; changes nothing."""
    file = _file_of(engine)
    yield from inspect_settings(config)
    findings, contents = inspect_database(engine)
    yield from findings
    if contents is not None and contents.schema == known_revisions()[0]:
        shape = inspect_schema(engine)
        yield shape
        if shape.level is FindingLevel.OK:  # Else a column that is asked for may be missing.
            yield from inspect_results(engine)
            yield from inspect_key_holders(engine)
            yield from inspect_partitions(engine)
            yield from inspect_record(engine, config.secret_key)
            yield inspect_upgrade_backups(engine, config.backup_dir, now)
            yield inspect_known_passwords(engine, production=config.is_production)
            if config.is_production or config.second_factor_required:
                yield from inspect_second_steps(
                    engine,
                    required=config.second_factor_required,
                    secret=config.secret_key,
                    today=day_of(now, config.timezone),
                )
    if config.is_production and file is not None and file.exists():
        yield inspect_file_access(file)
    yield from _key_place(config, keys, file)
    yield from inspect_security_log(config)
    if contents is not None:
        yield from _keys(contents, keys)
        if "job" in contents.rows:
            yield from inspect_workers(config, now, int(_one_value(engine, file, _UNFINISHED)))
    yield _room(file, config.key_dir)
    yield from inspect_mail(config.mail)
    yield from inspect_pdf()
    yield inspect_words()
    has_record = contents is not None and "audit_entry" in contents.rows
    yield inspect_clock(now, _latest_act(engine, file) if has_record else None)


def has_no_problem(findings: list[InspectionFinding]) -> bool:
    """Whether nothing is a problem; warnings are none."""
    return all(each.level is not FindingLevel.PROBLEM for each in findings)


def _key_place(config: Config, keys: KeyStore, file: Path | None) -> Iterator[InspectionFinding]:
    if isinstance(keys.secrets, TokenSecrets):
        yield from inspect_key_token(keys.secrets)
    else:
        yield from inspect_key_folder(keys.folder, database=file, production=config.is_production)


def _keys(contents: DatabaseContents, keys: KeyStore) -> Iterator[InspectionFinding]:
    with suppress(KeyUnreachable):  # Of a token that does not answer; told above.
        yield from inspect_keys(contents.cycles, keys)


def _file_of(engine: Engine) -> Path | None:
    """The file of SQLite; None for a server, and for what lies in memory alone."""
    try:
        return SqliteStore.from_engine(engine).path if is_sqlite(engine) else None
    except BackupFailed:
        return None


def _room(file: Path | None, key_folder: Path) -> InspectionFinding:
    if file is None or not file.parent.is_dir():
        return inspect_disk_space(
            next(p for p in (key_folder, *key_folder.parents) if p.is_dir()), 0
        )
    return inspect_disk_space(file.parent, file.stat().st_size if file.exists() else 0)


def _latest_act(engine: Engine, file: Path | None) -> datetime | None:
    moment = _one_value(engine, file, _LATEST)
    if isinstance(moment, str):
        return datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return moment if isinstance(moment, datetime) else None


def _one_value(engine: Engine, file: Path | None, question: str) -> Any:
    """Without writing anything, not even SQLite's log."""
    if file is None:
        with engine.connect() as reader:
            return reader.scalar(text(question))
    with (
        read_only_connection(file) as connection,
        closing(connection.execute(question)) as found,
    ):
        return found.fetchone()[0]
