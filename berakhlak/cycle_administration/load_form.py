"""The part of a cycle's form that bounds what one rater is asked for."""

from __future__ import annotations

import wtforms
from flask_babel import lazy_gettext as _

from berakhlak.cycles.policy_floors import MOST_FORMS, least_of_most_forms
from berakhlak.web.forms import BaseForm, NumberField

USUAL_MOST_FORMS = 25
"""What a new cycle is offered: some four hours of answering."""


class RaterLoadForm(BaseForm):
    """The most forms of a rater, beside the number of peers on which its floor stands."""

    peers_per_officer: NumberField
    most_forms_per_rater = NumberField(
        _("Formulir terbanyak per penilai"),
        thing=_("jumlah formulir terbanyak per penilai"),
        least=least_of_most_forms(3),
        most=MOST_FORMS,
        default=USUAL_MOST_FORMS,
        required=False,
        hint=_(
            "Termasuk formulir untuk dirinya sendiri. Paling sedikit dua kali jumlah rekan "
            "ditambah 2. Kosongkan bila tidak dibatasi."
        ),
    )

    def validate_most_forms_per_rater(self, most: NumberField) -> None:
        """Who leads nobody must have room for everything they may be asked for."""
        least = least_of_most_forms(self.peers_per_officer.data or 0)
        if most.data and most.data < least:
            raise wtforms.ValidationError(
                str(
                    _(
                        "Isi paling sedikit %(least)s: dua kali jumlah rekan per pegawai "
                        "ditambah 2, atau kosongkan.",
                        least=least,
                    )
                )
            )
