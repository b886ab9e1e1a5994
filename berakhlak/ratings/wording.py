"""Relations in the rater's words: whoever rates as a supervisor rates a subordinate of theirs."""

from __future__ import annotations

from typing import assert_never

from flask_babel import get_locale
from flask_babel import gettext as _

from berakhlak.cycles.rater_groups import RaterGroup, Relation
from berakhlak.text import within_sentence


def rated_people(group: RaterGroup) -> str:
    """Whom raters of the group rate: Rekan Anda; Sebagai mitra kerja."""
    match group.relation:
        case Relation.SELF:
            return str(_("Diri sendiri"))
        case Relation.SUBORDINATE:
            return str(_("Atasan Anda"))
        case Relation.PEER:
            return str(_("Rekan Anda"))
        case Relation.SUPERVISOR:
            return str(_("Bawahan Anda"))
        case Relation.CITIZEN | Relation.APPOINTED:
            return str(_("Sebagai %(group)s", group=group_in_sentence(group)))
        case _:
            assert_never(group.relation)


def rating_heading(group: RaterGroup, name: str) -> str:
    """Menilai diri sendiri; Menilai Budi Santoso, rekan Anda."""
    match group.relation:
        case Relation.SELF:
            return str(_("Menilai diri sendiri"))
        case Relation.SUBORDINATE:
            return str(_("Menilai %(name)s, atasan Anda", name=name))
        case Relation.PEER:
            return str(_("Menilai %(name)s, rekan Anda", name=name))
        case Relation.SUPERVISOR:
            return str(_("Menilai %(name)s, bawahan Anda", name=name))
        case Relation.CITIZEN | Relation.APPOINTED:
            words = {"name": name, "group": group_in_sentence(group)}
            return str(_("Menilai %(name)s sebagai %(group)s", **words))
        case _:
            assert_never(group.relation)


def side_by_side_heading(group: RaterGroup) -> str:
    """Rekan Anda, dinilai sekaligus."""
    return str(_("%(group)s, dinilai sekaligus", group=rated_people(group)))


def ratee_in_sentence(code: str, name: str) -> str:
    """Whom a rater rates, inside a sentence: diri sendiri, or the name."""
    return str(_("diri sendiri")) if code == Relation.SELF else name


def group_in_sentence(group: RaterGroup) -> str:
    """What the cycle calls the group, inside a sentence."""
    return within_sentence(group.words.in_language(str(get_locale())))
