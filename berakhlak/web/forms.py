"""The base form and the house fields: one word about a field makes every message about it.

Fields know their component (`templates/components/field.html` draws them) and what they ask for
(`thing`, in the words of a sentence: "nama lengkap Anda"). Browsers are never told that a field
is required, so all errors come from the server, in one voice and in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from flask_wtf.file import FileAllowed
from flask_wtf.file import FileField as _FileField
from wtforms import SelectChoice  # type: ignore[attr-defined]  # The stubs are one release behind.
from wtforms import validators as check

from berakhlak import text
from berakhlak.formats import local_today, short_date
from berakhlak.rating_scale import CANNOT_RATE
from berakhlak.web.field_words import FieldSentence, FieldWords, NumberWords

__all__ = [
    "BaseForm",
    "CheckboxField",
    "CheckboxesField",
    "ChoiceField",
    "ConfirmForm",
    "DateField",
    "EmailField",
    "FileField",
    "LongTextField",
    "NumberField",
    "PasswordField",
    "FormProblem",
    "RadiosField",
    "ScaleField",
    "SelectChoice",
    "TextField",
    "form_problems",
]

DATE_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types.
    """Parent of every form."""

    def refuse(self, message: object, field: str | None = None) -> None:
        """Add an error found by an operation, to one field or to the form as a whole."""
        if field is None:
            self.form_errors.append(message)
        else:
            self[field].errors = [*self[field].errors, message]


class ConfirmForm(BaseForm):
    """A step that only needs to be confirmed."""


class _Text(FieldWords):
    """Free text: stripped, with line breaks of one letter, never longer than what keeps it."""

    autocomplete = "off"
    input_type = "text"
    input_mode = ""
    too_long: object = _(
        "Singkatkan %(thing)s menjadi paling banyak %(most)s huruf; sekarang kelebihan %(over)s."
    )

    def __init__(self, label: object, *, max_length: int = 200, **options: Any) -> None:
        self.max_length = max_length
        self.autocomplete = options.pop("autocomplete", self.autocomplete)
        self.input_mode = options.pop("input_mode", self.input_mode)
        checks = [_short_enough, *options.pop("validators", ())]
        options.setdefault("filters", [_one_line])
        super().__init__(label, validators=checks, **options)

    def _presence(self) -> Any:
        return check.DataRequired(self.say(self.empty))


def _short_enough(_form: Any, field: Any) -> None:
    """Raises ValidationError that tells how many letters are too many."""
    over = len(field.data or "") - field.max_length
    if over > 0:
        raise check.ValidationError(
            field.say(field.too_long, most=NumberWords(field.max_length), over=NumberWords(over))
        )


def _one_line(value: Any) -> Any:
    return text.single_line(value) if isinstance(value, str) else value


def _stripped(value: Any) -> Any:
    return text.normalise_text(value).strip() if isinstance(value, str) else value


class TextField(_Text, wtforms.StringField):
    """One line of text."""


class EmailField(_Text, wtforms.StringField):
    """An e-mail address."""

    input_type = "email"
    input_mode = "email"
    autocomplete = "email"
    broken = _("Periksa kembali %(thing)s, misalnya nama@instansi.go.id.")

    def __init__(self, label: object, *, thing: object, **options: Any) -> None:
        message: Any = FieldSentence(self.broken, {"thing": thing})
        super().__init__(
            label, thing=thing, max_length=254, validators=[check.Email(message)], **options
        )


class PasswordField(_Text, wtforms.PasswordField):
    """A password: kept exactly as typed, and never sent back."""

    component = "password"
    input_type = "password"
    autocomplete = "current-password"

    def __init__(self, label: object, **options: Any) -> None:
        super().__init__(label, filters=[], **options)


class LongTextField(_Text, wtforms.TextAreaField):
    """Several lines of text."""

    component = "textarea"

    def __init__(self, label: object, *, max_length: int = 2000, **options: Any) -> None:
        self.rows = options.pop("rows", 4)
        super().__init__(label, max_length=max_length, filters=[_stripped], **options)


class NumberField(FieldWords, wtforms.IntegerField):
    """A whole number between `least` and `most`, both allowed."""

    component = "number"
    broken = _("Isi %(thing)s dengan angka bulat dari %(least)s sampai %(most)s.")

    def __init__(self, label: object, *, least: int, most: int, **options: Any) -> None:
        self.least, self.most = least, most
        words = {"thing": options["thing"], "least": least, "most": most}
        message: Any = FieldSentence(self.broken, words)
        super().__init__(label, validators=[check.NumberRange(least, most, message)], **options)

    def say(self, sentence: object, **words: object) -> Any:
        """A message about this field; both limits are among its words."""
        return super().say(sentence, least=self.least, most=self.most, **words)


def _example_day() -> str:
    return str(_("Misalnya %(day)s", day=short_date(local_today())))


class DateField(FieldWords, wtforms.DateField):
    """A day, written day first (24/11/2026) or in ISO order (2026-11-24)."""

    component = "date"
    broken = _("Isi %(thing)s dengan tanggal, bulan, dan tahun, misalnya %(day)s.")

    def __init__(self, label: object, **options: Any) -> None:
        options.setdefault("hint", LazyString(_example_day))
        super().__init__(label, format=DATE_FORMATS, **options)

    def say(self, sentence: object, **words: object) -> Any:
        """A message about this field; its example is a day that could be typed today."""
        return super().say(sentence, day=short_date(local_today()), **words)


class _Choice(FieldWords):
    """One answer out of several."""

    empty = _("Pilih %(thing)s.")
    broken = _("Pilih %(thing)s dari jawaban yang tersedia.")


class ChoiceField(_Choice, wtforms.SelectField):
    """One out of many, in a drop-down list; `choices` are SelectChoice."""

    component = "select"


class RadiosField(_Choice, wtforms.RadioField):
    """One out of a few, all in sight; `choices` are SelectChoice."""

    component = "radios"


class CheckboxesField(_Choice, wtforms.SelectMultipleField):
    """Any number out of a few, all in sight; `choices` are SelectChoice."""

    component = "checkboxes"


class ScaleField(_Choice, wtforms.RadioField):
    """A step of the rating scale (int, from 1), or CANNOT_RATE; None while unanswered.

    `steps` are (score, words) from the lowest; `cannot` is the wording of "cannot rate".
    """

    component = "scale"
    empty = _("Pilih satu jawaban untuk: %(thing)s")
    broken = empty

    def __init__(
        self, label: object, *, steps: Sequence[tuple[int, object]], cannot: object, **options: Any
    ) -> None:
        answers = [SelectChoice(score, words) for score, words in steps]
        choices = [*answers, SelectChoice(CANNOT_RATE, cannot)]
        options.setdefault("thing", label)
        super().__init__(label, choices=choices, coerce=int, **options)


class CheckboxField(FieldWords, wtforms.BooleanField):
    """A statement to agree with; required means that it must be ticked."""

    component = "checkbox"
    empty = _("Centang untuk melanjutkan: %(thing)s.")

    def __init__(self, label: object, *, required: bool = False, **options: Any) -> None:
        options.setdefault("thing", label)
        super().__init__(label, required=required, **options)


class FileField(FieldWords, _FileField):  # type: ignore[misc]  # Flask-WTF ships no types.
    """A file of one of the given kinds, named by their endings without the dot."""

    component = "file"
    empty = _("Pilih %(thing)s.")
    wrong_kind: object = _("Pilih berkas berjenis: %(kinds)s.")

    def __init__(self, label: object, *, kinds: Sequence[str], **options: Any) -> None:
        self.accept = ",".join(f".{kind}" for kind in kinds)
        message = FieldSentence(self.wrong_kind, {"kinds": ", ".join(kinds)})
        super().__init__(label, validators=[FileAllowed(list(kinds), message)], **options)

    def _presence(self) -> Any:
        return check.DataRequired(self.say(self.empty))


@dataclass(frozen=True)
class FormProblem:
    """One line of the error summary; `target` is the id of the control, or empty."""

    target: str
    message: object


def form_problems(form: Any) -> list[FormProblem]:
    """Every error of a form in the order of its fields, errors of the whole form first."""
    whole = [FormProblem("", message) for message in form.form_errors]
    return whole + [problem for field in form for problem in _field_problems(field)]


def _field_problems(field: Any) -> Iterator[FormProblem]:
    inner = getattr(field, "entries", None) or getattr(field, "form", None)
    if inner:
        for each in inner:
            yield from _field_problems(each)
        return
    grouped = getattr(field, "component", "") in {"radios", "checkboxes", "scale"}
    target = f"{field.id}-0" if grouped else field.id
    # One complaint per field at a time: an unreadable number is not also out of range.
    yield from (FormProblem(target, message) for message in field.errors[:1])
