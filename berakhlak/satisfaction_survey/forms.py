"""The form of citizens: nine elements, and what they may say of themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from berakhlak.satisfaction_survey.box_content import GivenAnswers, GivenCharacteristics
from berakhlak.satisfaction_survey.elements import ELEMENTS
from berakhlak.satisfaction_survey.respondents import CHARACTERISTICS
from berakhlak.web.forms import BaseForm, ChoiceField, RadiosField, SelectChoice, TextField
from berakhlak.web.refused_forms import typed_fields

LEFT_OUT = 0


class SatisfactionForm(BaseForm):
    """Parent of the forms that `satisfaction_form` builds; `ticket` is the form's own token, which
    lets one answer in, once; `proof` of work, where a script did some."""

    ticket = HiddenField()
    proof = HiddenField()
    visit: Any  # The ticket as typed, where the survey needs one.
    service: Any

    def elements(self) -> list[Any]:
        """The fields of the nine, in order."""
        return [self[each.field_name] for each in ELEMENTS]

    def characteristics(self) -> list[Any]:
        return [self[each.code] for each in CHARACTERISTICS]

    @property
    def has_characteristics(self) -> bool:
        """Whether their part stays unfolded."""
        said = typed_fields()
        typed = any(said.get(each.code, "0") != "0" for each in CHARACTERISTICS)
        return typed or any(each.data or each.errors for each in self.characteristics())

    def answers(self) -> GivenAnswers:
        return GivenAnswers(self.service.data, tuple(each.data for each in self.elements()))

    def respondent(self) -> GivenCharacteristics:
        return GivenCharacteristics(tuple(each.data or 0 for each in self.characteristics()))


def satisfaction_form(services: Sequence[str], *, needs_ticket: bool = False) -> SatisfactionForm:
    """The form of a survey; a single service is chosen already."""
    fields = {"service": _service_field(services)} | _element_fields() | _characteristic_fields()
    fields["visit"] = _ticket_field() if needs_ticket else None
    form: SatisfactionForm = type("SurveyForm", (SatisfactionForm,), fields)()
    return form


def _ticket_field() -> Any:
    return TextField(
        _("Kode tiket"),
        thing=_("kode tiket"),
        hint=_("16 huruf dan angka pada tiket dari petugas. Satu tiket untuk satu jawaban."),
        input_mode="text",
        max_length=60,
    )


def _service_field(services: Sequence[str]) -> Any:
    return RadiosField(
        _("Layanan yang Anda pakai"),
        thing=_("layanan yang Anda pakai"),
        choices=[SelectChoice(place, name) for place, name in enumerate(services)],
        coerce=int,
        default=0 if len(services) == 1 else None,
    )


def _element_fields() -> dict[str, Any]:
    fields = {}
    for number, element in enumerate(ELEMENTS, start=1):
        fields[element.field_name] = RadiosField(
            element.question,
            thing=_("jawaban nomor %(number)s", number=number),
            choices=[SelectChoice(score, words) for score, words in enumerate(element.answers, 1)],
            coerce=int,
        )
    return fields


def _characteristic_fields() -> dict[str, Any]:
    fields = {}
    for each in CHARACTERISTICS:
        values = [SelectChoice(place, words) for place, (_c, words) in enumerate(each.values, 1)]
        fields[each.code] = ChoiceField(
            each.name,
            thing=each.name,
            choices=[SelectChoice(LEFT_OUT, _("Tidak saya isi")), *values],
            coerce=int,
            default=LEFT_OUT,
            required=False,
        )
    return fields
