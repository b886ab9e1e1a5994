"""Help and questions of commands in the language of the run; one language for all of it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import click
from flask import Flask
from flask.cli import AppGroup

from berakhlak.run_language import N_, gettext_in, set_run_language

WORDS = (
    "options_metavar",
    "subcommand_metavar",
    "help",
    "short_help",
    "prompt",
    "confirmation_prompt",
    "metavar",
)
# What stands for a value in the usage line, by click's name of its type.
KINDS = {
    "text": N_("TEKS"),
    "integer": N_("BILANGAN"),
    "integer range": N_("BILANGAN"),
    "float range": N_("ANGKA"),
    "file": N_("BERKAS"),
    "filename": N_("BERKAS"),
    "path": N_("JALUR"),
}
USAGE = {"[OPTIONS]": N_("[OPSI]"), "COMMAND [ARGS]...": N_("PERINTAH [ARGUMEN]...")}
# Commands are declared once, and may be put into words for several applications.
_sources: WeakKeyDictionary[object, dict[str, str]] = WeakKeyDictionary()


class LocalisedGroup(AppGroup):
    """The commands of one application; whoever asks for one is spoken to in its language."""

    def __init__(self, app: Flask) -> None:
        super().__init__(commands=app.cli.commands)  # Libraries have added theirs.
        self.language: str = app.config["BERAKHLAK"].command_language

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._begin()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._begin()
        return super().list_commands(ctx)

    def _begin(self) -> None:
        set_run_language(self.language)
        for each in self.commands.values():
            translate_command(each, self.language)


def translate_command(command: click.Command, language: str) -> None:
    """Help, questions and usage of a command, and of those below it."""
    for thing in (command, *command.params):
        for name, sentence in _sources.setdefault(thing, _sentences(thing)).items():
            setattr(thing, name, gettext_in(language, sentence))
    if isinstance(command, click.Group):
        for each in command.commands.values():
            translate_command(each, language)


def _sentences(thing: object) -> dict[str, str]:
    """By attribute; texts that are not set stay so."""
    found = {name: getattr(thing, name, None) for name in WORDS}
    if isinstance(thing, click.Option) and found["metavar"] is None and not thing.is_flag:
        found["metavar"] = KINDS.get(thing.type.name)
    texts = {name: text for name, text in found.items() if isinstance(text, str) and text}
    return {name: USAGE.get(text, text) for name, text in texts.items()}
