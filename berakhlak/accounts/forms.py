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
