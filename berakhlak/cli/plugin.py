"""What Flask loads before the application: from here on, a run has its language.

Settings that are refused, and options that no command knows, are told in it too.
"""

from __future__ import annotations

from berakhlak.garbage_collection import collection_paused, end_without_collection

with collection_paused():
    from berakhlak.cli.doctor import doctor_command as doctor
    from berakhlak.cli.language import translate_command
    from berakhlak.run_language import set_run_language
    from config import command_language

__all__ = ["doctor"]

end_without_collection()
set_run_language(command_language())
translate_command(doctor, command_language())
