"""Relations in the rater's words: whoever rates as a supervisor rates a subordinate of theirs."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from berakhlak.cycles.policy import Group

RATEES = {
    Group.SELF: _("Diri sendiri"),
    Group.SUBORDINATE: _("Atasan Anda"),
    Group.PEER: _("Rekan Anda"),
    Group.SUPERVISOR: _("Bawahan Anda"),
}


def rating_heading(group: Group, name: str) -> object:
    """Menilai diri sendiri; Menilai Budi Santoso, rekan Anda."""
    match group:
        case Group.SELF:
            return gettext("Menilai diri sendiri")
        case Group.SUBORDINATE:
            return gettext("Menilai %(name)s, atasan Anda", name=name)
        case Group.PEER:
            return gettext("Menilai %(name)s, rekan Anda", name=name)
        case _other:
            return gettext("Menilai %(name)s, bawahan Anda", name=name)


def side_by_side_heading(group: Group) -> object:
    """Rekan Anda, dinilai sekaligus."""
    return gettext("%(group)s, dinilai sekaligus", group=RATEES[group])


def ratee_in_sentence(group: Group, name: str) -> object:
    """Whom a rater rates, inside a sentence: diri sendiri, or the name."""
    return gettext("diri sendiri") if group is Group.SELF else name
