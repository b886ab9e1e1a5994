"""How a field speaks: messages about it in its own words, resolved in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal
from flask_babel import lazy_gettext as _
from wtforms import validators as check


class FieldWords:
    """What our fields share: `thing`, a hint, and being required unless told otherwise."""

    component = "text"
    empty: object = _("Isi %(thing)s.")
    broken: object = _("Isi %(thing)s dengan benar.")

    def __init__(
        self,
        label: object,
        *,
        thing: object,
        required: bool = True,
        hint: object = "",
        validators: Iterable[Any] = (),
        **options: Any,
    ) -> None:
        self.thing, self.hint, self.required = thing, hint, required
        presence = self._presence() if required else check.Optional()
        super().__init__(label, [presence, *validators], **options)  # type: ignore[call-arg]

    def _presence(self) -> Any:
        return check.InputRequired(self.say(self.empty))

    def say(self, sentence: object, **words: object) -> Any:
        """A message about this field, resolved in the language of whoever reads it."""
        return FieldSentence(sentence, {"thing": self.thing, **words})

    def gettext(self, string: str) -> Any:
        """Complaints that the library raises itself (not a number, not a choice), in our words."""
        return self.say(self.broken)

    def ngettext(self, singular: str, plural: str, n: int) -> Any:
        """The same complaints, as the library counts them."""
        return self.gettext(singular)


@dataclass(frozen=True)
class FieldSentence:
    """A translated sentence whose blanks are filled only when it is shown."""

    pattern: object
    words: dict[str, object]

    def __str__(self) -> str:
        return str(self.pattern) % {name: str(word) for name, word in self.words.items()}

    def __mod__(self, offered: object) -> FieldSentence:
        # Validators offer figures of their own; our blanks are filled from `words` alone.
        return self


@dataclass(frozen=True)
class NumberWords:
    """A number, written in the language of whoever reads it."""

    value: int

    def __str__(self) -> str:
        return str(format_decimal(self.value))
