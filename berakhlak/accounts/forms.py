"""Signing in and changing a password."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.validators import EqualTo, Length

from berakhlak.accounts.passwords import MIN_PASSWORD_LENGTH, PasswordTooShort
from berakhlak.web.forms import BaseForm, PasswordField, TextField


class SignInForm(BaseForm):
    """NIP or e-mail, and password."""

    name = TextField(
        _("NIP atau email"), thing=_("NIP atau email Anda"), max_length=254, autocomplete="username"
    )
    password = PasswordField(_("Kata sandi"), thing=_("kata sandi Anda"))
    draft = HiddenField()  # What was typed elsewhere when the session ended.


def _message(text: object) -> Any:
    # WTForms asks for a str but formats lazily, as our texts need.
    return text


class NewPasswordForm(BaseForm):
    """Twice a new password."""

    new_password = PasswordField(
        _("Kata sandi baru"),
        thing=_("kata sandi baru"),
        hint=_(
            "Paling sedikit 10 karakter. Beberapa kata yang tidak berhubungan sudah cukup kuat; "
            "jangan nama, NIP, atau kata yang sering dipakai orang."
        ),
        autocomplete="new-password",
        validators=[Length(min=MIN_PASSWORD_LENGTH, message=_message(PasswordTooShort.message))],
    )
    new_password_again = PasswordField(
        _("Ulangi kata sandi baru"),
        thing=_("kata sandi baru sekali lagi"),
        autocomplete="new-password",
        validators=[EqualTo("new_password", _message(_("Kedua kata sandi baru tidak sama.")))],
    )


class PasswordForm(NewPasswordForm):
    """The present password, and twice the new one."""

    current_password = PasswordField(
        _("Kata sandi sekarang"), thing=_("kata sandi Anda yang sekarang")
    )

    def __iter__(self) -> Iterator[Any]:
        """The present password first, as on the page."""
        return iter(sorted(super().__iter__(), key=lambda field: field.name != "current_password"))


class PasswordAgainForm(BaseForm):
    """The password of whoever is signed in, before an act of weight."""

    current_password = PasswordField(_("Kata sandi"), thing=_("kata sandi Anda"))
    draft = HiddenField()  # What was typed into the form of that act.


class CodeField(TextField):
    """Digits of an application or of a recovery code, with or without spaces."""

    autocomplete = "one-time-code"
    input_mode = "numeric"


class SecondStepForm(BaseForm):
    """The second step of a sign-in."""

    code = CodeField(
        _("Kode"),
        thing=_("kode dari aplikasi atau kode pemulihan"),
        max_length=40,
        hint=_("6 angka dari aplikasi autentikator, atau 16 angka kode pemulihan."),
    )
    draft = HiddenField()


class SetUpForm(BaseForm):
    """The first code that an application shows."""

    code = CodeField(
        _("Kode dari aplikasi"),
        thing=_("6 angka yang ditampilkan aplikasi"),
        max_length=40,
        hint=_("6 angka yang sekarang ditampilkan aplikasi untuk akun ini."),
    )
    draft = HiddenField()


class PasskeyForm(BaseForm):
    """What an authenticator has answered; a script of ours fills it in."""

    credential = HiddenField()
    draft = HiddenField()


class NewPasskeyForm(BaseForm):
    """A passkey with a name by which its owner knows it again."""

    name = TextField(
        _("Nama kunci"),
        thing=_("nama kunci"),
        max_length=60,
        hint=_("Misalnya ponsel saya, atau laptop kantor."),
    )
    credential = HiddenField()


class ProofAgainForm(PasswordAgainForm):
    """The password or a code of whoever has a second step, before an act of weight."""

    current_password = PasswordField(_("Kata sandi"), thing=_("kata sandi Anda"), required=False)
    code = CodeField(
        _("Atau kode dari aplikasi"),
        thing=_("kode dari aplikasi"),
        max_length=40,
        required=False,
        hint=_("6 angka yang sekarang ditampilkan aplikasi."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the two is enough; without either, both say so."""
        is_right = bool(super().validate(extra_validators))
        if is_right and not self.current_password.data and not self.code.data:
            self.refuse(_("Isi kata sandi Anda atau kode dari aplikasi."), "current_password")
            return False
        return is_right
