"""Forms about the holders of a cycle's key.

Fields of codes are secrets by their names (`is_secret`): nothing keeps them while a
password is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from wtforms import validators as check

from berakhlak.cycle_administration.forms import CloseForm
from berakhlak.cycle_administration.holder_reminders import (
    FindAccount,
    account_field,
    known_accounts,
    typed_accounts,
)
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.errors import InvalidInput
from berakhlak.key_holders.holders import (
    MOST_HOLDERS,
    NAME_LENGTH,
    HolderRole,
    KeyHolders,
    name_holders,
)
from berakhlak.key_holders.wrapping import holder_of_code
from berakhlak.web.forms import (
    BaseForm,
    ChoiceField,
    NumberField,
    RadiosField,
    SelectChoice,
    TextField,
)

CODE = "kode_sandi"
HOLDERS, SERVER = "pemegang", "server"
SUGGESTED = (
    (_("Kepala Biro SDM"), HolderRole.MANAGEMENT),
    (_("Brankas Sekretaris Daerah"), HolderRole.MANAGEMENT),
    (_("Ketua KORPRI"), HolderRole.WITNESS),
    (_("Inspektorat"), HolderRole.WITNESS),
)
ROLE_NAMES = {
    HolderRole.MANAGEMENT: _("Pengelola"),
    HolderRole.WITNESS: _("Saksi"),
}


def _code_field(label: object) -> TextField:
    return TextField(
        label, thing=_("kode"), max_length=60, hint=_("28 huruf dan angka, spasi bebas.")
    )


class CodesRefused(InvalidInput):
    """Codes that are told of beside their fields."""

    message = _("Periksa kode yang ditandai.")


class CodeForm(BaseForm):
    """One code, typed."""

    kode_sandi = _code_field(_("Ketik kode Anda"))


class MakeCodeForm(BaseForm):
    """Asking for a code."""


class _HoldersForm(BaseForm):
    mode = RadiosField(
        _("Siapa yang memegang kunci?"),
        thing=_("siapa yang memegang kunci"),
        choices=[
            SelectChoice(
                HOLDERS,
                _(
                    "Pemegang kunci (dianjurkan): formulir rekan, bawahan, dan masyarakat yang "
                    "sudah dikirim tidak dapat dibuka siapa pun, termasuk pengelola server, sampai "
                    "para pemegang memasukkan kodenya saat penutupan, salah satunya saksi."
                ),
            ),
            SelectChoice(
                SERVER,
                _(
                    "Server: orang yang menguasai server dan kuncinya dapat membuka formulir "
                    "selama siklus terbuka."
                ),
            ),
        ],
    )
    needed = NumberField(
        _("Berapa kode yang diperlukan untuk menutup?"),
        thing=_("jumlah kode"),
        least=2,
        most=MOST_HOLDERS - 1,
        required=False,
    )

    def named(self) -> list[tuple[str, HolderRole]]:
        """Names and roles of the lines that are filled."""
        rows = [(self[f"name_{n}"].data or "", self[f"role_{n}"].data) for n in _PLACES]
        return [(name, HolderRole(role)) for name, role in rows if name]

    def chosen(self, find: FindAccount) -> KeyHolders | None:
        """None where the server holds the key. Raises HoldersUnsound, AccountsUnknown."""
        if self.mode.data == SERVER:
            return None
        named = name_holders(self.named(), self.needed.data or 2)
        filled = [n for n in _PLACES if self[f"name_{n}"].data]
        return named.with_accounts(typed_accounts(self, filled, find))

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The three fields of each line."""
        return [tuple(self[f"{part}_{n}"] for part in ("name", "role", "account")) for n in _PLACES]

    @property
    def least_rows(self) -> int:
        """So many lines are shown from the start; more unfold."""
        filled = [n for n in _PLACES if self[f"name_{n}"].data or self[f"account_{n}"].data]
        return max([len(SUGGESTED), *filled])


_PLACES = range(1, MOST_HOLDERS + 1)


def _lines() -> dict[str, Any]:
    roles = [SelectChoice(role.value, words) for role, words in ROLE_NAMES.items()]
    fields: dict[str, Any] = {}
    for n in _PLACES:
        fields[f"name_{n}"] = TextField(
            _("Nama atau jabatan"),
            thing=_("nama atau jabatan pemegang"),
            max_length=NAME_LENGTH,
            required=False,
        )
        fields[f"role_{n}"] = ChoiceField(_("Sebagai"), thing=_("peran pemegang"), choices=roles)
        fields[f"account_{n}"] = account_field(_("NIP atau email, untuk pengingat"))
    return fields


HoldersForm: Any = type("HoldersForm", (_HoldersForm,), _lines())


def holders_form(holders: KeyHolders | None, names: Mapping[int, str]) -> Any:
    """As it is chosen now; with suggested names where nobody is named yet. `names`: what is typed
    for an account, by its id."""
    named = [(each.name, each.role) for each in holders.holders] if holders else SUGGESTED
    known: dict[str, object] = {"mode": HOLDERS if holders else SERVER}
    known["needed"] = holders.needed if holders else 2
    for n, (name, role) in enumerate(named, start=1):
        known |= {f"name_{n}": str(name), f"role_{n}": role.value}
    known |= known_accounts(holders, names)
    for n in range(len(named) + 1, MOST_HOLDERS + 1):
        known[f"role_{n}"] = HolderRole.WITNESS.value
    return HoldersForm(data=known)


def closing_form(cycle: Cycle) -> CloseForm:
    """Closing; with a field for each code where the key is with holders and still needed."""
    holders = cycle.holders
    if holders is None or cycle.state not in (CycleState.OPEN, CycleState.SEALING):
        return CloseForm()
    made: CloseForm = type("HeldCloseForm", (CloseForm,), _code_fields(holders))()
    return made


def replacing_form(holders: KeyHolders) -> Any:
    """Codes of others, for a new code in the place of a lost one."""
    return type("ReplacingForm", (BaseForm,), _code_fields(holders))()


class _HolderCodeField(TextField):
    """Asked for; that some are missing is told of all of them: where codes are lost, what is sealed
    can be given up instead."""

    def _presence(self) -> Any:
        return check.Optional()


def _code_fields(holders: KeyHolders) -> dict[str, Any]:
    return {
        f"{CODE}_{n}": _HolderCodeField(
            _("Kode ke-%(n)s, dari pemegang mana pun", n=n),
            thing=_("kode pemegang kunci"),
            max_length=60,
        )
        for n in range(1, holders.needed + 1)
    }


def code_fields_of(form: Any) -> list[Any]:
    """In their order; none where none is asked."""
    return [field for field in form if field.name.startswith(f"{CODE}_")]


def typed_codes(form: Any) -> list[str]:
    """Those that are filled."""
    return [field.data for field in code_fields_of(form) if field.data]


def refuse_codes(form: Any, holders: KeyHolders, refused: InvalidInput) -> InvalidInput:
    """Say it beside each field whose code is wrong by itself; what is left to be said of all."""
    found = False
    for field in code_fields_of(form):
        try:
            if field.data:
                holder_of_code(holders, field.data)
        except InvalidInput as wrong:
            form.refuse(wrong.message, field.name)
            found = True
    return CodesRefused() if found else refused


def spare_words(holders: KeyHolders) -> str:
    """How many codes may be lost."""
    return str(
        ngettext(
            "%(num)s kode, milik siapa pun, boleh hilang tanpa kehilangan jawaban.",
            "%(num)s kode, milik siapa pun, boleh hilang tanpa kehilangan jawaban.",
            holders.spare,
        )
    )
