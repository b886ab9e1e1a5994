"""Before a cycle opens: what half forms will cost, in sentences for whoever decides."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from berakhlak.cycles.policy import Policy
from berakhlak.formats import format_number, format_percent
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.rotating_forms import form_codes, number_of_forms
from berakhlak.statistics.half_forms import HalfFormsCost, half_forms_cost


def cost_of_half(policy: Policy, instrument: Instrument) -> HalfFormsCost:
    """For as many peers as the policy proposes."""
    sizes = [len(value.behaviours) for value in instrument.values]
    return half_forms_cost(policy.peers_per_officer, asked_by_form(instrument), sizes)


def asked_by_form(instrument: Instrument) -> list[list[int]]:
    """By form, how many behaviours of each value it asks."""
    forms = [set(form_codes(instrument, n)) for n in range(number_of_forms(instrument))]
    return [
        [sum(each.code in form for each in value.behaviours) for value in instrument.values]
        for form in forms
    ]


def half_form_sentences(policy: Policy, instrument: Instrument) -> Sequence[str]:
    """Empty where whole forms are asked."""
    if not policy.asks_half:
        return ()
    cost, peers = cost_of_half(policy, instrument), policy.peers_per_officer
    asked = len(form_codes(instrument, 0))
    return (
        _(
            "Setiap penilai dari kelompok tanpa nama menjawab %(asked)s dari %(all)s perilaku, "
            "bergiliran. Dengan %(n)s rekan, galat baku sebuah nilai sekitar %(half)s, bukan "
            "%(whole)s (naik %(more)s); angka keseluruhan %(overall_half)s, bukan "
            "%(overall_whole)s.",
            asked=format_number(asked),
            all=format_number(len(instrument.behaviours)),
            n=format_number(peers),
            half=format_number(cost.value_half, 2),
            whole=format_number(cost.value_whole, 2),
            more=format_percent(cost.value_half / cost.value_whole - 1),
            overall_half=format_number(cost.overall_half, 2),
            overall_whole=format_number(cost.overall_whole, 2),
        ),
        _(
            "Agar sebuah nilai setepat formulir utuh, perlu %(same)s rekan. Angka satu perilaku "
            "menurut kelompok tanpa nama tidak ditampilkan; jumlah minimal kelompok tetap berlaku.",
            same=format_number(cost.same_error),
        ),
    )
