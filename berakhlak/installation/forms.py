"""An agency, its quota, and whom it begins with."""

from __future__ import annotations

import re
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _

from berakhlak.installation.operations import Invited, NewAgency, Quota
from berakhlak.web.forms import BaseForm, EmailField, NumberField, TextField

MOST_OFFICERS, MOST_MB = 1_000_000, 10_000_000
_CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?")


def _is_code(_form: Any, field: Any) -> None:
    """Raises ValidationError for what would be no part of an address."""
    if field.data and not _CODE.fullmatch(field.data):
        raise wtforms.ValidationError(
            _("Tulis kode dengan huruf, angka, titik, atau tanda hubung, misalnya KAB-SUKAMAJU.")
        )


class QuotaForm(BaseForm):
    """What the agency may take; empty is no bound."""

    officers = NumberField(
        _("Pegawai aktif paling banyak"),
        thing=_("jumlah pegawai"),
        least=1,
        most=MOST_OFFICERS,
        required=False,
        hint=_("Kosongkan bila tidak dibatasi."),
    )
    megabytes = NumberField(
        _("Berkas tersimpan paling banyak (MB)"),
        thing=_("ukuran berkas"),
        least=1,
        most=MOST_MB,
        required=False,
        hint=_("Ekspor, laporan, dan slip yang belum kedaluwarsa. Kosongkan bila tidak dibatasi."),
    )

    def quota(self) -> Quota:
        return Quota(self.officers.data, self.megabytes.data)


class InvitationForm(BaseForm):
    """The first administrator of an agency."""

    full_name = TextField(_("Nama administrator pertama"), thing=_("nama administrator pertama"))
    email = EmailField(
        _("Email administrator pertama"),
        thing=_("email administrator pertama"),
        hint=_("Dipakai untuk masuk."),
    )

    def invited(self) -> Invited:
        return Invited(str(self.full_name.data), str(self.email.data))


class NewAgencyForm(QuotaForm, InvitationForm):
    """All of it on one page."""

    code = TextField(
        _("Kode instansi"),
        thing=_("kode instansi"),
        max_length=40,
        validators=[_is_code],
        hint=_("Singkat dan tetap, misalnya KAB-SUKAMAJU."),
    )
    name = TextField(_("Nama instansi"), thing=_("nama instansi"))
    government = TextField(
        _("Pemerintahan"),
        thing=_("nama pemerintahan"),
        required=False,
        hint=_("Misalnya PEMERINTAH KABUPATEN SUKAMAJU. Dicetak di atas nama instansi."),
    )

    def agency(self) -> NewAgency:
        government = self.government.data or ""
        return NewAgency(str(self.code.data), str(self.name.data), government, self.quota())
