"""How much of a profile is withheld, in words."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from berakhlak.cycles.rater_groups import Relation
from berakhlak.documents.wording import behaviour_minimum, group_name
from berakhlak.formats import format_number
from berakhlak.instrument.wording import dimension_words
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import BehaviourFigures, CellStatus, ValueFigures


def suppression_sentences(source: ProfileSource) -> Iterator[str]:
    """Group by group, how much is withheld; one sentence where nothing is."""
    values = source.figures.values
    is_mentioned = False
    for group in source.policy.others:
        held = [_is_held(value, group) for value in values]
        rows = [_is_held(row, group) for value in values for row in value.behaviours]
        if not any(held + rows):
            continue
        is_mentioned = True
        yield str(
            _(
                "%(group)s: ditahan pada %(values)s dari %(all_values)s %(dimensions)s dan "
                "%(items)s dari %(all_items)s perilaku. Batasnya %(least)s penilai.",
                group=group_name(source.policy, group),
                values=format_number(sum(held)),
                all_values=format_number(len(held)),
                items=format_number(sum(rows)),
                all_items=format_number(len(rows)),
                **dimension_words(source.instrument),
                least=format_number(source.policy.min_n[group]),
            )
        )
        yield from behaviour_minimum(source.policy) if group == Relation.CITIZEN else ()
    if not is_mentioned:
        yield str(_("Tidak ada angka yang ditahan pada profil ini."))


def _is_held(figures: ValueFigures | BehaviourFigures, group: str) -> bool:
    cell = figures.cells.get(group)
    return cell is not None and cell.status is CellStatus.SUPPRESSED
