"""Sentences and reading aids of the full form, by rules from the figures alone."""

from __future__ import annotations

from flask_babel import gettext as _

from berakhlak.cycles.policy import Policy
from berakhlak.documents.parts import LabelledText
from berakhlak.documents.wording import cells_of_others, format_score, group_name, level_words
from berakhlak.formats import format_number
from berakhlak.instrument.catalogue import CoreValue, Instrument
from berakhlak.instrument.wording import by_scale, dimension_words
from berakhlak.profiles import narrative
from berakhlak.profiles.narrative_verdicts import group_difference_sentence, has_verdict
from berakhlak.profiles.profile import ProfileSource
from berakhlak.statistics.frozen_result import BehaviourFigures, ValueFigures
from berakhlak.text import within_sentence

# Differences in steps of the scale: below the first nothing is said of it, from the others it is.
BEHAVIOURS_APART = 0.3
GROUPS_APART = 0.75
SPREAD_WIDE = 0.9
SPREAD_NARROW = 0.5


def glance_sentence(
    source: ProfileSource, value: CoreValue, figures: ValueFigures, language: str
) -> str:
    """How others see one value, and through which of its behaviours most and least."""
    if figures.others is None:
        return narrative.value_sentence(source, figures, language)
    seen = level_words(source, figures.others, language)
    if source.guarded:
        return _glance_of_contrasts(source, value, figures, language)
    rows = [row for row in figures.behaviours if row.others is not None]
    if len(rows) < 2:
        return str(_("Orang lain melihatnya %(level)s.", level=seen))
    best = max(rows, key=lambda row: row.others or 0)
    last = min(rows, key=lambda row: row.others or 0)
    if (best.others or 0) - (last.others or 0) < BEHAVIOURS_APART:
        often = _(
            "Orang lain melihatnya %(level)s; semua perilakunya hampir sama seringnya.", level=seen
        )
        well = _(
            "Orang lain melihatnya %(level)s; semua perilakunya hampir sama tingkatnya.", level=seen
        )
        return by_scale(source.instrument, often=often, well=well)
    ends = (_words(value, each, language) for each in (best, last))
    return _glance_of_ends(source.instrument, seen, *ends)


def _glance_of_ends(instrument: Instrument, seen: str, best: str, last: str) -> str:
    """The behaviours farthest apart by name."""
    words = {"level": seen, "best": best, "last": last}
    return by_scale(
        instrument,
        often=_(
            "Orang lain melihatnya %(level)s: paling sering “%(best)s”, paling jarang “%(last)s”.",
            **words,
        ),
        well=_(
            "Orang lain melihatnya %(level)s: paling tinggi “%(best)s”, paling rendah “%(last)s”.",
            **words,
        ),
    )


def _glance_of_contrasts(
    source: ProfileSource, value: CoreValue, figures: ValueFigures, language: str
) -> str:
    """Behaviours are named only where they are likely apart from the officer's own average."""
    seen = level_words(source, figures.others or 0, language)
    said = [str(_("Orang lain melihatnya %(level)s.", level=seen))]
    for row in figures.behaviours:
        words = {"b": _words(value, row, language)}
        more = by_scale(
            source.instrument,
            often=_("Lebih sering daripada rata-ratanya sendiri: “%(b)s”.", **words),
            well=_("Lebih tinggi daripada rata-ratanya sendiri: “%(b)s”.", **words),
        )
        less = by_scale(
            source.instrument,
            often=_("Lebih jarang daripada rata-ratanya sendiri: “%(b)s”.", **words),
            well=_("Lebih rendah daripada rata-ratanya sendiri: “%(b)s”.", **words),
        )
        if has_verdict(row.contrast, "higher"):
            said.append(more)
        if has_verdict(row.contrast, "lower"):
            said.append(less)
    return " ".join(said)


def _words(value: CoreValue, row: BehaviourFigures, language: str) -> str:
    text = next(each.text for each in value.behaviours if each.code == row.code)
    return within_sentence(text.in_language(language))


def value_finding(source: ProfileSource, figures: ValueFigures, language: str) -> str:
    """The sentence above a value's drawing: others and self, then where views differ."""
    if source.guarded and figures.others is not None:
        parts = (
            narrative.value_sentence(source, figures, language),
            group_difference_sentence(source, figures, language),
        )
        return " ".join(part for part in parts if part)
    said = (
        narrative.value_sentence(source, figures, language),
        _between_groups(source, figures),
        _within_groups(source.policy, figures),
    )
    return " ".join(part for part in said if part)


def _between_groups(source: ProfileSource, figures: ValueFigures) -> str:
    policy = source.policy
    means = {
        group: cell.mean
        for group, cell in cells_of_others(policy, figures.cells).items()
        if cell.mean is not None
    }
    if len(means) < 2:
        return ""
    high, low = max(means, key=lambda g: means[g]), min(means, key=lambda g: means[g])
    if means[high] - means[low] < GROUPS_APART:
        return str(_("Kelompok penilai berpandangan mirip."))
    words = {"high": group_name(policy, high), "low": within_sentence(group_name(policy, low))}
    return by_scale(
        source.instrument,
        often=_("%(high)s melihatnya lebih sering daripada %(low)s.", **words),
        well=_("%(high)s menilainya lebih tinggi daripada %(low)s.", **words),
    )


