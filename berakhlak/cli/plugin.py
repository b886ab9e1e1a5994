"""What Flask loads before the application: from here on, a run has its language.

Settings that are refused, and options that no command knows, are told in it too.
"""

from __future__ import annotations

from berakhlak.cli.doctor import doctor
from berakhlak.cli.language import put_into_words
from berakhlak.run_language import begin
from config import command_language

__all__ = ["doctor"]

begin(command_language())
put_into_words(doctor, command_language())
