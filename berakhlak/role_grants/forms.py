"""Giving a role, and setting its last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _

from berakhlak.people.unit_field import UnitField
from berakhlak.people.unit_matches import UnitSource
from berakhlak.roles import Role
from berakhlak.web.forms import (
    BaseForm,
    DateField,
    EmailField,
    RadiosField,
    SelectChoice,
    TextField,
)

WHOLE = ""  # Stands for the whole agency among units.
UNTIL_HINT = _("Hari itu masih termasuk. Kosongkan bila tidak ada batasnya.")
WORDS = {
    Role.HR: _("Pengelola kepegawaian: menjalankan siklus, atau membantu di unitnya"),
    Role.READER: _("Pembaca hasil: membaca hasil unit yang sudah terbit, bukan profil orang"),
    Role.ADMIN: _(
        "Administrator: mengurus akun, peran, dan riwayat; profil hanya dengan akses khusus"
    ),
}


class PersonRoleForm(BaseForm):
    """A role, for what and until when."""

    role = RadiosField(_("Peran"), thing=_("peran"), coerce=Role)
    unit = UnitField(
        _("Lingkup"),
        thing=_("lingkup"),
        required=False,
        hint=_("Satu unit mencakup semua unit di bawahnya, juga bila susunannya berubah."),
    )
    until = DateField(_("Hari terakhir"), thing=_("hari terakhir"), required=False, hint=UNTIL_HINT)

    def offer(self, roles: Sequence[Role], units: UnitSource, *, whole: bool) -> None:
        """The roles and units that the giver may give."""
        self.role.choices = [SelectChoice(each, WORDS[each]) for each in roles]
        self.unit.offer(units, [(WHOLE, _("Seluruh instansi"))] if whole else [])
        if len(roles) == 1 and self.role.data is None:
            self.role.data = roles[0]

    @property
    def unit_id(self) -> int | None:
        return self.unit.data or None

    @property
    def last_day(self) -> date | None:
        day: date | None = self.until.data
        return day


class GiveRoleForm(PersonRoleForm):
    """A role for somebody who has an account."""

    name = TextField(
        _("NIP atau email"),
        thing=_("NIP atau email"),
        max_length=254,
        hint=_("Milik orang yang diberi peran."),
    )


class OutsiderForm(PersonRoleForm):
    """An account and a role for somebody who is no officer."""

    full_name = TextField(_("Nama lengkap"), thing=_("nama lengkap"))
    email = EmailField(_("Email"), thing=_("email"), hint=_("Dipakai untuk masuk."))


class UntilForm(BaseForm):
    """Another last day."""

    until = DateField(_("Hari terakhir"), thing=_("hari terakhir"), required=False, hint=UNTIL_HINT)
