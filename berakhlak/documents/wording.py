"""Words and numbers of a profile in the reader's language; foreign text made harmless."""

from __future__ import annotations

import math
import re
from typing import Protocol

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.documents.parts import TableEntry
from berakhlak.formats import NOTHING, format_number, format_percent
from berakhlak.instrument.catalogue import Instrument
from berakhlak.statistics.frozen_result import CellFigures, CellStatus
from berakhlak.statistics.inference.cutoffs import StatementCutoffs
from berakhlak.text import ascii_letters, printable_text

# Ranks of PNS by golongan ruang; official words, the same in every language.
RANKS = {
    "I/a": "Juru Muda",
    "I/b": "Juru Muda Tingkat I",
    "I/c": "Juru",
    "I/d": "Juru Tingkat I",
    "II/a": "Pengatur Muda",
    "II/b": "Pengatur Muda Tingkat I",
    "II/c": "Pengatur",
    "II/d": "Pengatur Tingkat I",
    "III/a": "Penata Muda",
    "III/b": "Penata Muda Tingkat I",
    "III/c": "Penata",
    "III/d": "Penata Tingkat I",
    "IV/a": "Pembina",
    "IV/b": "Pembina Tingkat I",
    "IV/c": "Pembina Utama Muda",
    "IV/d": "Pembina Utama Madya",
    "IV/e": "Pembina Utama",
}


def group_name(policy: Policy, code: str) -> str:
    """Diri, Atasan, Rekan, or whatever the cycle calls the group, in the reader's language."""
    return policy.group(code).words.in_language(str(get_locale()))


def group_names(policy: Policy) -> dict[str, str]:
    """The same of every group of a cycle, by code and in their order."""
    return {code: group_name(policy, code) for code in policy.codes}


def format_score(value: float | None) -> str:
    """4,25; a dash for no value."""
    return format_number(value, 2)


def format_signed(value: float | None) -> str:
    """+0,50 or −0,50 with a true minus; zero carries no sign."""
    if value is None:
        return NOTHING
    if abs(value) < 0.005:
        return format_score(0.0)
    return ("+" if value > 0 else "−") + format_score(abs(value))


class ScaleSource(Protocol):
    """What it takes to put a mean into words: the scale, and the limits frozen with the cycle."""

    @property
    def instrument(self) -> Instrument: ...
    @property
    def cutoffs(self) -> StatementCutoffs: ...


def level_words(source: ScaleSource, value: float, language: str) -> str:
    """A mean in the words of the scale: near one step, or between two."""
    instrument, near = source.instrument, source.cutoffs.level_near
    value = min(max(value, 1.0), float(instrument.max_score))
    nearest = round(value)
    if abs(value - nearest) <= near:
        return str(_("sekitar “%(step)s”", step=_step(instrument, nearest, language)))
    below = math.floor(value)
    return str(
        _(
            "“%(low)s” hingga “%(high)s”",
            low=_step(instrument, below, language),
            high=_step(instrument, below + 1, language),
        )
    )


def _step(instrument: Instrument, place: int, language: str) -> str:
    return instrument.steps[place - 1].label.in_language(language)


def rank_words(rank: str | None) -> str:
    """Penata Muda Tingkat I (III/b); Golongan IX for PPPK; a dash for none."""
    if not rank:
        return NOTHING
    if rank in RANKS:
        return f"{RANKS[rank]} ({rank})"
    return str(_("Golongan %(rank)s", rank=clean_text(rank)))


def suppression_reason(policy: Policy, group: str) -> str:
    """Why a cell of this group shows no number."""
    return str(_("kurang dari %(n)s penilai", n=policy.min_n[group]))


def behaviour_minimum(policy: Policy) -> tuple[str, ...]:
    """That a single behaviour needs more citizens than a value; nothing in cycles without the rule
    of tickets."""
    if not policy.behaviour_tickets:
        return ()
    rule = _(
        "Untuk satu perilaku menurut masyarakat batasnya lebih tinggi, dihitung dari tiket "
        "kunjungan: %(n)s.",
        n=format_number(policy.behaviour_min_n[Relation.CITIZEN]),
    )
    return (str(rule),)


def cell_entry(cell: CellFigures | None) -> TableEntry:
    """A group's cell as printed: the mean with its number of raters, `ditahan`, or a dash."""
    if cell is None or cell.status is CellStatus.NONE:
        return TableEntry(text=NOTHING, kind="none")
    if cell.status is CellStatus.SUPPRESSED:
        return TableEntry(text=str(_("ditahan")), kind="withheld")
    return TableEntry(text=format_score(cell.mean), note=f"n {cell.n}")


def rater_count_words(n: int) -> str:
    """A number of raters in words: 5 orang."""
    return str(ngettext("%(num)s orang", "%(num)s orang", n))


def format_cell_interval(cell: CellFigures) -> str:
    """3,80–4,44; empty where there is none."""
    if cell.low is None or cell.high is None:
        return ""
    return f"{format_score(cell.low)}–{format_score(cell.high)}"


def figure_entry(value: float | None) -> TableEntry:
    """A figure that is never withheld, or a dash."""
    return TableEntry(text=format_score(value), kind="shown" if value is not None else "none")


def cells_of_others(policy: Policy, cells: dict[str, CellFigures]) -> dict[str, CellFigures]:
    """The cells of everybody but the officer, in the order of their groups."""
    return {group: cells[group] for group in policy.others if group in cells}


def is_any_withheld(cells: dict[str, CellFigures]) -> bool:
    """Whether others did answer but are not shown."""
    others = (cell for group, cell in cells.items() if group != Relation.SELF)
    return any(cell.status is CellStatus.SUPPRESSED for cell in others)


def composite_entry(value: float | None, cells: dict[str, CellFigures]) -> TableEntry:
    """The figure of all others; withheld, not absent, where somebody did answer."""
    if value is not None:
        return TableEntry(text=format_score(value))
    if is_any_withheld(cells):
        return TableEntry(text=str(_("ditahan")), kind="withheld")
    return TableEntry(text=NOTHING, kind="none")


def weight_shares(policy: Policy) -> dict[str, float]:
    """Weights as shares of one, by group."""
    total = sum(policy.weights.values())
    return {code: weight / total for code, weight in policy.weights.items()}


def weights_in_words(policy: Policy) -> str:
    """Atasan 20%, Rekan 35%, …"""
    shares = weight_shares(policy).items()
    return ", ".join(
        f"{group_name(policy, code)} {format_percent(share)}" for code, share in shares
    )


def clean_text(text: str, limit: int = 0) -> str:
    """Text from people: no control signs, no direction overrides; cut after `limit` characters."""
    text = re.sub(r" *\n *", "\n", re.sub(r"[^\S\n]+", " ", printable_text(text)))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return text if not limit or len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clean_line(text: str, limit: int = 0) -> str:
    """`clean_text`, without line breaks."""
    return clean_text(" ".join(text.split()), limit)


def file_stem(name: str, cycle: str, participant_id: int) -> str:
    """Profil-BerAKHLAK-Siti-Rahmawati-Siklus-2026-12: safe everywhere, unique by its end."""
    parts = [_ascii(name, 60), _ascii(cycle, 40), str(participant_id)]
    return "-".join(["Profil-BerAKHLAK", *(part for part in parts if part)])


def _ascii(text: str, limit: int) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_letters(text))[:limit].strip("-")


def value_name(instrument: Instrument, code: str, language: str) -> str:
    """The name of a value by its code."""
    return next(v.name.in_language(language) for v in instrument.values if v.code == code)
