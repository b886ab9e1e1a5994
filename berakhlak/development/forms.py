"""Steps and days of a talk as forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _

from berakhlak.development.models import LONGEST_NOTE, LearningWay
from berakhlak.development.operations import StepContent
from berakhlak.development.words import WAYS
from berakhlak.statistics.talk_answers import TalkAnswer
from berakhlak.talk_survey.queries import Answers
from berakhlak.talk_survey.statements import ANSWERS, STATEMENTS
from berakhlak.web.forms import (
    BaseForm,
    ChoiceField,
    DateField,
    LongTextField,
    RadiosField,
    SelectChoice,
    TextField,
)


class StepForm(BaseForm):
    """One step: when something happens, then I will do this."""

    behaviour = ChoiceField(_("Perilaku"), thing=_("perilaku"), choices=[])
    situation = TextField(
        _("Bila …"),
        thing=_("keadaan yang memulai langkah"),
        hint=_("Keadaan yang Anda kenali, misalnya: rapat tim selesai."),
    )
    intention = TextField(
        _("Saya akan …"),
        thing=_("yang akan Anda lakukan"),
        hint=_("Satu hal kecil yang dapat dilihat orang lain."),
    )
    way = RadiosField(
        _("Cara belajar"),
        thing=_("cara belajar"),
        choices=[SelectChoice(way.value, words) for way, words in WAYS.items()],
    )
    due_on = DateField(_("Sampai kapan"), thing=_("sampai kapan"))
    evidence = TextField(
        _("Apa yang akan menunjukkannya"),
        thing=_("apa yang akan menunjukkannya"),
        hint=_(
            "Yang terlihat bila langkah ini berhasil, misalnya: notulen tertempel di papan tim."
        ),
    )

    def offer(self, behaviours: Sequence[tuple[str, str]]) -> None:
        """Let these behaviours be chosen, in this order."""
        self.behaviour.choices = [SelectChoice(code, words) for code, words in behaviours]

    @property
    def content(self) -> StepContent:
        """What was typed, once it has passed the checks."""
        assert self.due_on.data is not None
        return {
            "behaviour": self.behaviour.data,
            "situation": self.situation.data or "",
            "intention": self.intention.data or "",
            "way": LearningWay(self.way.data),
            "due_on": self.due_on.data,
            "evidence": self.evidence.data or "",
        }


def _sentence(label: object) -> TextField:
    return TextField(label, thing=_("kalimat"), max_length=200, required=False)


class SharingForm(BaseForm):
    """Up to three sentences for the unit."""

    sentence_1 = _sentence(_("Kalimat pertama"))
    sentence_2 = _sentence(_("Kalimat kedua"))
    sentence_3 = _sentence(_("Kalimat ketiga"))

    def texts(self) -> list[str]:
        """What was typed, by place."""
        return [field.data or "" for field in (self.sentence_1, self.sentence_2, self.sentence_3)]


class NoteForm(BaseForm):
    """The supervisor's own note."""

    words = LongTextField(
        _("Catatan"),
        thing=_("catatan"),
        required=False,
        max_length=LONGEST_NOTE,
        rows=10,
        hint=_("Misalnya: kejadian kerja yang ingin Anda bicarakan, dan pertanyaan Anda."),
    )


class TalkDayForm(BaseForm):
    """The day of a talk, planned or over."""

    day = DateField(_("Hari percakapan"), thing=_("hari percakapan"))


class TalkOpinionForm(BaseForm):
    """The nine statements, a field each."""

    @classmethod
    def filled(cls, known: Answers | None) -> TalkOpinionForm:
        """With what was answered before, where there is anything."""
        return cls(data={f"statement_{n}": str(int(a)) for n, a in enumerate(known or (), start=1)})

    @property
    def statements(self) -> list[Any]:
        """The fields in their order."""
        return [self[f"statement_{n}"] for n in range(1, len(STATEMENTS) + 1)]

    @property
    def answers(self) -> Answers:
        """What was ticked, once it has passed the checks."""
        return tuple(TalkAnswer(int(field.data)) for field in self.statements)


for _number, _words in enumerate(STATEMENTS, start=1):
    setattr(
        TalkOpinionForm,
        f"statement_{_number}",
        RadiosField(
            _words,
            thing=_("jawaban untuk pernyataan ini"),
            choices=[SelectChoice(str(int(code)), words) for code, words in ANSWERS.items()],
        ),
    )
