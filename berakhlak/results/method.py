"""The method note of a report on units: rules and conventions in force, in plain words."""

from __future__ import annotations

from flask_babel import gettext as _

from berakhlak.documents.parts import LabelledText
from berakhlak.documents.result_fingerprint import origin_sentence
from berakhlak.documents.wording import weights_in_words
from berakhlak.formats import format_number
from berakhlak.instrument.wording import own_wording_sentence
from berakhlak.results.report import ResultsSource
from berakhlak.results.wording import difference_rule_sentence


def build_results_method_note(source: ResultsSource, language: str) -> tuple[LabelledText, ...]:
    """The paragraphs of the note, each with its heading."""
    return (
        _calculation(source),
        _withheld(source),
        LabelledText(
            label=str(_("Kekuatan dan kebutuhan pengembangan kompetensi")),
            text=difference_rule_sentence(source.whole),
        ),
        LabelledText(
            label=str(_("Yang tidak dikatakan angka ini")),
            text=str(
                _(
                    "Beda antarunit dapat berasal dari susunan pegawai dan penilainya, bukan "
                    "hanya dari perilaku. Angka ini membuka pembicaraan; bukan peringkat unit "
                    "dan bukan predikat kinerja organisasi."
                )
            ),
        ),
        _versions(source, language),
    )


def _calculation(source: ResultsSource) -> LabelledText:
    return LabelledText(
        label=str(_("Cara menghitung")),
        text=str(
            _(
                "Angka seorang pegawai menggabungkan kelompok penilai yang ditampilkan menurut "
                "bobot kebijakan instansi: %(weights)s; penilaian diri tidak ikut. Angka unit "
                "dan instansi ialah rata-rata angka pegawainya, setiap pegawai sama beratnya. "
                "Bobot adalah pilihan instansi, bukan ketentuan peraturan.",
                weights=weights_in_words(source.policy),
            )
        ),
    )


def _withheld(source: ResultsSource) -> LabelledText:
    return LabelledText(
        label=str(_("Angka yang ditahan")),
        text=str(
            _(
                "Unit dengan kurang dari %(n)s pegawai yang angkanya dapat ditampilkan ditahan, "
                "dan tidak ikut dalam angka instansi, sehingga tidak dapat dihitung balik. "
                "Mutu jawaban dan sebaran mengikuti aturan yang sama; “–” berarti tidak ada "
                "atau terlalu sedikit formulir.",
                n=format_number(source.policy.min_officers_per_unit),
            )
        ),
    )


def _versions(source: ResultsSource, language: str) -> LabelledText:
    instrument = source.instrument
    return LabelledText(
        label=str(_("Kuesioner dan versi")),
        text=str(
            _(
                "%(title)s (%(code)s versi %(version)s), skala 1–%(top)s. Aturan hitung versi "
                "%(rules)s. Semua angka di sini dibaca dari hasil yang dibekukan saat siklus "
                "dikunci. %(origin)s",
                title=instrument.title.in_language(language),
                code=instrument.code,
                version=instrument.version,
                top=instrument.max_score,
                rules=source.rules_version,
                origin=origin_sentence(source.sha256, source.root),
            )
        )
        + own_wording_sentence(instrument),
    )
