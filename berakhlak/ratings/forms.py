"""The sheet as a form, built from the instrument of the cycle; and giving an assignment back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from flask import request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from berakhlak.assignments.models import DeclineReason
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.extra_questions import chosen_values, is_whole_choice
from berakhlak.instrument.forms import scale_field
from berakhlak.ratings.box_content import MAX_COMMENT_LENGTH, SheetContent
from berakhlak.ratings.choice_words import unfinished_choice
from berakhlak.ratings.scales import SheetView
from berakhlak.ratings.sheet_description import (
    ANSWER_PREFIX,
    COMMENT_PREFIX,
    SheetPart,
    describe_extras,
    describe_sheet,
)
from berakhlak.text import is_number
from berakhlak.web.forms import BaseForm, LongTextField, RadiosField, SelectChoice


class SheetForm(BaseForm):
    """Parent of the forms that `sheet_form` builds.

    `revision` is the saving that these answers go on from; a second device shows by it.
    """

    instrument: ClassVar[Instrument]

    revision = HiddenField(default="0")

    def answers(self) -> dict[str, int]:
        """Answers by code; those unanswered or refused are left out."""
        fields = {code: self[ANSWER_PREFIX + code] for code in self.instrument.packing}
        return {
            code: field.data
            for code, field in fields.items()
            if field.data is not None and not field.errors
        }

    def comments(self, otherwise: dict[str, str]) -> dict[str, str]:
        """Comments by value code; where none was asked, or one is refused, the one saved before."""
        comments = dict(otherwise)
        for value in self.instrument.values:
            field = self._fields.get(COMMENT_PREFIX + value.code)
            if field is not None and not field.errors:
                comments[value.code] = field.data or ""
        return comments

    def missing(self) -> list[str]:
        """Codes of the behaviours that have no answer."""
        answered = self.answers()
        return [b.code for b in self.instrument.behaviours if b.code not in answered]

    def ask_for(self, codes: Iterable[str]) -> None:
        """Mark behaviours as still to be answered."""
        for code in codes:
            field = self[ANSWER_PREFIX + code]
            self.refuse(field.say(_("Belum dijawab: %(thing)s")), field.name)

    def require_whole(self) -> None:
        """Mark whatever keeps the sheet from being sent."""
        self.ask_for(self.missing())
        self._require_whole_choice()

    def _require_whole_choice(self) -> None:
        """Mark a choice of strengths that was begun and is not three and one."""
        answers = self.answers()
        strengths, develop = chosen_values(answers)
        if (strengths or develop) and not is_whole_choice(answers):
            words = unfinished_choice(len(strengths), len(develop))
            first = next(each for each in self.instrument.extras if each.of_value)
            self.refuse(words, ANSWER_PREFIX + first.code)

    def going_on_from(self, content: SheetContent) -> None:
        """Make the next saving follow this one."""
        self.revision.data = str(content.revision)

    def revision_number(self) -> int:
        """The revision sent along; -1, which is never stored, for what no form of ours sends."""
        text = str(self.revision.data or "")
        return int(text) if is_number(text) and len(text) < 10 else -1

    def put_back(self, saved: SheetContent) -> None:
        """Fill from what was saved elsewhere whatever is empty here; nothing typed is replaced."""
        kept = {ANSWER_PREFIX + code: score for code, score in saved.answers.items()}
        kept |= {COMMENT_PREFIX + code: text for code, text in saved.comments.items()}  # type: ignore[misc]
        for name, value in kept.items():
            field = self._fields.get(name)
            if field is not None and field.data in (None, ""):
                field.data = value

    def typed_comments(self) -> dict[str, str]:
        """Comments by value code as they were typed, refused ones too; none where none is asked."""
        names = [COMMENT_PREFIX + value.code for value in self.instrument.values]
        fields = [self._fields[name] for name in names if name in self._fields]
        return {field.name.removeprefix(COMMENT_PREFIX): field.data or "" for field in fields}

    def view(self) -> SheetView:
        """The sheet as it was typed, each error at its field."""
        comments = self.typed_comments()
        errors = {field.name: tuple(field.errors) for field in self if field.errors}
        return SheetView(
            self.instrument, SheetContent(self.answers(), comments), bool(comments), errors
        )


def sheet_form(instrument: Instrument, content: SheetContent, *, asks_comments: bool) -> SheetForm:
    """The form of a sheet: what this request sent, over what was saved before.

    A radio button cannot be taken back, so a behaviour that was not sent keeps its saved answer.
    """
    # What was typed is never dropped, even if the group has shrunk since the form was shown.
    asks_comments = asks_comments or any(name.startswith(COMMENT_PREFIX) for name in request.form)
    fields: dict[str, Any] = {"instrument": instrument}
    for part in describe_sheet(instrument, str(get_locale())):
        fields |= {
            asked.field_name: scale_field(asked.number, asked.text, asked.choices)
            for asked in part.questions
        }
        if asks_comments and part.is_value:
            fields[part.comment_name] = _comment_field(part)
    for beside in describe_extras(instrument, str(get_locale())):
        fields |= {
            asked.field_name: scale_field(asked.number, asked.text, asked.choices)
            for asked in beside.questions
        }
    saved: dict[str, object] = {
        ANSWER_PREFIX + code: score for code, score in content.answers.items()
    }
    saved |= {COMMENT_PREFIX + code: text for code, text in content.comments.items()}
    saved["revision"] = str(content.revision)
    form: SheetForm = type("InstrumentForm", (SheetForm,), fields)(data=saved)
    return form


def _comment_field(part: SheetPart) -> LongTextField:
    return LongTextField(
        _("Komentar tentang %(value)s", value=part.name),
        thing=_("komentar tentang %(value)s", value=part.name),
        max_length=MAX_COMMENT_LENGTH,
        required=False,
        rows=2,
    )


class DeclineForm(BaseForm):
    """Why an assignment is given back."""

    reason = RadiosField(
        _("Alasan"),
        thing=_("alasan Anda"),
        choices=[
            SelectChoice(
                DeclineReason.DOES_NOT_KNOW,
                _("Saya tidak cukup mengenal perilaku kerjanya."),
            ),
            SelectChoice(
                DeclineReason.CONFLICT_OF_INTEREST,
                _("Ada benturan kepentingan, misalnya hubungan keluarga atau perkara."),
            ),
        ],
    )
