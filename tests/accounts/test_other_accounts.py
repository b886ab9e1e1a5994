"""Two of everything that signs in: what is done to one account leaves the other as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak import clock, text
from berakhlak.accounts import granting, operations, queries
from berakhlak.accounts.models import LARGEST_SESSION_VERSION, Account, new_session_version
from berakhlak.accounts.operations import AccountExists, OfficerSignIn, WrongCredentials
from berakhlak.accounts.passwords import PasswordTooShort
from berakhlak.accounts.queries import SessionClaim, signed_in_by_session_id
from berakhlak.audit.models import AuditEntry
from berakhlak.formats import local_today
from berakhlak.people.models import Agency
from berakhlak.permissions import Action
from berakhlak.roles import Role
from tests.factories.people import PASSWORD, make_account, make_agency, nip_number
from tests.factories.sessions import session_id_of
from tests.support.pages import PageClient

TOKEN = "t" * 43


@pytest.fixture
def agency(session: Any) -> Agency:
    return make_agency(session)


@pytest.fixture
def siti(session: Any, agency: Agency) -> Account:
    return make_account(
        session, agency, Role.OFFICER, password=PASSWORD, nip=nip_number(1), email="siti@x.go.id"
    )


@pytest.fixture
def budi(session: Any) -> Account:
    """Of another agency, with another role."""
    return make_account(
        session,
        make_agency(session),
        Role.HR,
        password=PASSWORD,
        nip=nip_number(2),
        email="budi@x.go.id",
        name="Budi Santoso",
    )


def change_password(session: Any, account: Account) -> None:
    operations.change_password(
        session, account, current=PASSWORD, new="sandi-yang-baru", at=clock.utc_now()
    )


def disable(session: Any, account: Account) -> None:
    operations.disable_account(session, account.id)


def only_switch_off(session: Any, account: Account) -> None:
    """As an import of a file does it, or a hand in the database: the number stays."""
    account.is_enabled = False


@pytest.mark.parametrize("act", [change_password, disable, only_switch_off])
def test_every_session_of_the_one_account_ends_and_none_of_the_other(
    session: Any, siti: Account, budi: Account, act: Callable[[Any, Account], None]
) -> None:
    mine, other = session_id_of(session, siti), session_id_of(session, budi)

    act(session, siti)
    session.flush()

    assert signed_in_by_session_id(session, mine, today=local_today()) is None
    assert signed_in_by_session_id(session, other, today=local_today()) is not None
    assert budi.is_enabled


def test_a_disabled_account_keeps_no_session_even_when_it_is_enabled_again(
    session: Any, siti: Account
) -> None:
    mine = session_id_of(session, siti)

    operations.disable_account(session, siti.id)
    session.flush()
    assert not siti.is_enabled
    operations.enable_account(session, siti.id)
    session.flush()

    assert siti.is_enabled
    assert signed_in_by_session_id(session, mine, today=local_today()) is None
    assert operations.sign_in(session, "siti@x.go.id", PASSWORD, at=clock.utc_now()) is siti


def test_a_page_asked_with_the_session_of_a_disabled_account_leads_to_the_sign_in(
    session: Any, client: PageClient, siti: Account
) -> None:
    client.sign_in(siti)
    assert client.get("/akun").path == "/akun"

    operations.disable_account(session, siti.id)
    session.commit()

    assert client.open("/akun").headers["Location"].startswith("/masuk?")


def test_a_session_names_its_own_account_agency_and_roles(
    session: Any, siti: Account, budi: Account
) -> None:
    siti.grant(Role.ADMIN)
    session.flush()

    for account in (siti, budi):
        known = signed_in_by_session_id(
            session, session_id_of(session, account), today=local_today()
        )
        assert known is not None
        assert (known.id, known.version) == (account.id, account.session_version)
        assert (known.agency_id, known.name) == (account.agency_id, account.name)
        assert known.roles == account.roles
        assert known.get_id() == account.get_id()
        assert [known.may(each) for each in Action] == [account.may(each) for each in Action]
        assert known.is_authenticated
        assert known.is_active
        assert not known.is_anonymous
    mine, other = (session_id_of(session, account) for account in (siti, budi))
    token = mine.split(":")[2]
    stranger = make_account(session, make_agency(session)).id
    for crossed in (
        f"{siti.id}:{budi.session_version}:{token}",
        f"{budi.id}:{budi.session_version}:{token}",
        f"{stranger}:1:{token}",
        other.rpartition(":")[0] + ":" + token,
    ):
        assert signed_in_by_session_id(session, crossed, today=local_today()) is None


def test_an_account_without_roles_is_signed_in_with_none(session: Any, agency: Agency) -> None:
    account = make_account(session, agency)

    known = signed_in_by_session_id(session, session_id_of(session, account), today=local_today())

    assert known is not None
    assert known.roles == frozenset()


def test_session_numbers_are_whole_numbers_that_both_databases_keep(
    session: Any, siti: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LARGEST_SESSION_VERSION == 2**63 - 1
    assert SessionClaim.parse(f"{siti.id}:{LARGEST_SESSION_VERSION}:{TOKEN}") is not None
    assert SessionClaim.parse(f"{siti.id}:{LARGEST_SESSION_VERSION + 1}:{TOKEN}") is None
    for drawn, number in ((0, 1), (LARGEST_SESSION_VERSION - 1, LARGEST_SESSION_VERSION)):
        asked: list[int] = []
        monkeypatch.setattr(
            "berakhlak.accounts.models.secrets.randbelow",
            lambda below, drawn=drawn, asked=asked: asked.append(below) or drawn,
        )
        assert new_session_version() == number
        assert asked == [LARGEST_SESSION_VERSION]


@pytest.mark.parametrize("digits", [(9, 19), (10, 1), (1, 20)])
def test_a_session_id_has_nine_and_nineteen_digits_at_most(digits: tuple[int, int]) -> None:
    left, right = ("1" * n for n in digits)
    fits = digits == (9, 19)

    claim = SessionClaim.parse(f"{left}:{right}:{TOKEN}")
    assert (claim and (claim.account, claim.version)) == ((int(left), int(right)) if fits else None)


def test_the_right_one_of_two_is_found_by_either_name(
    session: Any, siti: Account, budi: Account
) -> None:
    for account in (siti, budi):
        for name in (account.email, account.nip):
            assert queries.account_by_sign_in_name(session, str(name)) is account
            signed_in = operations.sign_in(session, str(name), PASSWORD, at=clock.utc_now())
            assert signed_in is account


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" SITI@X.go.id\t", "siti@x.go.id"),
        ("19850315 201001 1 001", "198503152010011001"),
        ("siti\0@x.go.id", "siti@x.go.id"),
        ("1985\0", "1985"),
        ("ABC d", "ABCd"),
        ("A b@x.go.id", "a b@x.go.id"),
        ("NIP. 19850315.201001.1.001", "198503152010011001"),
        ("\uff11\uff19\uff18\uff15", "1985"),
    ],
)
def test_one_spelling_stands_for_all_that_mean_one_name(typed: str, meant: str) -> None:
    assert text.sign_in_name(typed) == meant


def test_only_whoever_has_no_more_than_the_role_of_officer_signs_in_unrecorded(
    session: Any, siti: Account, budi: Account
) -> None:
    for account in (siti, budi):
        operations.sign_in(session, str(account.email), PASSWORD, at=clock.utc_now())

    entries = session.scalars(select(AuditEntry)).all()
    assert [(each.act, each.object_id) for each in entries] == [("signed in", budi.id)]


def test_a_password_is_changed_for_one_account_with_its_own_alone(
    session: Any, siti: Account, budi: Account
) -> None:
    session.flush()
    before = budi.password_hash
    operations.set_password(budi, "sandi-milik-budi")
    assert budi.password_hash != before

    for current in ("sandi-milik-budi", "", "x" * 10):
        with pytest.raises(WrongCredentials):
            operations.change_password(
                session, siti, current=current, new="sandi-yang-baru", at=clock.utc_now()
            )
    siti.password_hash = None
    with pytest.raises(WrongCredentials):
        operations.change_password(session, siti, current="", new="sandi-baru", at=clock.utc_now())
    assert session.scalars(select(AuditEntry)).all() == []


def test_a_refused_password_leaves_hash_and_sessions(session: Any, siti: Account) -> None:
    before = (siti.password_hash, siti.session_version)

    with pytest.raises(PasswordTooShort):
        operations.change_password(session, siti, current=PASSWORD, new="x" * 9, at=clock.utc_now())
    assert (siti.password_hash, siti.session_version) == before

    operations.change_password(
        session, siti, current=PASSWORD, new="sandi-baru", at=clock.utc_now()
    )
    assert siti.session_version != before[1]


def test_a_change_of_password_is_recorded_of_hr_and_of_nobody_who_only_rates(
    session: Any, siti: Account, budi: Account
) -> None:
    """Its time would tell when a rater was there."""
    for account in (siti, budi):
        change_password(session, account)

    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.object_id) == ("changed password", budi.id)


def test_a_hash_of_other_costs_opens_and_is_renewed(session: Any, siti: Account) -> None:
    from argon2 import PasswordHasher

    weaker = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    siti.password_hash = weaker
    session.flush()
    kept = siti.session_version

    assert operations.sign_in(session, "siti@x.go.id", PASSWORD, at=clock.utc_now()) is siti

    assert siti.password_hash != weaker
    renewed = siti.password_hash
    assert operations.sign_in(session, "siti@x.go.id", PASSWORD, at=clock.utc_now()) is siti
    assert siti.password_hash == renewed
    assert siti.session_version == kept


def test_a_hash_that_is_none_is_a_wrong_password(session: Any, siti: Account) -> None:
    siti.password_hash = "bukan-hash"
    session.flush()

    with pytest.raises(WrongCredentials):
        operations.sign_in(session, "siti@x.go.id", PASSWORD, at=clock.utc_now())


def test_an_unknown_name_costs_a_hash_as_a_known_one_does(
    session: Any, siti: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Equal time either way: the same check is made, against a hash that nothing opens."""
    tried: list[str] = []
    matches = operations.is_hash_of
    monkeypatch.setattr(
        operations, "is_hash_of", lambda stored, word: tried.append(stored) or matches(stored, word)
    )
    budi = make_account(session, make_agency(session), password=PASSWORD, email="b@x.go.id")
    budi.is_enabled = False
    session.flush()

    for name in ("siti@x.go.id", "b@x.go.id", "tidak-ada@x.go.id"):
        with pytest.raises(WrongCredentials):
            operations.sign_in(session, name, "kata-sandi-salah", at=clock.utc_now())

    decoy = operations._decoy_hash()
    assert tried == [siti.password_hash, decoy, decoy]
    assert decoy.startswith("$argon2id$")


