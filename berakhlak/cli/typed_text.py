"""What operators type, tidied where it comes in: every text of every command, once for all."""

from __future__ import annotations

import click

from berakhlak import text


class TidyText(click.ParamType[str]):
    """A text in one line, as it is kept."""

    name = "text"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> str:
        return text.single_line(str(value))


def tidy_texts(command: click.Command) -> None:
    """Let a command and those below it read tidy texts; paths and passwords stay as typed."""
    for param in command.params:
        if param.type is click.STRING and not text.is_secret(param.name or ""):
            param.type = TidyText()
    if isinstance(command, click.Group):
        for below in command.commands.values():
            tidy_texts(below)
