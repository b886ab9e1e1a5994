"""Creating accounts, checking and changing passwords."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _
from sqlalchemy import insert, update
from sqlalchemy.orm import Session, object_session

from berakhlak import text
from berakhlak.accounts.free_names import AccountExists as AccountExists
from berakhlak.accounts.free_names import require_free
from berakhlak.accounts.granting import keeping_administrators
from berakhlak.accounts.models import Account, AccountRole, new_session_version
from berakhlak.accounts.own_acts import forget_links, forget_ways_in, record_own_act
from berakhlak.accounts.passwords import leaked_file, require_good_password
from berakhlak.accounts.queries import (
    account_by_sign_in_name,
    account_ids_by_nip,
    accounts_by_nip,
    agency_name,
)
from berakhlak.audit.acts import Act
from berakhlak.audit.operations import Actor
from berakhlak.errors import NotAllowed
from berakhlak.permissions import Action
from berakhlak.roles import Role


def make_hasher() -> PasswordHasher:
    """Argon2id at the second of the settings that OWASP's Password Storage Cheat Sheet lists: some
    hundred officers sign in at eight. See docs/decisions/0165-hashes-at-eight.md."""
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


_hasher = make_hasher()


class WrongCredentials(NotAllowed):
    """Name and password do not belong together; which of the two is wrong is not told."""

    message = _("NIP/email atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.")


def create_account(
    session: Session,
    *,
    agency_id: int | None,
    name: str,
    email: str | None = None,
    nip: str | None = None,
    password: str | None = None,
    roles: Iterable[Role] = (),
    at: datetime | None = None,
) -> Account:
    """Add an account; without a password it cannot sign in yet. Raises AccountExists.

    `at`: when its roles were given, where that is to be kept.
    """
    email = text.email_key(email) if email else None
    nip = text.bare_number(nip) if nip else None
    require_free(session, email, nip)
    account = Account(agency_id=agency_id, name=name, email=email, nip=nip)
    if password is not None:
        require_good_password(password, _known_of(session, account), leaked=leaked_file())
        keep_password(account, password)
    for role in roles:
        account.grant(role, at=at)
    session.add(account)
    session.flush()
    return account


@dataclass(frozen=True)
class OfficerSignIn:
    """How an officer signs in, as the personnel file states it."""

    nip: str
    name: str
    email: str | None


def enrol_officers(
    session: Session,
    *,
    agency_id: int,
    officers: Sequence[OfficerSignIn],
    by: Actor | None = None,
) -> dict[str, int]:
    """Give every officer an account, or bring the one with that NIP up to date.

    New accounts have no password, so nobody can sign in to them yet; another address ends links.
    E-mails must not belong to others. What `by` may not readdress stays. Returns ids by NIP.
    """
    known = accounts_by_nip(session, [each.nip for each in officers])
    officers = _with_kept_addresses(session, officers, known, by)
    # Two officers may have exchanged addresses; both must be free before either is taken.
    pairs = [(known[each.nip], each.email) for each in officers if each.nip in known]
    moved = [found for found, email in pairs if found.email != email]
    for found in moved:
        found.email = None
    session.flush()
    forget_links(session, [found.id for found in moved])
    for each in officers:
        if account := known.get(each.nip):
            account.name, account.email = each.name, each.email
            account.grant(Role.OFFICER)
    session.flush()
    new = [each for each in officers if each.nip not in known]
    return {n: account.id for n, account in known.items()} | _add_officers(session, agency_id, new)


def may_readdress(session: Session, account: Account, by: Actor | None) -> bool:
    """Whether somebody may change where a forgotten password of the account is sent to.

    Of one that may do more than rate, its owner and administrators alone: else whoever edits
    records could have its code sent to themselves.
    """
    if by is None or account.only_rates or account.id == by.id:
        return True
    return session.get_one(Account, by.id).may(Action.GIVE_CODES_TO_ALL, whole=True)


def _with_kept_addresses(
    session: Session,
    officers: Sequence[OfficerSignIn],
    known: Mapping[str, Account],
    by: Actor | None,
) -> Sequence[OfficerSignIn]:
    kept = {
        each.nip: account.email
        for each in officers
        if (account := known.get(each.nip))
        and account.email != each.email
        and not may_readdress(session, account, by)
    }
    if not kept:
        return officers
    taken = set(kept.values())  # By accounts that should have passed it on to somebody else.
    free = [replace(each, email=None) if each.email in taken else each for each in officers]
    return [replace(each, email=kept.get(each.nip, each.email)) for each in free]


def _add_officers(
    session: Session, agency_id: int, officers: Sequence[OfficerSignIn]
) -> dict[str, int]:
    """Plain inserts: files bring tens of thousands, and objects would cost several times more."""
    if not officers:
        return {}
    rows = [
        {
            "agency_id": agency_id,
            "nip": each.nip,
            "name": each.name,
            "email": each.email,
            "session_version": new_session_version(),
            "is_enabled": True,
        }
        for each in officers
    ]
    session.execute(insert(Account), rows)
    ids = account_ids_by_nip(session, [each.nip for each in officers])
    roles = [{"account_id": account_id, "role": Role.OFFICER} for account_id in ids.values()]
    session.execute(insert(AccountRole), roles)
    return ids


def disable_account(session: Session, account_id: int) -> None:
    """Let nobody sign in to this account any more; all its sessions end.

    Raises LastAdministrator.
    """
    account = session.get_one(Account, account_id)
    with keeping_administrators(session, [account_id]):
        account.is_enabled = False
        account.session_version = new_session_version()


def disable_accounts(session: Session, account_ids: Sequence[int]) -> None:
    """The same of many: plain updates, for a file may end thousands. Raises LastAdministrator."""
    if not account_ids:
        return
    rows = [
        {"id": each, "is_enabled": False, "session_version": new_session_version()}
        for each in account_ids
    ]
    with keeping_administrators(session, account_ids):
        session.execute(update(Account), rows)


def close_account(session: Session, account_id: int) -> None:
    """Disable an account for good and let another have its NIP and address: its owner signs in by
    another. Raises LastAdministrator."""
    disable_account(session, account_id)
    account = session.get_one(Account, account_id)
    forget_ways_in(session, account_id)
    # An account has one of the two; this domain can never receive mail (RFC 2606).
    account.nip, account.email = None, f"akun-{account_id}@digabung.invalid"


def enable_account(session: Session, account_id: int) -> None:
    """Let the owner sign in again."""
    session.get_one(Account, account_id).is_enabled = True


def set_password(account: Account, password: str) -> None:
    """Hash with argon2id and end every session of the account. Raises PasswordRefused."""
    known = _known_of(object_session(account), account)
    require_good_password(password, known, leaked=leaked_file())
    keep_password(account, password)


def keep_password(account: Account, password: str) -> None:
    """The same of a password that nobody judges: that of invented people alone."""
    account.password_hash = _hasher.hash(text.normalise_password(password))
    account.session_version = new_session_version()


def _known_of(session: Session | None, account: Account) -> list[str]:
    """What others know of the account: a password made of it is no secret."""
    agency = agency_name(session, account.agency_id) if session else ""
    return [each for each in (account.name, account.nip, account.email, agency) if each]


def sign_in(
    session: Session,
    name: str,
    password: str,
    *,
    at: datetime,
    asks_more: Callable[[Account], bool] = lambda _account: False,
) -> Account:
    """The account for these credentials, in equal time whether or not there is one. `asks_more`:
    whether a second step follows, before which nobody has signed in. Raises WrongCredentials."""
    account = account_by_sign_in_name(session, name)
    stored = account.password_hash if account and account.is_enabled else None
    # A hash is always computed, or the time taken would tell which names exist.
    spelling = _matching(stored or _decoy_hash(), password)
    if account is None or stored is None or spelling is None:
        raise WrongCredentials
    if spelling != text.normalise_password(password) or _hasher.check_needs_rehash(stored):
        account.password_hash = _hasher.hash(text.normalise_password(password))
    if not asks_more(account):
        record_own_act(session, Act.SIGNED_IN, account, at=at)
    return account


def change_password(
    session: Session, account: Account, *, current: str, new: str, at: datetime
) -> None:
    """Replace the password and end all sessions. Raises WrongCredentials, PasswordRefused."""
    check_password(account, current)
    set_password(account, new)
    record_own_act(session, Act.CHANGED_PASSWORD, account, at=at)


def check_password(account: Account, password: str) -> None:
    """Whether this is the password of the account; raises WrongCredentials."""
    if not account.password_hash or _matching(account.password_hash, password) is None:
        raise WrongCredentials(_("Kata sandi lama tidak cocok."))


def _matching(stored: str, password: str) -> str | None:
    """The spelling of the password that the hash was made from; None when it is another."""
    spellings = text.password_spellings(password)
    return next((each for each in spellings if is_hash_of(stored, each)), None)


def hash_words(words: str) -> str:
    """A secret that is kept as a hash alone, as passwords are."""
    return _hasher.hash(words)


def is_hash_of(stored: str, words: str) -> bool:
    """Whether the hash was made from exactly this."""
    try:
        return _hasher.verify(stored, words)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def _decoy_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))
