"""The secret of a machine on which somebody only tries things out: random, and kept."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from berakhlak.disk import new_private_file
from berakhlak.environment import SettingDefect
from berakhlak.run_language import N_, gettext_in

if TYPE_CHECKING:
    from config import Config


def with_own_secret(config: Config) -> Config:
    """The settings with a secret, where the environment gives none; production must give one."""
    if config.secret_key or config.is_production:
        return config
    if config.secret_file is None or config.defects:
        return replace(config, secret_key=secrets.token_hex(32))
    try:
        return replace(config, secret_key=_kept_secret(config.secret_file))
    except OSError as error:
        folder = config.secret_file.parent
        say = partial(gettext_in, config.command_language)
        words = say(N_("%(path)s tidak dapat dibuat (%(why)s)"), path=folder, why=error.strerror)
        remedy = say(N_("buat dahulu: %(command)s"), command=f"mkdir -p -m 700 {folder}")
        config.refuse([SettingDefect("INSTANCE_DIR", words, remedy)])
        return replace(config, secret_key=secrets.token_hex(32))


def _kept_secret(file: Path) -> str:
    """What the file holds; a new secret where there is none, whole before anybody reads it."""
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
        with new_private_file(made) as opened:
            opened.write(secrets.token_hex(32).encode())
        try:
            os.link(made, file)  # Of two that start at once, one comes first.
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return file.read_text(encoding="ascii").strip() or secrets.token_hex(32)