def _within_groups(policy: Policy, figures: ValueFigures) -> str:
    spreads = {
        group: cell.sd
        for group, cell in cells_of_others(policy, figures.cells).items()
        if cell.sd is not None
    }
    wide = [
        within_sentence(group_name(policy, group))
        for group, sd in spreads.items()
        if sd >= SPREAD_WIDE
    ]
    if wide:
        return str(_("Di antara %(groups)s pandangannya beragam.", groups=", ".join(wide)))
    if spreads and max(spreads.values()) < SPREAD_NARROW:
        return str(_("Di dalam tiap kelompok pandangannya seragam."))
    return ""


def cover_sentence(source: ProfileSource) -> str:
    """The sentence on the cover that says what the reader holds."""
    return str(
        _(
            "Laporan ini menunjukkan bagaimana perilaku kerja Anda terlihat oleh orang-orang yang "
            "bekerja bersama Anda dan yang Anda layani, dan bagaimana Anda melihat diri sendiri, "
            "pada %(n)s %(scope)s.",
            **dimension_words(source.instrument),
            n=format_number(len(source.instrument.values)),
        )
    )


def reading_guide(source: ProfileSource) -> tuple[LabelledText, ...]:
    """How to read the profile, in the order in which the questions come up."""
    rules = source.policy
    said = (
        (
            _("Siapa yang menilai"),
            _(
                "Diri Anda, atasan, rekan, bawahan, dan masyarakat yang Anda layani. Jawaban "
                "digabung per kelompok; tidak ada jawaban perorangan dalam profil ini, kecuali "
                "atasan, yang biasanya satu orang dan tahu bahwa jawabannya dapat dikenali."
            )
            + _further_groups(source),
        ),
        (
            _("Tanda dan garis"),
            _(
                "Setiap kelompok mempunyai bentuk dan warna sendiri. Letak tanda adalah "
                "rata-ratanya; angka n di kanan adalah jumlah penilainya. Garis pada tanda adalah "
                "rentang: bila penilai serupa ditanya lagi, rata-ratanya wajar jatuh di mana saja "
                "di garis itu. Rentang hanya ada pada %(dimensions)s, dan hanya bila sedikitnya "
                "%(n)s orang menjawab; rentang satu perilaku akan membuka terlalu banyak.",
                **dimension_words(source.instrument),
                n=format_number(rules.min_n_spread),
            )
            if not source.guarded
            else _(
                "Setiap kelompok mempunyai bentuk dan warna sendiri. Letak tanda adalah "
                "rata-ratanya; angka n di kanan adalah jumlah penilainya. Garis pada tanda adalah "
                "rentang: angka semua penilai serupa kira-kira ada di garis ini. Panjangnya hanya "
                "bergantung pada jumlah penilai dan letaknya di skala, bukan pada jawaban mereka."
            ),
        ),
        (
            _("Selisih"),
            _(
                "Penilaian diri dikurangi penilaian orang lain. Selisih di bawah %(gap)s dibaca "
                "sebagai sejalan.",
                gap=format_score(rules.gap_threshold),
            )
            if not source.guarded
            else _(
                "Penilaian diri dikurangi penilaian orang lain. Disebut lebih tinggi atau lebih "
                "rendah hanya bila hampir pasti; pada kebanyakan %(dimensions)s belum dapat "
                "dikatakan.",
                **dimension_words(source.instrument),
            ),
        ),
        (
            _("Ditahan"),
            _(
                "Ada yang menjawab, tetapi terlalu sedikit untuk ditampilkan tanpa membuka siapa; "
                "halaman terakhir merinci apa yang ditahan."
            ),
        ),
        (
            _("Membaca dengan adil"),
            _(
                "Carilah pola yang muncul di beberapa tempat, bukan satu angka. Angka kecil "
                "bedanya sering kebetulan. Jangan menebak siapa mengatakan apa; bicarakan "
                "perilakunya."
            ),
        ),
        (
            _("Bukan untuk ini"),
            _(
                "Profil ini bukan predikat kinerja, bukan peringkat, dan bukan dasar tunggal untuk "
                "keputusan kepegawaian."
            ),
        ),
    )
    return tuple(LabelledText(label=str(label), text=str(text)) for label, text in said)


def _further_groups(source: ProfileSource) -> str:
    """Who else rates in this cycle, beside those of whom every cycle has some."""
    appointed = source.policy.appointed
    if not appointed:
        return ""
    named = ", ".join(within_sentence(group_name(source.policy, each.code)) for each in appointed)
    said = " " + str(_("Dalam siklus ini menilai juga: %(groups)s.", groups=named))
    known = [each for each in appointed if not each.is_anonymous]
    if known:
        names = ", ".join(within_sentence(group_name(source.policy, each.code)) for each in known)
        said += " " + str(_("Seperti atasan, tidak anonim: %(groups)s.", groups=names))
    return said


def conversation_opening(source: ProfileSource) -> tuple[str, ...]:
    """Three lines to begin the conversation with."""
    first = (
        _("Apa yang paling sesuai dengan pengalaman Anda sendiri, dan apa yang mengejutkan?")
        if source.figures.overall_others is not None
        else _("Bagaimana Anda sendiri melihat perilaku kerja Anda selama masa penilaian ini?")
    )
    return (
        str(first),
        str(_("Pada situasi apa perilaku ini terlihat, dan pada situasi apa tidak?")),
        str(_("Dukungan apa yang Anda perlukan dari atasan dan unit kerja?")),
    )
