"""The form of fifteen seconds: a face, a few reasons, and plain questions for whoever has time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _

from berakhlak.citizens.forms import (
    ANSWER_PREFIX,
    THIS_COUNTER,
    VoiceForm,
    comment_field,
    officer_field,
    voice_form,
)
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import rates_counter
from berakhlak.citizens.photographed import photographed_officers
from berakhlak.cycles.models import Participant
from berakhlak.instrument.citizen_form import CitizenForm, PlainQuestion
from berakhlak.instrument.citizen_words import FormWords
from berakhlak.rating_scale import CANNOT_RATE
from berakhlak.web.forms import CheckboxesField, ScaleField, SelectChoice
from berakhlak.web.language import page_language
from berakhlak.web.refused_forms import typed_fields


class FaceForm(VoiceForm):
    """Parent of the forms that `face_form` builds; `words` are those of the reader's language."""

    template = "citizens/faces.html"
    first_question = "face"

    asks: ClassVar[CitizenForm]
    words: ClassVar[FormWords]
    officers: ClassVar[Sequence[Participant]]
    takes_poster: ClassVar[bool]
    photographed: ClassVar[Collection[int]]

    face: Any
    reasons: Any

    def answers(self) -> dict[str, int]:
        """Scores by behaviour, as docs/decisions/0174 derives them."""
        return self.asks.answers(self.face.data, self.reasons.data or (), super().answers())

    def paper_fields(self) -> list[Any]:
        """The short form alone: a slip is one small page."""
        return [x for x in super().paper_fields() if not x.name.startswith(ANSWER_PREFIX)]

    def validate(self, extra_validators: Any = None) -> bool:
        """A reason says what a face is about, so that it needs one."""
        valid = bool(super().validate(extra_validators))
        if self.officer.data == THIS_COUNTER and (self.comment.data or "").strip():
            self.refuse(
                _("Pesan hanya dapat untuk petugas. Pilih petugasnya, atau kosongkan pesan ini."),
                "comment",
            )
            return False
        if self.reasons.data and self.face.data is None and not self.face.errors:
            self.refuse(_("Pilih satu wajah untuk alasan Anda."), "face")
            return False
        return valid

    @property
    def has_plain_answers(self) -> bool:
        """Whether the longer form stays unfolded: something in it is answered or refused."""
        answered = any(each.data is not None or each.errors for each in self.scales())
        return answered or any(name.startswith(ANSWER_PREFIX) for name in typed_fields())

    @property
    def has_visit(self) -> bool:
        """Whether the field for a ticket's code stays unfolded: a code is the only way in where the
        counter takes none without."""
        return bool(self.visit.data or self.visit.errors or not self.takes_poster)

    @property
    def has_comment(self) -> bool:
        """Whether the field for words stays unfolded."""
        return bool(self.comment.data or self.comment.errors or typed_fields().get("comment"))


def form_at(counter: Counter, **sent: Any) -> VoiceForm:
    """The form of a counter, as its cycle asks; `sent`: its `formdata`, if not the request's."""
    asks = counter.cycle.citizen_form
    if asks is None:
        return voice_form(counter, counter.cycle.instrument.content, **sent)
    return face_form(counter, asks, **sent)


def face_form(counter: Counter, asks: CitizenForm, **sent: Any) -> FaceForm:
    """The form of one counter, in the language of the page."""
    words = asks.words_in(page_language())
    faces = [(score, words.faces[str(score)]) for score in asks.faces]
    fields: dict[str, Any] = {
        "asked": tuple(each.behaviour for each in asks.questions),
        "asks": asks,
        "words": words,
        "officers": counter.rated_officers,
        "takes_poster": counter.takes_poster,
        "photographed": photographed_officers(counter),
        "officer": officer_field(counter.rated_officers, _counter_words(counter, asks)),
        "face": _scale(words.face, faces, words),
        "reasons": CheckboxesField(
            words.either,
            thing=words.either,
            choices=[SelectChoice(each.code, words.reasons[each.code]) for each in asks.reasons],
            required=False,
        ),
        "comment": comment_field(),
    }
    for question in asks.questions:
        name = ANSWER_PREFIX + question.behaviour
        wording = words.questions[question.behaviour]
        fields[name] = _scale(wording, _answers_to(question, words) or faces, words)
    form: FaceForm = type("CounterFaceForm", (FaceForm,), fields)(**sent)
    return form


def _counter_words(counter: Counter, asks: CitizenForm) -> str:
    """Empty where it may not be rated."""
    return asks.counter_in(page_language()) if rates_counter(counter) else ""


def _scale(wording: str, answers: Sequence[tuple[int, str]], words: FormWords) -> Any:
    cannot = words.faces[str(CANNOT_RATE)]
    return ScaleField(wording, steps=answers, cannot=cannot, required=False)


def _answers_to(question: PlainQuestion, words: FormWords) -> list[tuple[int, str]]:
    return [(score, words.choices[code]) for score, code in question.choices]
