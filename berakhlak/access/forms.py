"""Using a code, asking for one by mail, and choosing who is given one."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms.validators import ValidationError

from berakhlak.access.codes import is_code, tidied
from berakhlak.accounts.forms import CodeField, NewPasswordForm
from berakhlak.people.unit_field import UnitField
from berakhlak.web.forms import (
    BaseForm,
    CheckboxField,
    NumberField,
    RadiosField,
    SelectChoice,
    TextField,
)

ALL, BELOW, UNIT = "semua", "bawah", "unit"
SLIPS, MAILS = "slip", "email"
NAME = _("NIP atau email")


def _is_code(_form: Any, field: Any) -> None:
    """Raises ValidationError unless this can be a code at all."""
    if not is_code(tidied(field.data or "")):
        raise ValidationError(_("Kode terdiri atas 16 huruf dan angka. Salin seluruhnya."))


class UseCodeForm(NewPasswordForm):
    """Who, the code, and twice a new password."""

    name = TextField(NAME, thing=_("NIP atau email Anda"), max_length=254, autocomplete="username")
    code = TextField(
        _("Kode masuk"),
        thing=_("kode masuk"),
        max_length=60,
        autocomplete="one-time-code",
        validators=[_is_code],
        hint=_("Dari slip atau email. Huruf besar, huruf kecil, dan tanda hubung tidak dibedakan."),
    )

    second_step = CodeField(
        _("Kode langkah kedua"),
        thing=_("kode dari aplikasi atau kode pemulihan"),
        max_length=40,
        required=False,
        hint=_("6 angka dari aplikasi autentikator, atau 16 angka kode pemulihan."),
    )

    def __iter__(self) -> Any:
        """Who and the code first, as on the page."""
        return iter(sorted(super().__iter__(), key=lambda field: "password" in field.name))


class ForgottenForm(BaseForm):
    """Who has forgotten a password."""

    name = TextField(NAME, thing=_("NIP atau email Anda"), max_length=254, autocomplete="username")


class CodeScopeForm(BaseForm):
    """Whose codes."""

    scope = RadiosField(
        _("Kode untuk siapa"),
        thing=_("untuk siapa kode dibuat"),
        choices=[
            SelectChoice(ALL, _("Semua pegawai")),
            SelectChoice(BELOW, _("Satu unit beserta unit di bawahnya")),
            SelectChoice(UNIT, _("Satu unit saja")),
        ],
        default=ALL,
    )
    unit = UnitField(_("Unit kerja, bila satu unit"), thing=_("unit kerja"), required=False)


class GiveCodesForm(CodeScopeForm):
    """Who is given a code, how, and for how long."""

    way = RadiosField(
        _("Cara menyampaikan"),
        thing=_("cara menyampaikan kode"),
        choices=[
            SelectChoice(SLIPS, _("Slip untuk dicetak dan dibagikan, satu PDF menurut unit")),
            SelectChoice(MAILS, _("Email, bagi yang punya alamat email")),
        ],
        default=SLIPS,
    )
    only_new = CheckboxField(
        _("Hanya yang belum pernah masuk"),
        hint=_("Yaitu yang belum punya kata sandi. Yang sudah punya tetap memakai miliknya."),
        default=True,
    )
    valid_days = NumberField(
        _("Berlaku berapa hari"), thing=_("lama kode berlaku"), least=1, most=90, default=30
    )


class StepResetForm(BaseForm):
    """Why somebody's second step is reset."""

    reason = TextField(
        _("Alasan"),
        thing=_("alasan"),
        max_length=200,
        hint=_("Misalnya: ponsel hilang, datang langsung dengan kartu pegawai."),
    )
