"""Sentences that are said only where the frozen result holds them likely true (rules version 2).

What is undecided is told as such or passed over, never as sameness.
"""

from __future__ import annotations

from flask_babel import gettext as _

from berakhlak.documents.wording import (
    composite_entry,
    format_score,
    format_signed,
    group_name,
    level_words,
    value_name,
)
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.wording import by_scale, dimension_words, own_answers
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import BehaviourFigures, OfficerFigures, ValueFigures
from berakhlak.statistics.statements import DifferenceStatement
from berakhlak.text import within_sentence

Ranked = list[tuple[BehaviourFigures, str]]


def has_verdict(statement: DifferenceStatement | None, verdict: str) -> bool:
    """Whether a statement was decided this way."""
    return statement is not None and statement.verdict == verdict


def is_decided(statement: DifferenceStatement | None) -> bool:
    """Whether a difference may be told at all."""
    return has_verdict(statement, "higher") or has_verdict(statement, "lower")


def gap_words(figures: ValueFigures, *, guarded: bool) -> str:
    """The difference, where the rules let it be told; else why not."""
    if figures.others is None:
        return composite_entry(figures.others, figures.cells).text
    if guarded and figures.gap is not None and not is_decided(figures.gap_statement):
        return str(_("belum pasti"))
    return format_signed(figures.gap)


def value_sentence(source: ProfileSource, value: ValueFigures, language: str) -> str:
    """How others see a value that they rated, and whether the officer's own view is apart."""
    words = {"level": level_words(source, value.others or 0, language)}
    if value.self_mean is None:
        return str(_("Terlihat %(level)s; penilaian diri tidak ada.", **words))
    if has_verdict(value.gap_statement, "higher"):
        return str(_("Terlihat %(level)s; penilaian diri lebih tinggi.", **words))
    if has_verdict(value.gap_statement, "lower"):
        return str(_("Terlihat %(level)s; penilaian diri lebih rendah.", **words))
    return str(_("Terlihat %(level)s.", **words))


def own_view(figures: OfficerFigures, _threshold: float) -> str:
    """How the officer's own view stands to that of others, overall."""
    if figures.gap is None:
        return str(_("Penilaian diri tidak ada, sehingga tidak dapat dibandingkan."))
    difference = format_score(abs(figures.gap))
    if has_verdict(figures.gap_statement, "higher"):
        return str(_("Penilaian diri lebih tinggi, dengan selisih %(d)s.", d=difference))
    if has_verdict(figures.gap_statement, "lower"):
        return str(_("Penilaian diri lebih rendah, dengan selisih %(d)s.", d=difference))
    return str(
        _(
            "Apakah penilaian diri lebih tinggi atau lebih rendah daripada penilaian orang lain "
            "belum dapat dikatakan."
        )
    )


def self_finding(source: ProfileSource, language: str) -> str:
    """The values on which the officer's own view is likely apart."""
    values = [value for value in source.figures.values if value.gap is not None]
    if not values:
        return str(_("Penilaian diri dan orang lain belum dapat dibandingkan."))
    if len(source.instrument.values) == 1:
        return own_view(source.figures, 0)
    over, under = (
        ", ".join(
            f"{value_name(source.instrument, value.code, language)} ({format_signed(value.gap)})"
            for value in values
            if has_verdict(value.gap_statement, verdict)
        )
        for verdict in ("higher", "lower")
    )
    if over and under:
        return str(
            _(
                "Penilaian diri lebih tinggi pada %(over)s; lebih rendah pada %(under)s.",
                over=over,
                under=under,
            )
        )
    if over:
        return str(_("Penilaian diri lebih tinggi pada %(over)s.", over=over))
    if under:
        return str(_("Penilaian diri lebih rendah pada %(under)s.", under=under))
    return str(
        _(
            "Pada %(dimensions)s mana penilaian diri berbeda dari penilaian orang lain belum "
            "dapat dikatakan: %(own)s dan beberapa jawaban orang lain belum cukup.",
            own=own_answers(source.instrument),
            **dimension_words(source.instrument),
        )
    )


def groups_finding(source: ProfileSource, language: str) -> str:
    """The one difference of two groups that may be told."""
    found = source.figures.group_difference
    if found is not None:
        words = {
            "first": group_name(source.policy, found.first),
            "second": within_sentence(group_name(source.policy, found.second)),
            "value": value_name(source.instrument, found.value, language),
            "d": format_score(found.difference),
        }
        often = _(
            "%(first)s melihat %(value)s lebih sering daripada %(second)s (beda %(d)s).", **words
        )
        well = _(
            "%(first)s menilai %(value)s lebih tinggi daripada %(second)s (beda %(d)s).", **words
        )
        return by_scale(source.instrument, often=often, well=well)
    if not _several_groups(source):
        return str(_("Belum ada dua kelompok penilai lain yang angkanya dapat dibandingkan."))
    return str(_("Belum dapat dikatakan bahwa kelompok-kelompok penilai berpandangan berbeda."))


def _several_groups(source: ProfileSource) -> bool:
    compared = {group.code for group in source.policy.groups if group.is_anonymous}
    cells = [value.cells for value in source.figures.values]
    shown = {code for each in cells for code, cell in each.items() if cell.n}
    return len(shown & compared) >= 2


def group_difference_sentence(source: ProfileSource, value: ValueFigures, language: str) -> str:
    """The difference of two groups, if it is on this value; else nothing."""
    found = source.figures.group_difference
    return groups_finding(source, language) if found and found.value == value.code else ""


def behaviours_finding(source: ProfileSource, ranked: Ranked) -> str:
    """Behaviours that are likely seen more, or less, often than the officer's own average."""
    if len(ranked) < 2:
        return str(_("Belum cukup perilaku yang angkanya dapat ditampilkan."))
    more, less = (
        _named(rows, verdict, source.cutoffs.most_named)
        for rows, verdict in ((ranked, "higher"), (ranked[::-1], "lower"))
    )
    return _apart(source.instrument, more, less)


def _apart(instrument: Instrument, more: str, less: str) -> str:
    named = {"more": more, "less": less}
    if more and less:
        often = _(
            "Dibandingkan rata-ratanya sendiri, lebih sering: %(more)s; lebih jarang: %(less)s.",
            **named,
        )
        well = _(
            "Dibandingkan rata-ratanya sendiri, lebih tinggi: %(more)s; lebih rendah: %(less)s.",
            **named,
        )
    elif more:
        often = _("Dibandingkan rata-ratanya sendiri, lebih sering: %(more)s.", more=more)
        well = _("Dibandingkan rata-ratanya sendiri, lebih tinggi: %(more)s.", more=more)
    elif less:
        often = _("Dibandingkan rata-ratanya sendiri, lebih jarang: %(less)s.", less=less)
        well = _("Dibandingkan rata-ratanya sendiri, lebih rendah: %(less)s.", less=less)
    else:
        often = _(
            "Belum ada perilaku yang dapat dikatakan lebih sering atau lebih jarang terlihat "
            "daripada rata-ratanya sendiri."
        )
        well = _(
            "Belum ada perilaku yang dapat dikatakan lebih tinggi atau lebih rendah daripada "
            "rata-ratanya sendiri."
        )
    return by_scale(instrument, often=often, well=well)


def _named(ranked: Ranked, verdict: str, most: int) -> str:
    found = [pair for pair in ranked if has_verdict(pair[0].contrast, verdict)]
    found.sort(key=lambda pair: -abs(pair[0].contrast.estimate if pair[0].contrast else 0))
    return "; ".join(within_sentence(words) for _row, words in found[:most])
