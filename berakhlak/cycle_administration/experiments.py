"""Before a cycle opens: what its experiments do to figures, in sentences for whoever decides.

Order. Research does not agree: items grouped by construct have a higher alpha, which Goodhue &
Loiacono (2002, HICSS 35) read as less reliability; blocks look like factors where there are none
(Weijters, De Beuckelaer & Baumgartner 2014, Applied Psychological Measurement); means differed and
invariance failed between both orders in Şahin (2021, Frontiers in Psychology 12, 590545).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from berakhlak.cycle_administration.half_forms import cost_of_half, half_form_sentences
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.formats import format_number
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.forms import in_reader_language
from berakhlak.instrument.item_order import ItemOrder


def experiment_sentences(policy: Policy, instrument: Instrument) -> Sequence[str]:
    """Empty where behaviours are asked whole, by value and in the instrument's own words."""
    return (
        *half_form_sentences(policy, instrument),
        *_of_whole_forms(policy, instrument),
        *_of_order(policy),
        *_of_labels(instrument),
    )


def _of_whole_forms(policy: Policy, instrument: Instrument) -> Iterator[str]:
    """Standard errors and minimum where half forms have not told them."""
    is_usual = policy.order is ItemOrder.BY_VALUE and not instrument.relabels
    if policy.asks_half or is_usual:
        return
    cost = cost_of_half(policy, instrument)
    yield _(
        "Dengan %(n)s rekan, galat baku sebuah nilai sekitar %(value)s dan angka keseluruhan "
        "%(overall)s; kelompok rekan tampil sejak %(least)s penilai.",
        n=format_number(policy.peers_per_officer),
        value=format_number(cost.value_whole, 2),
        overall=format_number(cost.overall_whole, 2),
        least=format_number(policy.min_n[Relation.PEER]),
    )


def _of_order(policy: Policy) -> Iterator[str]:
    if policy.order is ItemOrder.BY_VALUE:
        return
    yield _(
        "Urutan campur tidak mengubah galat baku dan jumlah minimal itu: jawaban disimpan menurut "
        "perilaku, jadi jawaban yang sama memberi angka yang sama. Jawabannya sendiri dapat "
        "berubah. Penelitian belum sepakat mana yang lebih baik (Goodhue dan Loiacono 2002; "
        "Weijters dkk. 2014), dan rata-rata kedua urutan dapat berbeda (Şahin 2021)."
    )


def _of_labels(instrument: Instrument) -> Iterator[str]:
    if not instrument.relabels:
        return
    first, last = (in_reader_language(instrument.steps[n].label) for n in (0, -1))
    yield _(
        "Skala memakai kata “%(first)s” sampai “%(last)s”, bukan kata bawaan. Galat baku di atas "
        "berasal dari penelitian dengan kata lain, jadi anggaplah perkiraan kasar. Angka siklus "
        "ini tidak akan dibandingkan dengan siklus yang memakai kata lain.",
        first=first,
        last=last,
    )
