"""Passwords are asked without echo; where there is no terminal, they are read from the pipe."""

from __future__ import annotations

import os
import sys

import click


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


class PasswordOption(click.Option):
    """An option that asks for a password, hidden where anything can be seen."""

    def prompt_for_value(self, ctx: click.Context) -> object:
        self.hide_input = has_terminal()
        return super().prompt_for_value(ctx)


def ask_password(question: str) -> str:
    """A password typed by whoever runs the command, or taken from the pipe."""
    answer: str = click.prompt(question, hide_input=has_terminal(), err=True)
    return answer
