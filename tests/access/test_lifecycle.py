"""Whatever is done in whatever order: a void code never opens, a disabled account never signs in,
and every password that is set ends the sessions that were there before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from berakhlak.access import codes
from berakhlak.access.models import CodeWay
from berakhlak.access.operations import CodeRefused, Issue, issue_code, store_codes, use_code
from berakhlak.accounts import operations as accounts
from berakhlak.accounts.operations import WrongCredentials, sign_in
from berakhlak.accounts.queries import signed_in_by_session_id
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.people.operations import give_password
from tests.access.conftest import AT, TODAY, make_office
from tests.factories.sessions import session_id_of
from tests.support.databases import TEST_SECRET

PASSWORDS = st.sampled_from(["kata-sandi-satu", "kata-sandi-dua", "kata-sandi-tiga"])


class Lifecycle(RuleBasedStateMachine):
    """One account, every code that was ever made for it, and what a plain model expects."""

    app: Flask
    context: Any = None

    @initialize()
    def begin(self) -> None:
        self.context = self.app.app_context()
        self.context.push()
        self.session = db.session()
        self.office = make_office(db.session)
        self.account = self.office.account(self.office.head)
        self.today = TODAY
        self.enabled, self.password = True, ""
        self.by_hr: tuple[str, Any] | None = None
        self.own: tuple[str, Any] | None = None
        self.made: list[str] = []
        self.sessions: list[str] = []
        self.ended: list[str] = []

    def teardown(self) -> None:
        if self.context is None:
            return
        self.session.rollback()
        db.session.remove()
        self.context.pop()

    def void_all(self) -> None:
        self.by_hr = self.own = None
        self.ended += self.sessions
        self.sessions = []

    def live(self) -> set[str]:
        found = [each for each in (self.by_hr, self.own) if each and each[1] >= self.today]
        return {code for code, _last in found} if self.enabled else set()

    @precondition(lambda self: self.enabled)
    @rule(days=st.integers(1, 5))
    def hr_gives_a_code(self, days: int) -> None:
        issue = Issue(self.office.hr, AT, self.today, days, CodeWay.SCREEN)
        code = issue_code(self.session, self.office.head, issue, secret=TEST_SECRET)
        self.by_hr, self.own = (code, issue.expires_on), None
        self.made.append(code)

    @rule()
    def a_code_is_mailed_to_the_owner(self) -> None:
        code = codes.new_code()
        issue = Issue(None, AT, self.today, 1, CodeWay.FORGOTTEN)
        store_codes(self.session, {self.account.id: code}, issue, secret=TEST_SECRET)
        self.own = (code, issue.expires_on)
        self.made.append(code)

    @precondition(lambda self: self.made)
    @rule(data=st.data(), password=PASSWORDS)
    def a_code_is_used(self, data: Any, password: str) -> None:
        code = data.draw(st.sampled_from(self.made))
        live = self.live()
        try:
            use_code(
                self.session, self.office.head.nip, code, password, secret=TEST_SECRET,
                at=AT, today=self.today,
            )  # fmt: skip
        except CodeRefused:
            assert code not in live
        else:
            assert code in live
            self.password = password
            self.void_all()

    @rule(days=st.integers(1, 3))
    def days_go_by(self, days: int) -> None:
        self.today += timedelta(days=days)

    @precondition(lambda self: self.enabled)
    @rule()
    def the_account_is_disabled(self) -> None:
        accounts.disable_account(self.session, self.account.id)
        self.enabled = False
        self.void_all()

    @precondition(lambda self: not self.enabled)
    @rule()
    def the_account_is_enabled(self) -> None:
        accounts.enable_account(self.session, self.account.id)
        self.enabled = True

    @rule(password=PASSWORDS)
    def the_operator_sets_a_password(self, password: str) -> None:
        give_password(self.session, self.account, password, by=None, at=AT)
        self.password = password
        self.void_all()

    @precondition(lambda self: self.password and self.enabled)
    @rule(password=PASSWORDS)
    def the_owner_changes_the_password(self, password: str) -> None:
        accounts.change_password(
            self.session, self.account, current=self.password, new=password, at=AT
        )
        self.password = password
        self.void_all()

    @rule(password=PASSWORDS)
    def somebody_signs_in(self, password: str) -> None:
        try:
            account = sign_in(self.session, self.office.head.nip, password, at=AT)
        except WrongCredentials:
            assert not self.enabled or password != self.password
        else:
            assert self.enabled
            assert password == self.password
            self.sessions.append(session_id_of(self.session, account))

    @invariant()
    def sessions_are_those_since_the_last_password(self) -> None:
        if self.context is None:
            return
        self.session.flush()
        for each in self.sessions:
            assert signed_in_by_session_id(self.session, each, today=local_today())
        for each in self.ended:
            assert signed_in_by_session_id(self.session, each, today=local_today()) is None


@pytest.mark.usefixtures("quick_hash")
def test_no_order_of_things_opens_what_is_void(app: Flask) -> None:
    class OnThisApp(Lifecycle):
        pass

    OnThisApp.app = app
    few = settings(
        max_examples=15,
        stateful_step_count=20,
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )
    run_state_machine_as_test(OnThisApp, settings=few)