def test_an_address_or_number_of_one_account_is_refused_to_a_second(
    session: Any, siti: Account, budi: Account
) -> None:
    agency_id = siti.agency_id
    taken = ({"email": " BUDI@x.go.id"}, {"nip": budi.nip}, {"email": "n@x.go.id", "nip": siti.nip})
    for names in taken:
        with pytest.raises(AccountExists):
            operations.create_account(session, agency_id=agency_id, name="Baru", **names)

    new = operations.create_account(
        session,
        agency_id=agency_id,
        name="Baru",
        email=" Baru@X.go.id ",
        nip=nip_number(3),
        roles=[Role.HR, Role.ADMIN, Role.HR],
    )
    assert (new.email, new.nip, new.agency_id) == ("baru@x.go.id", nip_number(3), agency_id)
    assert new.roles == {Role.HR, Role.ADMIN}
    assert len(new.role_rows) == 2
    assert (new.is_enabled, new.password_hash) == (True, None)


def test_officers_are_enrolled_beside_others_who_stay_as_they_are(
    session: Any, siti: Account, budi: Account
) -> None:
    before = (budi.name, budi.email, budi.roles, budi.session_version)
    kept = siti.get_id()
    officers = [
        OfficerSignIn(nip=nip_number(1), name="Siti R.", email="baru@x.go.id"),
        OfficerSignIn(nip=nip_number(7), name="Tono", email="siti@x.go.id"),
        OfficerSignIn(nip=nip_number(8), name="Wati", email=None),
    ]

    ids = operations.enrol_officers(session, agency_id=siti.agency_id, officers=officers)

    session.expire_all()
    assert set(ids) == {each.nip for each in officers}
    for each in officers:
        account = session.get_one(Account, ids[each.nip])
        assert (account.nip, account.name, account.email) == (each.nip, each.name, each.email)
        assert account.agency_id == siti.agency_id
        assert Role.OFFICER in account.roles
        assert account.is_enabled
    tono, wati = (session.get_one(Account, ids[each.nip]) for each in officers[1:])
    assert tono.session_version != wati.session_version
    assert tono.password_hash is None
    assert siti.get_id() == kept
    assert (budi.name, budi.email, budi.roles, budi.session_version) == before


