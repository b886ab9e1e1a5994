"""What a rater is told before answering: who will see what, for this very sheet.

Every sentence is a claim about the rest of the system. Readers of a profile: `profiles.access`.
Groups under their minimum and comments of small groups: `sealing.sealing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from flask_babel import gettext as _
from flask_babel import ngettext

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import RaterGroup, Relation
from berakhlak.key_holders.holders import KeyHolders
from berakhlak.ratings.wording import group_in_sentence


@dataclass(frozen=True)
class AnonymityPromise:
    """A title, its sentences, and their gist in a line; `warns` where readers will know whose
    answers they read.
    """

    title: object
    gist: object
    sentences: tuple[object, ...]
    warns: bool


def sheet_promise(
    code: str,
    name: str,
    *,
    size: int,
    policy: Policy,
    is_pulse: bool = False,
    holders: KeyHolders | None = None,
) -> AnonymityPromise:
    """The promise for a sheet about `name` in a group of `size` raters, this one included."""
    group = policy.group(code)
    if is_pulse:
        return _of_a_pulse(group, name, size, holders)
    if group.relation is Relation.SELF:
        about = (*_about_oneself(name), *_purpose(policy))
        gist = _("Tampil di profil Anda sebagai nilai diri.")
        return AnonymityPromise(_("Siapa yang melihat jawaban Anda"), gist, about, warns=False)
    sentences = (
        _group_sentence(group, size, name),
        *_who_knows_the_group(group),
        *_comment_sentences(group, size, policy),
        _readers(group, name, size),
        *_ending(group.is_anonymous, holders),
        *_purpose(policy),
    )
    return AnonymityPromise(
        _title(group), _gist(group, size), sentences, warns=not group.is_anonymous
    )


def _of_a_pulse(
    group: RaterGroup, name: str, size: int, holders: KeyHolders | None
) -> AnonymityPromise:
    """The officer alone reads what comes of it: `development.growth`."""
    if group.relation is Relation.SELF:
        own = _("Nilai diri berdiri di samping penilaian orang lain dan tidak ikut dihitung.")
        sentences = (own, _("Hanya Anda yang membaca hasilnya."), *_ending(anonymous=False))
        gist = _("Hanya Anda yang membaca hasilnya.")
        return AnonymityPromise(_("Siapa yang melihat jawaban Anda"), gist, sentences, warns=False)
    sentences = (
        _group_sentence(group, size, name),
        _("Komentar tidak diminta."),
        _(
            "Setelah terbit, hanya %(name)s membaca hasilnya; atasannya dan pengelola "
            "kepegawaian tidak.",
            name=name,
        ),
        *_ending(group.is_anonymous, holders),
    )
    return AnonymityPromise(
        _title(group), _gist(group, size), sentences, warns=not group.is_anonymous
    )


def joint_promise(
    code: str,
    sized: Iterable[tuple[str, int]],
    *,
    policy: Policy,
    holders: KeyHolders | None = None,
) -> AnonymityPromise:
    """The promise for several sheets of one group: names, and how many raters each has in it."""
    group = policy.group(code)
    names: dict[int, list[str]] = {}
    for name, size in sized:
        names.setdefault(size, []).append(name)
    each = (_group_sentence(group, size, ", ".join(who)) for size, who in names.items())
    readers = _joint_readers(group, min(names))
    gist = _gist(group, min(names))
    ending = _ending(group.is_anonymous, holders)
    sentences = (*each, *_who_knows_the_group(group), readers, *ending)
    sentences += tuple(_purpose(policy))
    return AnonymityPromise(_title(group), gist, sentences, warns=not group.is_anonymous)


def _gist(group: RaterGroup, size: int) -> object:
    """What matters most, in a line; `size` is that of the smallest group."""
    if size < group.minimum:
        return _("Kelompok Anda kecil: nilainya tidak ditampilkan.")
    if group.is_anonymous:
        return _("Tanpa nama; hanya nilai kelompok.")
    if size == 1:
        return _("Pembaca profil tahu bahwa jawaban ini milik Anda.")
    return _("Dalam kelompok sekecil ini jawaban Anda mudah dikenali.")


def _title(group: RaterGroup) -> object:
    if group.is_anonymous:
        return _("Siapa yang melihat jawaban Anda")
    if group.relation is Relation.SUPERVISOR:
        return _("Sebagai atasan, jawaban Anda tidak anonim")
    return _("Jawaban Anda tidak anonim")


def _about_oneself(name: str) -> Iterator[object]:
    yield _(
        "Jawaban Anda tampil di profil sebagai nilai diri, bersama penilaian orang lain. "
        "Nilai diri tidak ikut dihitung dalam nilai gabungan."
    )
    yield _(
        "Setelah terbit, profil ini dibaca Anda, atasan langsung Anda, dan pengelola kepegawaian."
    )
    yield from _ending(anonymous=False)


def _group_sentence(group: RaterGroup, size: int, name: str) -> object:
    if size < group.minimum:
        return _too_small(group, size, name)
    words = {"size": size, "least": group.minimum, "name": name}
    match group.relation:
        case Relation.SUPERVISOR:
            return _supervisor_sentence(size, name)
        case Relation.PEER:
            return _(
                "Anda satu dari %(size)s rekan %(name)s; nilai kelompok tampil bila minimal "
                "%(least)s menjawab.",
                **words,
            )
        case Relation.SUBORDINATE:
            return _(
                "Anda satu dari %(size)s bawahan %(name)s; nilai kelompok tampil bila minimal "
                "%(least)s menjawab.",
                **words,
            )
        case Relation.SELF | Relation.CITIZEN | Relation.APPOINTED:
            return _named_group_sentence(group, size, name)
        case _:
            assert_never(group.relation)


def _too_small(group: RaterGroup, size: int, name: str) -> object:
    return ngettext(
        "Kelompok Anda hanya %(num)s orang, kurang dari %(least)s: nilainya tidak akan "
        "ditampilkan, dan tidak masuk ke angka mana pun tentang %(name)s, unit, atau instansi.",
        "Kelompok Anda hanya %(num)s orang, kurang dari %(least)s: nilainya tidak akan "
        "ditampilkan, dan tidak masuk ke angka mana pun tentang %(name)s, unit, atau instansi.",
        size,
        least=group.minimum,
        name=name,
    )


def _named_group_sentence(group: RaterGroup, size: int, name: str) -> object:
    """Of a group that is known by the name that the cycle gives it alone."""
    words = {
        "size": size,
        "least": group.minimum,
        "name": name,
        "group": group_in_sentence(group),
    }
    if group.is_anonymous:
        return _(
            "Anda satu dari %(size)s penilai %(name)s dalam kelompok %(group)s; nilai kelompok "
            "tampil bila minimal %(least)s menjawab.",
            **words,
        )
    return ngettext(
        "Anda satu-satunya penilai %(name)s dalam kelompok %(group)s. Kelompok ini tidak anonim: "
        "pembaca profil dapat mengenali jawaban Anda.",
        "Anda satu dari %(size)s penilai %(name)s dalam kelompok %(group)s. Kelompok ini tidak "
        "anonim: pembaca profil dapat mengenali jawaban Anda.",
        size,
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


def _who_knows_the_group(group: RaterGroup) -> Iterator[object]:
    if group.relation is Relation.APPOINTED:
        yield _(
            "Anda ditunjuk oleh pengelola kepegawaian; mereka tahu siapa saja dalam kelompok ini, "
            "tetapi tidak tahu jawaban siapa pun."
        )


def _comment_sentences(group: RaterGroup, size: int, policy: Policy) -> Iterator[object]:
    if policy.shows_comments(group.code, size):
        yield _(
            "Komentar tampil acak, tanpa nama dan kelompok, setelah diperiksa pengelola "
            "kepegawaian, dan hanya bila minimal %(least)s dari kelompok Anda menjawab.",
            least=policy.comments_need,
        )
    else:
        yield _("Komentar tidak diminta, karena penulisnya akan mudah dikenali.")


def _readers(group: RaterGroup, name: str, size: int) -> object:
    """Who will read the profile; whoever reads this sentence is "you" in it."""
    return _(
        "Setelah terbit, profil ini dibaca %(name)s, %(supervisor)s, dan pengelola kepegawaian.",
        name=name,
        supervisor=_supervisor(group, size),
    )


def _joint_readers(group: RaterGroup, size: int) -> object:
    return _(
        "Setelah terbit, setiap profil dibaca pemiliknya, %(supervisor)s, dan pengelola "
        "kepegawaian.",
        supervisor=_supervisor(group, size),
    )


def _supervisor(group: RaterGroup, size: int) -> object:
    """The supervisor as the reader calls them: of several, only one leads the officer."""
    if group.relation is not Relation.SUPERVISOR:
        return _("atasan langsungnya")
    if size == 1:
        return _("Anda sebagai atasannya")
    return _("atasan langsungnya (mungkin Anda)")


def _purpose(policy: Policy) -> Iterator[object]:
    """What the answers are for, as it was fixed before anybody was asked."""
    if words := policy.purpose.to_raters:
        yield words


def _ending(anonymous: bool, holders: KeyHolders | None = None) -> Iterator[object]:
    if anonymous and holders:
        yield _(
            "Sesudah dikirim, formulir ini tersegel: tidak seorang pun, termasuk Anda dan "
            "pengelola server, dapat membukanya sampai siklus ditutup. Anda tetap dapat "
            "menggantinya. Pemegang kunci: %(names)s.",
            names=", ".join(holders.names),
        )
        yield _(
            "Draf belum tersegel: selama masih draf, orang yang menguasai server dapat membukanya."
        )
    else:
        yield _("Anda dapat mengubah jawaban sampai siklus ditutup.")
    if anonymous and not holders:
        yield _(
            "Selama siklus terbuka, orang yang menguasai server dan kuncinya dapat membuka "
            "formulir ini."
        )
    if anonymous:
        yield _("Sesudah ditutup, jawaban perorangan dihapus. Yang tersisa hanya angka.")
    yield _("Formulir yang belum dikirim saat siklus ditutup tidak ikut dihitung.")
