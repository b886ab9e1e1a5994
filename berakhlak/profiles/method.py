"""The method note: how the figures came to be, with the policy in force, in plain words."""

from __future__ import annotations

from flask_babel import gettext as _

from berakhlak.cycles.rater_groups import Relation
from berakhlak.documents.parts import LabelledText
from berakhlak.documents.result_fingerprint import origin_sentence
from berakhlak.documents.wording import behaviour_minimum, group_name, weights_in_words
from berakhlak.formats import format_number
from berakhlak.instrument.wording import dimension_words, own_answers, own_wording_sentence
from berakhlak.profiles.profile import ProfileSource


def build_method_note(source: ProfileSource, language: str) -> tuple[LabelledText, ...]:
    """The paragraphs of the note, each with its heading."""
    return (
        _calculation(source),
        _withheld(source),
        *(
            (_pooled_interval(), _likely(source))
            if source.guarded
            else (_interval(), _least_change())
        ),
        _adjusted_first() if source.guarded else _adjusted(),
        _comments(source),
        _versions(source, language),
    )


def _calculation(source: ProfileSource) -> LabelledText:
    """How answers become one figure; later rules also take out the habits of groups."""
    base = _composite(source)
    if not source.guarded:
        return base
    habit = _(
        "Kebiasaan sebuah kelompok yang sama terhadap semua pegawai, misalnya rekan yang murah "
        "nilai, dikeluarkan dahulu, sehingga angka pegawai dengan kelompok penilai yang berbeda "
        "tetap sebanding."
    )
    return LabelledText(label=base.label, text=f"{base.text} {habit}")


def _composite(source: ProfileSource) -> LabelledText:
    listed = weights_in_words(source.policy)
    return LabelledText(
        label=str(_("Cara menghitung")),
        text=str(
            _(
                "Jawaban setiap penilai dirata-ratakan per %(dimension)s, lalu dirata-ratakan per "
                "kelompok. Angka orang lain menggabungkan kelompok yang ditampilkan menurut "
                "bobot kebijakan instansi pada siklus ini: %(weights)s; bobot kelompok yang "
                "tidak tampil dibagi kepada yang lain menurut perbandingan itu. Penilaian diri "
                "tidak ikut digabungkan. Bobot adalah pilihan instansi, bukan ketentuan "
                "peraturan.",
                weights=listed,
                **dimension_words(source.instrument),
            )
        ),
    )


def _withheld(source: ProfileSource) -> LabelledText:
    least = ", ".join(
        f"{group_name(source.policy, group)} {format_number(source.policy.min_n[group])}"
        for group in source.policy.others
    )
    rule = _(
        "“Ditahan” berarti ada yang menjawab, tetapi penilainya lebih sedikit daripada "
        "batas (%(least)s), atau angkanya dapat dipakai untuk menghitung angka lain "
        "yang ditahan. Ini melindungi penilai; jumlahnya pun tidak disebut. “–” "
        "berarti tidak ada jawaban. Atasan biasanya satu orang, dan diberi tahu bahwa "
        "jawabannya dapat dikenali.",
        least=least,
    )
    heard = source.figures.responses.get(Relation.CITIZEN, 0) != 0
    more = behaviour_minimum(source.policy) if heard else ()
    return LabelledText(label=str(_("Angka yang ditahan")), text=" ".join((str(rule), *more)))


def _interval() -> LabelledText:
    return LabelledText(
        label=str(_("Rentang")),
        text=str(
            _(
                "Garis pada sebuah tanda menunjukkan ketidakpastian: bila penilai yang serupa "
                "ditanya kembali, rata-ratanya wajar jatuh di mana saja pada garis itu. "
                "Sedikit penilai atau pandangan yang beragam membuat garisnya panjang."
            )
        ),
    )


def _pooled_interval() -> LabelledText:
    return LabelledText(
        label=str(_("Rentang")),
        text=str(
            _(
                "Angka semua penilai serupa kira-kira ada di garis pada sebuah tanda. Panjang "
                "garisnya hanya bergantung pada jumlah penilai dan letak angkanya di skala; ragam "
                "jawaban satu kelompok tidak terbaca darinya."
            )
        ),
    )


def _likely(source: ProfileSource) -> LabelledText:
    return LabelledText(
        label=str(_("Kapan sesuatu dikatakan")),
        text=str(
            _(
                "Sebuah beda disebut hanya bila besar kemungkinannya bahwa beda yang sebenarnya "
                "melebihi batas kecil yang dibekukan bersama siklus. “Belum dapat dikatakan” "
                "berarti jawabannya terlalu sedikit, bukan berarti sama. Pada kebanyakan "
                "%(dimensions)s, %(own)s dan beberapa jawaban orang lain belum cukup.",
                own=own_answers(source.instrument),
                **dimension_words(source.instrument),
            )
        ),
    )


def _least_change() -> LabelledText:
    return LabelledText(
        label=str(_("Baru dianggap berubah bila lebih dari")),
        text=str(
            _(
                "Perubahan terkecil yang patut dibaca sebagai perubahan. Naik atau turun kurang "
                "dari batas ini pada siklus berikutnya mungkin hanya kebetulan susunan penilai. "
                "“–” berarti ragam jawaban belum cukup untuk memperkirakannya."
            )
        ),
    )


def _adjusted() -> LabelledText:
    return LabelledText(
        label=str(_("Angka yang disesuaikan")),
        text=str(
            _(
                "Memperhitungkan ketat atau longgarnya setiap penilai, dengan membandingkannya "
                "dengan penilai lain atas orang yang sama. Mendampingi angka biasa, tidak "
                "menggantikannya; tidak ditampilkan bila susunan penilai tidak memungkinkan."
            )
        ),
    )


def _adjusted_first() -> LabelledText:
    return LabelledText(
        label=str(_("Angka yang disesuaikan")),
        text=str(
            _(
                "Memperhitungkan ketat atau longgarnya setiap penilai, dengan membandingkannya "
                "dengan penilai lain atas orang yang sama. Lebih dekat pada kebenaran daripada "
                "angka biasa, maka berdiri lebih dulu; tidak ditampilkan bila susunan penilai "
                "tidak memungkinkan."
            )
        ),
    )


def _comments(source: ProfileSource) -> LabelledText:
    return LabelledText(
        label=str(_("Komentar")),
        text=str(
            _(
                "Ditampilkan hanya bila sedikitnya %(n)s orang dalam kelompoknya menilai, "
                "setelah ditinjau pengelola kepegawaian, dengan urutan acak dan tanpa nama "
                "kelompok.",
                n=source.policy.min_n_comments,
            )
        ),
    )


def _versions(source: ProfileSource, language: str) -> LabelledText:
    instrument, release = source.instrument, source.release
    return LabelledText(
        label=str(_("Kuesioner dan versi")),
        text=str(
            _(
                "%(title)s (%(code)s versi %(version)s; %(source)s), skala 1–%(top)s. Aturan "
                "hitung versi %(rules)s. %(origin)s",
                title=instrument.title.in_language(language),
                code=instrument.code,
                version=instrument.version,
                source=instrument.source or "–",
                top=instrument.max_score,
                rules=release.rules_version,
                origin=origin_sentence(release.sha256, release.root),
            )
        )
        + own_wording_sentence(instrument),
    )
