"""A change of a behaviour in words, with what it cannot tell."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import gettext as _

from berakhlak.development.growth import LaterRound, Pair
from berakhlak.documents.wording import format_signed
from berakhlak.formats import format_number
from berakhlak.statistics.behaviour_change import BehaviourChange


@dataclass(frozen=True)
class ChangeRow:
    """One behaviour as a row: figures as printed, empty where there are none, and what they say."""

    behaviour: str
    before: str
    now: str
    difference: str
    interval: str
    raters: str
    meaning: str
    own: str = ""
    supervisor: str = ""


def change_rows(later: LaterRound, words: dict[str, str]) -> list[ChangeRow]:
    """`words`: behaviours by code."""
    return [
        replace(
            _row(words.get(code, code), change),
            own=_then_now(later.beside[code].own),
            supervisor=_then_now(later.beside[code].supervisor),
        )
        for code, change in later.changes.items()
    ]


def _then_now(pair: Pair | None) -> str:
    """Of one person: before, then after."""
    if pair is None:
        return ""
    before, now = pair
    return str(_("%(before)s, lalu %(now)s", before=_score(before), now=_score(now)))


def _score(figure: float) -> str:
    return format_number(figure, 0 if figure == round(figure) else 2)


def _row(behaviour: str, change: BehaviourChange) -> ChangeRow:
    if change.difference is None:
        return ChangeRow(behaviour, "", "", "", "", "", meaning_of(change))
    return ChangeRow(
        behaviour,
        format_number(change.before, 2),
        format_number(change.now, 2),
        format_signed(change.difference),
        _interval(change),
        _raters(change),
        meaning_of(change),
    )


def _interval(change: BehaviourChange) -> str:
    if change.low is None or change.high is None:
        return ""
    words = {"low": format_signed(change.low), "high": format_signed(change.high)}
    return str(_("%(low)s sampai %(high)s", **words))


def _raters(change: BehaviourChange) -> str:
    before = sum(each.n_before for each in change.groups)
    now = sum(each.n_now for each in change.groups)
    return str(_("%(before)s, lalu %(now)s", before=before, now=now))


def meaning_of(change: BehaviourChange) -> str:
    """What the interval allows to say."""
    if change.difference is None:
        return str(
            _(
                "Terlalu sedikit penilai untuk mengatakan sesuatu. Ini juga jawaban: tidak berarti "
                "naik, tidak berarti turun."
            )
        )
    if change.low is None:
        return str(_("Besarnya kebetulan tidak diketahui, jadi perubahan belum dapat dikatakan."))
    if change.rises:
        return str(
            _(
                "Naik melebihi yang dapat terjadi hanya karena penilainya lain. Yang dipilih "
                "karena rendah biasanya naik sedikit dengan sendirinya."
            )
        )
    if change.falls:
        return str(
            _("Turun melebihi yang dapat terjadi hanya karena penilainya lain. Bicarakan sebabnya.")
        )
    return str(
        _(
            "Belum dapat dikatakan: rentangnya memuat nol. Perubahan nyata pun sering belum tampak "
            "pada angka."
        )
    )
