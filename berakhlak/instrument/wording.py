"""What an instrument measures, in the words of the reader's language."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import gettext as _

from berakhlak.instrument.catalogue import Instrument


def dimension_words(instrument: Instrument) -> dict[str, str]:
    """Words for sentences on its values, competences or pillars: see `Dimension.words`."""
    return instrument.dimension.words(str(get_locale()))


def by_scale(instrument: Instrument, *, often: object, well: object) -> str:
    """The wording for what this scale tells: how often something is seen, or how well it is done.

    What is measured must decide the words: high competence is not competence that is seen often.
    """
    return str(well if instrument.asks_level else often)


def all_of_them(instrument: Instrument, known: int) -> str:
    """Ketujuh nilai; where not all of them are `known`, or there are many: semua nilai."""
    words = dimension_words(instrument)
    together = {
        2: _("Kedua %(dimensions)s", **words),
        3: _("Ketiga %(dimensions)s", **words),
        4: _("Keempat %(dimensions)s", **words),
        5: _("Kelima %(dimensions)s", **words),
        6: _("Keenam %(dimensions)s", **words),
        7: _("Ketujuh %(dimensions)s", **words),
        8: _("Kedelapan %(dimensions)s", **words),
        9: _("Kesembilan %(dimensions)s", **words),
        10: _("Kesepuluh %(dimensions)s", **words),
        11: _("Kesebelas %(dimensions)s", **words),
        12: _("Kedua belas %(dimensions)s", **words),
    }
    found = together.get(known) if known == len(instrument.values) else None
    return str(found or _("Semua %(dimensions)s", **words))


def own_wording_sentence(instrument: Instrument) -> str:
    """That behaviours are no regulation's words, after a space; empty where they are."""
    if not instrument.own_wording:
        return ""
    return " " + str(_("Bunyi perilakunya disusun sendiri, bukan kutipan peraturan."))


def own_answers(instrument: Instrument) -> str:
    """How many answers of one's own stand behind a value: tiga jawaban sendiri."""
    counts = {len(value.behaviours) for value in instrument.values}
    known = {
        1: _("satu jawaban sendiri"),
        2: _("dua jawaban sendiri"),
        3: _("tiga jawaban sendiri"),
        4: _("empat jawaban sendiri"),
        5: _("lima jawaban sendiri"),
    }
    several = _("beberapa jawaban sendiri")
    return str(known.get(counts.pop(), several) if len(counts) == 1 else several)
