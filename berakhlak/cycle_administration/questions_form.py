"""The part of a cycle's form that says what sheets ask beside the behaviours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import wtforms
from flask_babel import lazy_gettext as _

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.stored_policy import FLAGS
from berakhlak.instrument.extra_questions import LEAST_VALUES
from berakhlak.web.forms import BaseForm, CheckboxField, ChoiceField


class QuestionsForm(BaseForm):
    """Neither is part of a figure of behaviours, and neither has to be answered.

    `value_counts`: of the instruments on offer, how many values each has.
    """

    value_counts: Mapping[int, int] = MappingProxyType({})
    instrument: ChoiceField
    second: ChoiceField
    asks_familiarity = CheckboxField(
        _("Tanyakan seberapa sering penilai bekerja bersama orang yang dinilai"),
        hint=_(
            "Satu pertanyaan lagi pada formulir. Tampil di profil sebagai satu kalimat tentang "
            "seluruh kelompok, sejak lima yang menjawab."
        ),
    )
    asks_choices = CheckboxField(
        _("Minta tiga kekuatan dan satu hal untuk dikembangkan"),
        hint=_(
            "Karena rata-rata berkumpul di puncak skala, pilihan lebih membedakan. Perlu "
            "instrumen dengan sedikitnya tujuh nilai; dari kelompok tanpa nama tampil yang "
            "dipilih lebih dari separuh, sejak lima yang memilih."
        ),
    )

    asks_half = CheckboxField(
        _("Percobaan: tanyakan setengah perilaku kepada setiap penilai, bergiliran"),
        hint=_(
            "Untuk kelompok tanpa nama; waktu mengisi kira-kira setengahnya. Galat baku dan jumlah "
            "penilai yang dibutuhkan tampil di halaman siklus sebelum dibuka. Hanya dengan satu "
            "instrumen."
        ),
    )

    def validate_asks_half(self, field: CheckboxField) -> None:
        """Two instruments on one sheet are asked whole."""
        if field.data and self.second.data:
            raise wtforms.ValidationError(
                str(
                    _(
                        "Setengah perilaku hanya dapat ditanyakan dengan satu instrumen. Pilih "
                        "“Tidak ada” pada instrumen kedua, atau hapus centang ini."
                    )
                )
            )

    def validate_asks_choices(self, field: CheckboxField) -> None:
        """With few values, what is told of a small group would settle single choices."""
        found = self.value_counts.get(self.instrument.data, LEAST_VALUES)
        if field.data and found < LEAST_VALUES:
            raise wtforms.ValidationError(
                str(
                    _(
                        "Instrumen ini punya %(found)s nilai; pilihan tiga kekuatan perlu "
                        "sedikitnya %(least)s. Pilih instrumen lain atau hapus centangnya.",
                        found=found,
                        least=LEAST_VALUES,
                    )
                )
            )

    def with_questions(self, policy: Policy) -> Policy:
        """The policy with what was ticked."""
        return replace(
            policy,
            asks_familiarity=bool(self.asks_familiarity.data),
            asks_choices=bool(self.asks_choices.data),
            asks_half=bool(self.asks_half.data),
        )


def questions_data(policy: Policy) -> dict[str, bool]:
    """What the form shows of a policy."""
    return {name: getattr(policy, name) for name in FLAGS}
