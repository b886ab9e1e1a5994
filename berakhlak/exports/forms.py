"""What HR wants to take along, and in which form."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.people.unit_field import UnitField
from berakhlak.profiles.editions import FORMS, STANDARD
from berakhlak.web.forms import BaseForm, ChoiceField, LongTextField, RadiosField, SelectChoice

PROFILES, MERGED, TABLE, REPORTS = "profil", "gabungan", "tabel", "laporan"
ALL, BELOW, UNIT, PEOPLE = "semua", "bawah", "unit", "orang"
REPORT_WORDS = _("Laporan instansi dan semua unit, PDF dan XLSX")
FORM_WORDS = {
    STANDARD: _("Biasa, 3–4 halaman"),
    "full": _("Lengkap, 6–10 halaman"),
    "short": _("Ringkas, 2 halaman"),
}


class ExportForm(BaseForm):
    """Which documents, of whom."""

    what = RadiosField(
        _("Apa yang diekspor"),
        thing=_("apa yang diekspor"),
        choices=[
            SelectChoice(PROFILES, _("Profil pegawai: satu PDF tiap orang, disusun per unit")),
            SelectChoice(MERGED, _("Profil pegawai: satu PDF gabungan tiap unit, untuk dicetak")),
            SelectChoice(TABLE, _("Tabel hasil tiap pegawai, XLSX dengan NIP lengkap")),
            SelectChoice(REPORTS, REPORT_WORDS),
        ],
        default=PROFILES,
    )
    scope = RadiosField(
        _("Hasil siapa"),
        thing=_("hasil siapa yang diekspor"),
        choices=[
            SelectChoice(ALL, _("Semua pegawai yang dinilai")),
            SelectChoice(BELOW, _("Satu unit beserta unit di bawahnya")),
            SelectChoice(UNIT, _("Satu unit saja")),
            SelectChoice(PEOPLE, _("Pegawai tertentu, menurut NIP")),
        ],
        default=ALL,
    )
    unit = UnitField(_("Unit kerja, bila satu unit"), thing=_("unit kerja"), required=False)
    nips = LongTextField(
        _("NIP, bila pegawai tertentu"),
        thing=_("NIP"),
        required=False,
        max_length=60_000,
        hint=_("Satu NIP di tiap baris; boleh disalin dari kolom sebuah tabel."),
    )
    form = ChoiceField(
        _("Bentuk profil"),
        thing=_("bentuk profil"),
        choices=[SelectChoice(each, FORM_WORDS[each]) for each in FORMS],
        default=STANDARD,
    )
