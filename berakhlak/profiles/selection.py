"""Which behaviours and values a profile of rules version 2 names, by the frozen verdicts. Pure."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.documents.parts import Fact, Listing
from berakhlak.documents.wording import score, signed, value_name
from berakhlak.profiles.narrative_verdicts import is_said
from berakhlak.profiles.profile import Source
from berakhlak.statistics.frozen_result import BehaviourFigures


def advised(source: Source) -> list[BehaviourFigures]:
    """Behaviours to work on, the first one first: the frozen choice, at most three."""
    known = {row.code: row for row in _behaviours(source)}
    return [known[code] for code in source.figures.advice if code in known]


def strongest(source: Source) -> list[BehaviourFigures]:
    """The few behaviours that are likely seen more often than the officer's own average, the
    clearest first."""
    rows = [row for row in _behaviours(source) if is_said(row.contrast, "higher")]
    rows.sort(key=lambda row: -_estimate(row))
    return rows[: source.cutoffs.most_kept]


def highlights(source: Source, language: str) -> tuple[Listing, ...]:
    """Behaviours above and below the officer's own average, where that is likely true."""
    parts = (
        ("higher", _("Lebih sering terlihat"), _("Dibandingkan rata-ratanya sendiri")),
        ("lower", _("Lebih jarang terlihat"), _("Dibandingkan rata-ratanya sendiri")),
    )
    return tuple(
        _of_behaviours(source, language, verdict, (str(title), str(words)))
        for verdict, title, words in parts
    )


def gaps(source: Source, language: str) -> tuple[Listing, ...]:
    """Values on which the officer's own view is likely higher, and lower."""
    parts = (
        ("higher", _("Diri melihat lebih sering"), _("Diri lebih tinggi daripada orang lain")),
        ("lower", _("Orang lain melihat lebih sering"), _("Diri lebih rendah daripada orang lain")),
    )
    return tuple(
        _of_values(source, language, verdict, (str(title), str(words)))
        for verdict, title, words in parts
    )


def _behaviours(source: Source) -> list[BehaviourFigures]:
    return [row for value in source.figures.values for row in value.behaviours]


def _estimate(row: BehaviourFigures) -> float:
    return row.contrast.estimate if row.contrast else 0.0


def _of_behaviours(source: Source, language: str, verdict: str, words: tuple[str, str]) -> Listing:
    most = source.cutoffs.most_named
    text = {each.code: each.text.in_language(language) for each in source.instrument.behaviours}
    found = [row for row in _behaviours(source) if is_said(row.contrast, verdict)]
    found.sort(key=lambda row: -abs(_estimate(row)))
    facts = tuple(Fact(label=text[row.code], text=score(row.others)) for row in found[:most])
    return _listing(words, facts, len(found) - most)


def _of_values(source: Source, language: str, verdict: str, words: tuple[str, str]) -> Listing:
    facts = tuple(
        Fact(label=value_name(source.instrument, value.code, language), text=signed(value.gap))
        for value in source.figures.values
        if is_said(value.gap_statement, verdict)
    )
    return _listing(words, facts, 0)


def _listing(words: tuple[str, str], items: tuple[Fact, ...], rest: int) -> Listing:
    more = ngettext("dan %(num)s perilaku lain", "dan %(num)s perilaku lain", max(rest, 0))
    return Listing(
        title=words[0],
        explanation=words[1],
        items=items,
        more=str(more) if rest > 0 else "",
        empty=str(_("Belum dapat dikatakan.")),
    )
