"""The part of a cycle's form that says in which order and in which words behaviours are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import wtforms
from flask_babel import lazy_gettext as _

from berakhlak.cycles.policy import Policy
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.forms import in_reader_language
from berakhlak.instrument.item_order import ItemOrder
from berakhlak.instrument.label_sets import name_of, own_words
from berakhlak.instrument.models import InstrumentVersion
from berakhlak.web.forms import BaseForm, ChoiceField, SelectChoice

OWN_WORDS = ""


class AskingForm(BaseForm):
    """Both are experiments, off unless chosen, and fixed when the cycle opens.

    `versions`: of the instruments on offer, `code:version`; `label_sets`: by the same name.
    """

    versions: Mapping[int, str] = MappingProxyType({})
    label_sets: Mapping[str, Instrument] = MappingProxyType({})
    instrument: ChoiceField
    second: ChoiceField
    order = ChoiceField(
        _("Percobaan: urutan perilaku pada formulir"),
        thing=_("urutan perilaku"),
        required=False,
        default=ItemOrder.BY_VALUE,
        choices=[
            SelectChoice(ItemOrder.BY_VALUE, _("Menurut nilai (bawaan)")),
            SelectChoice(ItemOrder.MIXED, _("Campur, sama bagi semua penilai")),
            SelectChoice(ItemOrder.ROTATED, _("Campur, awalnya bergiliran")),
        ],
        hint=_(
            "Campur: perilaku yang beruntun berasal dari nilai yang berbeda. Bergiliran: tiap "
            "penilai mulai dari perilaku lain. Jawaban disimpan menurut perilaku, jadi angka "
            "dihitung sama. Yang dapat berubah adalah jawabannya: bandingkan secara hati-hati "
            "dengan siklus yang urutannya lain."
        ),
    )
    labels = ChoiceField(
        _("Percobaan: kata pada skala"),
        thing=_("kata pada skala"),
        required=False,
        coerce=str,
        default=OWN_WORDS,
        hint=_(
            "Dibaca pegawai di formulir dan di semua hasil; masyarakat tetap membaca kata "
            "formulirnya sendiri. Angka tidak dibandingkan dengan siklus yang memakai kata lain."
        ),
    )

    def offer_labels(self, sets: Sequence[Instrument], stored: Sequence[InstrumentVersion]) -> None:
        """The sets of the instruments on offer, each by its first and last word."""
        self.versions = {row.id: name_of(row.content) for row in own_words(stored)}
        known = set(self.versions.values())
        self.label_sets = {name_of(each): each for each in sets if _standard_name(each) in known}
        own = SelectChoice(OWN_WORDS, _("Kata bawaan instrumen"))
        several = len({each.code for each in self.label_sets.values()}) > 1
        found = [
            SelectChoice(name, _words(each, titled=several))
            for name, each in self.label_sets.items()
        ]
        self.labels.choices = [own, *found]

    def choose_labels(self, chosen: InstrumentVersion) -> None:
        """Show the words of a draft."""
        if not self.labels.raw_data:
            name = name_of(chosen.content) if chosen.content.relabels else OWN_WORDS
            self.labels.data = name
            self.labels.raw_data = [name]

    def validate_order(self, field: ChoiceField) -> None:
        """Two instruments on one sheet are asked one after the other."""
        if field.data != ItemOrder.BY_VALUE and self.second.data:
            raise wtforms.ValidationError(
                str(
                    _(
                        "Urutan campur hanya dapat dipakai dengan satu instrumen. Pilih “Tidak "
                        "ada” pada instrumen kedua, atau urutan menurut nilai."
                    )
                )
            )

    def validate_labels(self, field: ChoiceField) -> None:
        """Words are those of one instrument."""
        found = self.label_sets.get(field.data or OWN_WORDS)
        if found is not None and self.versions.get(self.instrument.data) != _standard_name(found):
            raise wtforms.ValidationError(
                str(
                    _(
                        "Kata skala ini milik instrumen %(title)s. Pilih instrumen itu, atau kata "
                        "bawaan instrumen.",
                        title=in_reader_language(found.title),
                    )
                )
            )

    def with_order(self, policy: Policy) -> Policy:
        """The policy with the order that was chosen."""
        return replace(policy, order=ItemOrder(self.order.data or ItemOrder.BY_VALUE))


def _standard_name(labelled: Instrument) -> str:
    return f"{labelled.code}:{labelled.relabels}"


def _words(instrument: Instrument, *, titled: bool) -> str:
    first, last = (in_reader_language(instrument.steps[n].label) for n in (0, -1))
    title = f" ({in_reader_language(instrument.title)})" if titled else ""
    return f"{first} … {last}{title}"
