"""What raters were asked beside the behaviours, in words: chosen strengths, and who knows the work.

It is told as it was frozen: majorities of groups, never a count.
"""

from __future__ import annotations

from flask_babel import gettext as _

from berakhlak.documents.parts import CaptionedTable, SentencesWithTable, TableEntry, TableRow
from berakhlak.documents.parts import TableSection as Section
from berakhlak.documents.wording import group_name
from berakhlak.formats import NOTHING
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.majorities import LEAST, GroupChoice, ToldStatus


def build_choices(source: ProfileSource, language: str) -> SentencesWithTable | None:
    """Strengths and what to develop, by group; None where the cycle did not ask."""
    choices = source.figures.choices
    if choices is None:
        return None
    names = {each.code: each.name.in_language(language) for each in source.instrument.values}
    rows = [
        TableRow(header=group_name(source.policy, group), entries=_entries(choices[group], names))
        for group in source.policy.codes
        if group in choices and choices[group].status is not ToldStatus.NONE
    ]
    return SentencesWithTable(
        sentences=(
            _(
                "Setiap penilai boleh memilih tepat tiga kekuatan dan satu hal untuk dikembangkan. "
                "Dari kelompok tanpa nama tampil yang dipilih lebih dari separuh, sejak %(least)s "
                "yang memilih; yang tidak disebut bukan berarti lemah.",
                least=LEAST,
            ),
        ),
        table=_table(rows) if rows else None,
    )


def _entries(choice: GroupChoice, names: dict[str, str]) -> tuple[TableEntry, TableEntry]:
    if choice.status is ToldStatus.WITHHELD:
        few = TableEntry(text=_("ditahan"), note=_("(perlu %(n)s)", n=LEAST), kind="withheld")
        return few, few
    strengths = ", ".join(names.get(code, code) for code in choice.strengths)
    develop = names.get(choice.develop, choice.develop) if choice.develop else ""
    return (
        TableEntry(text=strengths or _("tidak ada yang dipilih lebih dari separuh")),
        TableEntry(text=develop or NOTHING),
    )


def _table(rows: list[TableRow]) -> CaptionedTable:
    return CaptionedTable(
        caption=_("Yang dipilih sebagai kekuatan dan untuk dikembangkan"),
        columns=(_("Kelompok"), _("Kekuatan"), _("Untuk dikembangkan")),
        sections=(Section(rows=tuple(rows)),),
    )


def familiarity_sentences(source: ProfileSource) -> tuple[str, ...]:
    """How well each group without names knows the officer's work, where it may be told."""
    told = source.figures.familiarity or {}
    shown = [
        (group_name(source.policy, group), told[group].mostly_weekly)
        for group in source.policy.codes
        if group in told and told[group].status is ToldStatus.SHOWN
    ]
    return tuple(
        _("%(group)s: lebih dari separuh bekerja bersama pegawai ini tiap minggu.", group=name)
        if weekly
        else _(
            "%(group)s: separuh atau kurang bekerja bersama pegawai ini tiap minggu; bacalah "
            "angkanya dengan lebih hati-hati.",
            group=name,
        )
        for name, weekly in shown
    )
