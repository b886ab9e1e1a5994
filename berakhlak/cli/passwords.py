"""Passwords are asked without echo; where there is no terminal, they are read from the pipe."""

from __future__ import annotations

import os
import sys

import click
from flask_babel import gettext as _


class PasswordOption(click.Option):
    """An option that asks for a password twice; what a pipe brings is read as it comes."""

    def prompt_for_value(self, ctx: click.Context) -> object:
        if has_terminal():
            return super().prompt_for_value(ctx)
        password = _next_line(str(self.prompt))
        if self.confirmation_prompt and _next_line(str(self.confirmation_prompt)) != password:
            raise click.BadParameter(_("kedua kata sandi tidak sama"), ctx, self)
        return password


def ask_password(question: str) -> str:
    """A password typed by whoever runs the command, or taken from the pipe."""
    if not has_terminal():
        return _next_line(question)
    answer: str = click.prompt(question, hide_input=True, err=True)
    return answer


def has_terminal() -> bool:
    """Whether somebody could see what is typed: the input is a terminal, or one can be opened.

    Without one, `getpass` warns in English that it cannot hide what nobody sees.
    """
    if sys.stdin is not None and sys.stdin.isatty():
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def _next_line(question: str) -> str:
    click.echo(f"{question}:", err=True)
    line = sys.stdin.readline()
    if not line:
        raise click.Abort
    return line.removesuffix("\n")
