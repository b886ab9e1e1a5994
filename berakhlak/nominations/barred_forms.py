"""HR's forms of pairs who must not rate each other."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.nominations.barring import LONGEST_REASON
from berakhlak.web.forms import BaseForm, FileField, TextField

WHO = _("Nama lengkap atau NIP.")


class PairForm(BaseForm):
    """Two people and why they must not rate each other."""

    first = TextField(_("Pegawai pertama"), thing=_("pegawai pertama"), hint=WHO)
    second = TextField(_("Pegawai kedua"), thing=_("pegawai kedua"), hint=WHO)
    reason = TextField(
        _("Alasan"),
        thing=_("alasan"),
        max_length=LONGEST_REASON,
        hint=_("Misalnya: suami istri. Ikut tercatat dalam riwayat aktivitas."),
    )


class PairsFileForm(BaseForm):
    """A file of pairs."""

    file = FileField(
        _("Berkas pasangan"),
        thing=_("berkas pasangan"),
        kinds=("xlsx", "csv", "xls", "ods"),
        hint=_("Kolom nip_pertama, nip_kedua, dan alasan"),
    )
