"""Accounts with a second step, and the application that shows its codes."""

from __future__ import annotations

from typing import Any

import pyotp
from sqlalchemy.orm import Session

from berakhlak import clock
from berakhlak.accounts.boxes import lock_box
from berakhlak.accounts.models import Account, SecondFactor
from berakhlak.accounts.second_factors import new_secret, set_up
from berakhlak.formats import local_today
from tests.support.databases import TEST_SECRET


class Application:
    """An authenticator application on a phone."""

    def __init__(self, totp_secret: str = "") -> None:
        self.secret = totp_secret.replace(" ", "") or new_secret()

    def code(self, drift: int = 0) -> str:
        """What it shows now."""
        return pyotp.TOTP(self.secret).at(int(clock.utc_now().timestamp()) + drift)

    def wrong_code(self) -> str:
        """Six digits that it shows neither now nor a step or two away."""
        near = {self.code(drift) for drift in range(-90, 91, 30)}
        return next(each for each in ("000000", "111111", "222222", "333333") if each not in near)


def keep_application(session: Any, account: Account) -> None:
    """A second step that nobody is going to take: no recovery codes, which cost ten hashes."""
    box = lock_box("totp", new_secret().encode(), about=str(account.id), secret=TEST_SECRET)
    session.add(SecondFactor(account_id=account.id, box=box))
    session.flush()


def give_second_step(session: Any, account: Account) -> tuple[Application, list[str]]:
    """The application and the recovery codes; the code of now is used up."""
    application, at = Application(), clock.utc_now()
    codes = set_up(
        session if isinstance(session, Session) else session(),
        account,
        application.secret,
        application.code(),
        at=at,
        today=local_today(),
        secret=TEST_SECRET,
    )
    return application, codes
