"""What a rater is told before answering: who will see what, for this very sheet.

Every sentence is a claim about the rest of the system. Readers of a profile: `profiles.access`.
Groups under their minimum and comments of small groups: `aggregation.sealing`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.policy import Group, Policy


@dataclass(frozen=True)
class Promise:
    """A title and its sentences; `is_anonymous` is False where an answer names its giver."""

    title: object
    sentences: tuple[object, ...]
    is_anonymous: bool


def asks_comments(group: Group, size: int, policy: Policy) -> bool:
    """Whether comments can ever be shown: not one's own, and not from a group too small."""
    return group is not Group.SELF and size >= max(policy.min_n_comments, 2)


def promise(assignment: Assignment, *, size: int, policy: Policy) -> Promise:
    """The promise for a sheet in a group of `size` raters, this one included."""
    group, name = assignment.group, assignment.ratee.name
    if group is Group.SELF:
        return Promise(_("Siapa yang melihat jawaban Anda"), tuple(_about_oneself(name)), False)
    anonymous = group is not Group.SUPERVISOR
    title = (
        _("Siapa yang melihat jawaban Anda")
        if anonymous
        else _("Sebagai atasan, jawaban Anda tidak anonim")
    )
    sentences = (
        _group_sentence(group, size, policy, name),
        *_comment_sentences(group, size, policy),
        _readers(name),
        *_ending(anonymous),
    )
    return Promise(title, sentences, anonymous)


def _about_oneself(name: str) -> Iterator[object]:
    yield _(
        "Jawaban Anda tampil di profil sebagai nilai diri, di samping penilaian orang lain. "
        "Nilai diri tidak ikut dihitung dalam nilai gabungan."
    )
    yield _readers(name)
    yield from _ending(anonymous=False)


def _group_sentence(group: Group, size: int, policy: Policy, name: str) -> object:
    least = policy.min_n[group]
    if size < least:
        return _(
            "Kelompok Anda hanya %(size)s orang, kurang dari %(least)s. Nilainya tidak akan "
            "ditampilkan; jawaban Anda hanya ikut dihitung dalam statistik gabungan, tanpa nama "
            "%(name)s.",
            size=size,
            least=least,
            name=name,
        )
    if group is Group.SUPERVISOR:
        return _supervisor_sentence(size, name)
    words = {"size": size, "least": least, "name": name}
    if group is Group.PEER:
        return _(
            "Anda satu dari %(size)s rekan yang menilai %(name)s. Yang tampil hanya nilai "
            "kelompok, dan hanya bila minimal %(least)s menjawab.",
            **words,
        )
    return _(
        "Anda satu dari %(size)s bawahan yang menilai %(name)s. Yang tampil hanya nilai "
        "kelompok, dan hanya bila minimal %(least)s menjawab.",
        **words,
    )


def _supervisor_sentence(size: int, name: str) -> object:
    return ngettext(
        "Anda satu-satunya atasan yang menilai %(name)s. Nilai kelompok atasan adalah jawaban "
        "Anda, dan pembaca profil tahu itu.",
        "Anda satu dari %(num)s atasan yang menilai %(name)s. Dalam kelompok sekecil ini jawaban "
        "Anda mudah dikenali.",
        size,
        name=name,
    )


def _comment_sentences(group: Group, size: int, policy: Policy) -> Iterator[object]:
    if asks_comments(group, size, policy):
        yield _(
            "Komentar diacak, tanpa nama dan tanpa kelompok. Komentar tampil hanya bila minimal "
            "%(least)s orang di kelompok Anda menjawab, dan setelah diperiksa pengelola "
            "kepegawaian.",
            least=max(policy.min_n_comments, 2),
        )
    else:
        yield _("Komentar tidak diminta, karena penulisnya akan mudah dikenali.")


def _readers(name: str) -> object:
    return _(
        "Profil %(name)s dapat dibaca setelah hasil terbit, oleh yang bersangkutan, atasan "
        "langsungnya, dan pengelola kepegawaian.",
        name=name,
    )


def _ending(anonymous: bool) -> Iterator[object]:
    if anonymous:
        yield _(
            "Anda dapat mengubah jawaban sampai siklus ditutup. Setelah itu tidak seorang pun, "
            "termasuk pengelola basis data, dapat mengetahui jawaban mana yang milik Anda."
        )
    else:
        yield _("Anda dapat mengubah jawaban sampai siklus ditutup.")
    yield _("Lembar yang belum dikirim saat siklus ditutup tidak ikut dihitung.")
