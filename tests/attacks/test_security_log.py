"""Who answered when? A program lays the security log beside a count of answers that is polled.

It knows who was asked, their accounts and the network of each at home. Between two looks at the
count it takes whoever the log names for the one who has answered. Where the log names raters it
orders them all; as it is, nobody.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from berakhlak.accounts.models import Account
from berakhlak.accounts.session import current_claim
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import close_log, note
from tests.factories.answering import assignments
from tests.factories.cycles import make_open_cycle
from tests.factories.people import PASSWORD
from tests.ratings.sheets import typed
from tests.support.pages import PageClient

Log = Sequence[Mapping[str, Any]]


def guess(intervals: Sequence[Log], known: Mapping[int, str]) -> list[int | None]:
    """The attack: for each rise of the count, the one account that the lines before it name."""
    guesses: list[int | None] = []
    for lines in intervals:
        values = {value for line in lines for name, value in line.items() if name != "n"}
        named = {account for account, network in known.items() if values & {account, network}}
        guesses.append(named.pop() if len(named) == 1 else None)
    return guesses


@pytest.fixture
def watched(make_app: Callable[..., Flask], tmp_path: Path) -> Iterator[Flask]:
    app = make_app(security_log=str(tmp_path / "security.log"))
    with app.app_context():
        yield app
        db.session.rollback()
    close_log(app)


def answer_in_turn(app: Flask) -> tuple[list[Log], dict[int, str], list[int]]:
    """Raters come in an order of chance, fumble, answer and go; HR looks at the count each time.

    Returns the lines of the log between two looks, what the attacker knows, and the truth.
    """
    opened = make_open_cycle(db.session, key_store(), staff=5)
    codes = [each.code for each in opened.cycle.instrument.content.behaviours]
    raters = [(opened.account(each), each) for each in (opened.head, *opened.staff)]
    random.Random(3).shuffle(raters)
    sheets = {each.id: assignments(db.session, opened, rater=each)[0].id for _, each in raters}
    for account, _person in raters:
        account.password_hash = _hash()
    hr = PageClient(app).sign_in(opened.hr)
    place = Path(app.config["BERAKHLAK"].security_log)
    intervals: list[Log] = []
    seen = _lines(place)
    truth = [account.id for account, _ in raters]
    known = {each: f"10.9.{number}.0/24" for number, each in enumerate(truth)}
    for number, (account, person) in enumerate(raters):
        rate(app, f"10.9.{number}.7", str(account.nip), sheets[person.id], codes)
        assert hr.open(f"/siklus/{opened.cycle.id}").status_code == 200
        lines = _lines(place)
        intervals.append(lines[len(seen) :])
        seen = lines
    return intervals, known, truth


def rate(app: Flask, address: str, name: str, sheet: int, codes: list[str]) -> None:
    """One rater: a wrong password, the right one, a page too far, a sheet, a new password."""
    rater = PageClient(app)
    rater.http.environ_base["REMOTE_ADDR"] = address
    for password in ("salah", PASSWORD):
        given = {"name": name, "password": password, "csrf_token": rater.token()}
        rater.open("/masuk", method="POST", data=given)
    assert rater.open("/pegawai").status_code == 403
    rater.open(f"/tugas/{sheet}")
    sent = typed(codes) | {"csrf_token": rater.token()}
    assert rater.open(f"/tugas/{sheet}", method="POST", data=sent).status_code in (302, 303)
    review = {"revision": "1", "csrf_token": rater.token()}
    assert rater.open(f"/tugas/{sheet}/periksa", method="POST", data=review).status_code in (
        302,
        303,
    )
    wrong = {"current_password": "salah", "csrf_token": rater.token()}
    assert rater.open("/akun/pastikan", method="POST", data=wrong).status_code == 422
    rater.open("/keluar", method="POST", data={"csrf_token": rater.token()})


def _hash() -> str:
    from berakhlak.accounts import operations

    return operations._hasher.hash(PASSWORD)


def _lines(place: Path) -> list[dict[str, Any]]:
    text = place.read_text("ascii") if place.exists() else ""
    return [json.loads(each) for each in text.splitlines()]


def test_the_log_beside_a_polled_count_tells_nobody(watched: Flask) -> None:
    intervals, known, truth = answer_in_turn(watched)

    assert guess(intervals, known) == [None] * len(truth)
    events = {line["event"] for lines in intervals for line in lines}
    assert events == {"sign-in failed", "forbidden", "password asked again, wrong"}
    pages = {str(line.get("page")) for lines in intervals for line in lines}
    assert not any(each.startswith("ratings.") for each in pages)
    # Marks of the hour are all that differs from one rater to the next.
    told = [{(k, v) for line in each for k, v in line.items()} for each in intervals]
    differing = {name for name, _value in set.union(*told) - set.intersection(*told)}
    assert differing <= {"n", "mac", "source", "time"}


def test_the_attack_orders_all_where_forms_are_logged(watched: Flask) -> None:
    """Planted: each page of a form notes who is there."""

    @watched.after_request
    def tell(response: Any) -> Any:
        claim = current_claim()
        if request.blueprint == "ratings" and claim is not None:
            note(Event.ADMINISTERED, object=claim.account)
        return response

    intervals, known, truth = answer_in_turn(watched)

    assert guess(intervals, known) == truth


def test_the_attack_orders_all_where_raters_are_named_as_others_are(
    watched: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: whoever signs in is told."""
    monkeypatch.setattr(Account, "only_rates", False)

    intervals, known, truth = answer_in_turn(watched)

    assert guess(intervals, known) == truth