def test_enrolling_gives_a_role_to_whoever_had_an_account_without_it(
    session: Any, budi: Account
) -> None:
    officer = OfficerSignIn(nip=str(budi.nip), name="Budi Santoso", email=budi.email)

    ids = operations.enrol_officers(session, agency_id=budi.agency_id, officers=[officer])

    assert ids == {budi.nip: budi.id}
    assert budi.roles == {Role.HR, Role.OFFICER}
    assert budi.email == "budi@x.go.id"
    assert operations.enrol_officers(session, agency_id=budi.agency_id, officers=[]) == {}


def test_more_numbers_than_fit_into_one_question_are_all_found(
    session: Any, agency: Agency
) -> None:
    numbers = [f"19850315201001{n:04d}" for n in range(1001)]
    officers = [OfficerSignIn(nip=each, name="P", email=None) for each in numbers]

    ids = operations.enrol_officers(session, agency_id=agency.id, officers=officers)

    assert set(ids) == set(numbers)
    assert set(queries.accounts_by_nip(session, numbers)) == set(numbers)
    assert queries.account_ids_by_nip(session, numbers[499:502]) == {
        each: ids[each] for each in numbers[499:502]
    }
    assert set(queries.accounts_by_nip(session, numbers[:2])) == set(numbers[:2])


def test_a_role_is_taken_from_one_account_and_from_no_other(
    session: Any, siti: Account, budi: Account
) -> None:
    siti.grant(Role.HR)
    session.flush()
    mine = session_id_of(session, siti)

    granting.revoke_role(session, siti, Role.HR, by=budi, at=clock.utc_now())
    session.flush()

    known = signed_in_by_session_id(session, mine, today=local_today())
    assert known is not None
    assert known.roles == {Role.OFFICER}
    assert budi.roles == {Role.HR}
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.detail) == ("revoked role", {"role": "hr"})
    assert entry.object_id == siti.id
