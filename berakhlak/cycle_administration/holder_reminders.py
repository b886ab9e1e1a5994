"""Which accounts are reminded by mail that a cycle needs their codes: typed as NIP or e-mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import account_by_sign_in_name
from berakhlak.errors import InvalidInput
from berakhlak.key_holders.holders import KeyHolders
from berakhlak.web.forms import BaseForm, TextField

FindAccount = Callable[[str], int | None]
"""The id of an account, by NIP or e-mail as typed."""


class AccountsUnknown(InvalidInput):
    """Accounts that are told of beside their fields."""

    message = _("Periksa NIP atau email yang ditandai.")


def account_finder(session: Session, agency_id: int) -> FindAccount:
    """Among the accounts of an agency."""

    def _find(typed: str) -> int | None:
        found = account_by_sign_in_name(session, typed)
        return found.id if found is not None and found.agency_id == agency_id else None

    return _find


def account_names(session: Session, holders: KeyHolders | None) -> dict[int, str]:
    """By id, what is typed for an account that is reminded."""
    ids = [each.account for each in holders.holders if each.account] if holders else []
    wanted = select(Account.id, Account.nip, Account.email).where(Account.id.in_(ids))
    return {number: nip or email or "" for number, nip, email in session.execute(wanted)}


def account_field(label: object) -> TextField:
    return TextField(label, thing=_("NIP atau email"), max_length=254, required=False)


def typed_accounts(form: BaseForm, places: Iterable[int], find: FindAccount) -> list[int | None]:
    """Of these lines; None where nobody is to be reminded. Raises AccountsUnknown."""
    found: list[int | None] = []
    unknown = []
    for n in places:
        field = form[f"account_{n}"]
        found.append(find(field.data) if field.data else None)
        if field.data and found[-1] is None:
            unknown.append(field.name)
    for name in unknown:
        form.refuse(_("Tidak ada akun dengan NIP atau email ini di instansi."), name)
    if unknown:
        raise AccountsUnknown
    return found


def known_accounts(holders: KeyHolders | None, names: Mapping[int, str]) -> dict[str, object]:
    """What the fields show."""
    listed = enumerate(holders.holders if holders else (), start=1)
    return {f"account_{n}": names.get(each.account or 0, "") for n, each in listed}


class _RemindedForm(BaseForm):
    def accounts(self) -> list[Any]:
        """The fields, in the order of the holders."""
        return [field for field in self if field.name.startswith("account_")]

    def chosen(self, find: FindAccount) -> list[int | None]:
        """Raises AccountsUnknown."""
        return typed_accounts(self, range(1, len(self.accounts()) + 1), find)


def reminded_form(holders: KeyHolders, names: Mapping[int, str]) -> _RemindedForm:
    """Who is reminded, once the holders cannot be chosen any more."""
    fields = {
        f"account_{n}": account_field(_("NIP atau email: %(name)s", name=each.name))
        for n, each in enumerate(holders.holders, start=1)
    }
    made: _RemindedForm = type("RemindedForm", (_RemindedForm,), fields)(
        data=known_accounts(holders, names)
    )
    return made
