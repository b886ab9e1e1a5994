"""Forms of HR: opening a survey, and a line of the plan of action."""

from __future__ import annotations

from typing import Any

import wtforms
from flask_babel import lazy_gettext as _

from berakhlak.satisfaction_administration.planning import PlannedAction
from berakhlak.satisfaction_survey.elements import ELEMENTS
from berakhlak.satisfaction_survey.operations import MOST_SERVICES, SurveyPlan
from berakhlak.web.forms import (
    BaseForm,
    CheckboxField,
    ChoiceField,
    DateField,
    LongTextField,
    NumberField,
    SelectChoice,
    TextField,
)

LONGEST_SERVICE = 80


FEWEST = 30
"""Respondents that a survey asks for, at least. Nobody knows who answers: whoever sends nearly all
answers learns what those few say who answered besides."""


class OpenSurveyForm(BaseForm):
    """What the unit states before it asks."""

    services = LongTextField(
        _("Jenis layanan"),
        thing=_("jenis layanan"),
        hint=_(
            "Satu baris untuk satu layanan, paling banyak 12. Bila lebih dari satu, responden "
            "memilih yang dipakainya."
        ),
        max_length=1000,
        rows=3,
    )
    last_day = DateField(_("Hari terakhir"), thing=_("hari terakhir"))
    population = NumberField(
        _("Banyaknya pengguna layanan dalam masa survei"),
        thing=_("banyaknya pengguna layanan"),
        hint=_("Perkiraan unit; darinya dihitung berapa responden yang sebaiknya dicapai."),
        least=1,
        most=10_000_000,
        required=False,
    )
    least = NumberField(
        _("Responden paling sedikit agar angka tampil"),
        thing=_("responden paling sedikit"),
        hint=_("Paling sedikit 30. Tidak dapat diubah sesudah survei dibuka."),
        least=FEWEST,
        most=1000,
        default=FEWEST,
    )

    needs_tickets = CheckboxField(
        _("Hanya dengan tiket"),
        hint=_(
            "Setiap tamu yang dilayani mendapat satu kode sekali pakai dari petugas. Tanpa tiket, "
            "siapa pun yang tahu alamatnya dapat menjawab, juga berkali-kali."
        ),
    )

    def names(self) -> tuple[str, ...]:
        """The lines, each once."""
        lines = (" ".join(line.split()) for line in (self.services.data or "").splitlines())
        return tuple(dict.fromkeys(line for line in lines if line))

    def validate_services(self, _field: Any) -> None:
        """Raises ValidationError for too many, or one that fits no phone."""
        names = self.names()
        if len(names) > MOST_SERVICES:
            raise wtforms.ValidationError(
                _(
                    "Paling banyak %(most)s layanan; sekarang %(n)s.",
                    most=MOST_SERVICES,
                    n=len(names),
                )
            )
        if long := next((name for name in names if len(name) > LONGEST_SERVICE), None):
            raise wtforms.ValidationError(
                _("Singkatkan “%(name)s…” menjadi 80 huruf.", name=long[:30])
            )

    def plan(self) -> SurveyPlan:
        """What was stated, once it is valid."""
        assert self.last_day.data is not None
        return SurveyPlan(
            self.names(),
            self.last_day.data,
            self.population.data,
            self.least.data or FEWEST,
            bool(self.needs_tickets.data),
        )


class TicketsForm(BaseForm):
    """How many tickets to print; fifteen fill a sheet."""

    count = NumberField(
        _("Jumlah tiket"),
        thing=_("jumlah tiket"),
        hint=_("15 tiket untuk satu lembar A4."),
        least=15,
        most=150,
        default=45,
    )


class FollowUpForm(BaseForm):
    """One line of the plan."""

    element = ChoiceField(
        _("Unsur"),
        thing=_("unsur"),
        choices=[
            SelectChoice(number, _("%(code)s %(name)s", code=each.code, name=each.name))
            for number, each in enumerate(ELEMENTS, start=1)
        ],
        coerce=int,
    )
    action = LongTextField(
        _("Tindakan"), thing=_("tindakan"), max_length=300, rows=2, hint=_("Apa yang diperbaiki.")
    )
    due = TextField(
        _("Waktu"), thing=_("waktu"), max_length=60, hint=_("Misalnya: triwulan I 2027")
    )
    responsible = TextField(
        _("Penanggung jawab"),
        thing=_("penanggung jawab"),
        max_length=120,
        hint=_("Jabatan atau bagian, bukan nama orang: rencana ini dibaca umum."),
    )

    def planned(self) -> PlannedAction:
        return PlannedAction(
            self.element.data,
            self.action.data or "",
            self.due.data or "",
            self.responsible.data or "",
        )
