"""Feedback and requests as forms."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.feedback.behaviours import behaviour_choices
from berakhlak.feedback.models import LONGEST
from berakhlak.web.forms import BaseForm, ChoiceField, LongTextField, SelectChoice


class RequestForm(BaseForm):
    """About what somebody is asked."""

    behaviour = ChoiceField(_("Tentang perilaku"), thing=_("perilaku"), choices=[])

    def offer(self, language: str) -> None:
        """Let the official behaviours be chosen, none of them beforehand."""
        choices = [SelectChoice(code, words) for code, words in behaviour_choices(language)]
        self.behaviour.choices = [SelectChoice("", _("Pilih perilaku")), *choices]


def _words() -> LongTextField:
    return LongTextField(
        _("Yang Anda lihat"),
        thing=_("umpan balik Anda"),
        max_length=LONGEST,
        hint=_(
            "Satu kejadian, apa dampaknya, dan bila perlu satu saran. Paling banyak tiga kalimat."
        ),
    )


class AnswerForm(BaseForm):
    """What somebody saw."""

    words = _words()


class FeedbackForm(RequestForm):
    """About what, and what somebody saw."""

    words = _words()
