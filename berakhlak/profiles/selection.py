"""Which behaviours and values a profile of rules version 2 names, by the frozen verdicts. Pure."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.documents.parts import LabelledText, TitledList
from berakhlak.documents.wording import format_score, format_signed, value_name
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.wording import by_scale
from berakhlak.profiles.narrative_verdicts import has_verdict
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import BehaviourFigures


def advised_behaviours(source: ProfileSource) -> list[BehaviourFigures]:
    """Behaviours to work on, the first one first: the frozen choice, at most three."""
    known = {row.code: row for row in _behaviours(source)}
    return [known[code] for code in source.figures.advice if code in known]


def strongest_behaviours(source: ProfileSource) -> list[BehaviourFigures]:
    """The few behaviours that are likely seen more often than the officer's own average, the
    clearest first."""
    rows = [row for row in _behaviours(source) if has_verdict(row.contrast, "higher")]
    rows.sort(key=lambda row: -_estimate(row))
    return rows[: source.cutoffs.most_kept]


def highlight_listings(source: ProfileSource, language: str) -> tuple[TitledList, ...]:
    """Behaviours above and below the officer's own average, where that is likely true."""
    more = by_scale(source.instrument, often=_("Lebih sering terlihat"), well=_("Lebih tinggi"))
    less = by_scale(source.instrument, often=_("Lebih jarang terlihat"), well=_("Lebih rendah"))
    words = str(_("Dibandingkan rata-ratanya sendiri"))
    return tuple(
        _of_behaviours(source, language, verdict, (title, words))
        for verdict, title in (("higher", more), ("lower", less))
    )


def gap_listings(source: ProfileSource, language: str) -> tuple[TitledList, ...]:
    """Values on which the officer's own view is likely higher, and lower."""
    others = by_scale(
        source.instrument,
        often=_("Orang lain melihat lebih sering"),
        well=_("Orang lain menilai lebih tinggi"),
    )
    parts = (
        ("higher", self_sees_more(source.instrument), _("Diri lebih tinggi daripada orang lain")),
        ("lower", others, _("Diri lebih rendah daripada orang lain")),
    )
    return tuple(
        _of_values(source, language, verdict, (title, str(words)))
        for verdict, title, words in parts
    )


def self_sees_more(instrument: Instrument) -> str:
    """The heading of what the officer's own view puts above that of others."""
    return by_scale(
        instrument, often=_("Diri melihat lebih sering"), well=_("Diri menilai lebih tinggi")
    )


def _behaviours(source: ProfileSource) -> list[BehaviourFigures]:
    return [row for value in source.figures.values for row in value.behaviours]


def _estimate(row: BehaviourFigures) -> float:
    return row.contrast.estimate if row.contrast else 0.0


def _of_behaviours(
    source: ProfileSource, language: str, verdict: str, words: tuple[str, str]
) -> TitledList:
    most = source.cutoffs.most_named
    text = {each.code: each.text.in_language(language) for each in source.instrument.behaviours}
    found = [row for row in _behaviours(source) if has_verdict(row.contrast, verdict)]
    found.sort(key=lambda row: -abs(_estimate(row)))
    facts = tuple(
        LabelledText(label=text[row.code], text=format_score(row.others)) for row in found[:most]
    )
    return _listing(words, facts, len(found) - most)


def _of_values(
    source: ProfileSource, language: str, verdict: str, words: tuple[str, str]
) -> TitledList:
    facts = tuple(
        LabelledText(
            label=value_name(source.instrument, value.code, language), text=format_signed(value.gap)
        )
        for value in source.figures.values
        if has_verdict(value.gap_statement, verdict)
    )
    return _listing(words, facts, 0)


def _listing(words: tuple[str, str], items: tuple[LabelledText, ...], rest: int) -> TitledList:
    more = ngettext("dan %(num)s perilaku lain", "dan %(num)s perilaku lain", max(rest, 0))
    return TitledList(
        title=words[0],
        explanation=words[1],
        items=items,
        more=str(more) if rest > 0 else "",
        empty=str(_("Belum dapat dikatakan.")),
    )
