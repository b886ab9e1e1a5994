"""Typing a code, and handing in a file to be checked."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from berakhlak.web.forms import BaseForm, FileField, TextField


class CodeForm(BaseForm):
    """The code below the QR drawing; sent as part of the address, so without a token."""

    kode = TextField(
        _("Kode verifikasi"),
        thing=_("kode verifikasi"),
        hint=_("16 huruf dan angka di bawah kode QR, misalnya 7QF2-M9XD-0KTR-4HZA"),
        max_length=300,  # Room for a whole address that was pasted.
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(meta={"csrf": False}, **options)


class FileForm(BaseForm):
    """The PDF to be compared with the record."""

    file = FileField(
        _("Berkas PDF"),
        thing=_("berkas PDF yang hendak diperiksa"),
        kinds=("pdf",),
        hint=_("Berkas asli, bukan hasil pindai atau cetak ulang. Berkas tidak disimpan."),
    )
