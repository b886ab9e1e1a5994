"""The part of a cycle's form that says what sheets ask beside the behaviours."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.stored_policy import FLAGS
from berakhlak.web.forms import BaseForm, CheckboxField


class QuestionsForm(BaseForm):
    """Neither is part of a figure of behaviours, and neither has to be answered."""

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
            "Karena rata-rata berkumpul di puncak skala, pilihan lebih membedakan. Perlu instrumen "
            "dengan sedikitnya tujuh nilai; dari kelompok tanpa nama tampil yang dipilih lebih dari "
            "separuh, sejak lima yang memilih."
        ),
    )

    def asked(self) -> dict[str, bool]:
        """What was ticked, by the name of the policy's part."""
        return {name: bool(self[name].data) for name in FLAGS}


def questions_data(policy: Policy) -> dict[str, bool]:
    """What the form shows of a policy."""
    return {name: getattr(policy, name) for name in FLAGS}
