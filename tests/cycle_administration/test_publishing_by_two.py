"""Publishing where the policy asks for two of HR: on the pages and by command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from berakhlak.accounts.models import Account
from berakhlak.accounts.operations import set_password
from berakhlak.audit.models import AuditEntry
from berakhlak.comments.models import CommentState
from berakhlak.cycle_steps.publishing_request import standing_publishing
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.extensions import db
from berakhlak.roles import Role
from tests.factories.answering import close
from tests.factories.comments import make_comment
from tests.factories.cycles import OpenCycle, make_open_cycle
from tests.factories.people import PASSWORD, make_account
from tests.support.pages import PageClient

Two = tuple[OpenCycle, Account]


@pytest.fixture
def two(app: Flask, session: Any) -> Two:
    """A closed cycle, and another of HR beside the one that opened it."""
    app.config["BERAKHLAK"] = replace(app.config["BERAKHLAK"], publishing_by_two=True)
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    opened = make_open_cycle(session, keys)
    close(session, keys, opened)
    other = make_account(session, opened.agency, Role.HR, name="Made Wirawan")
    session.commit()
    return opened, other


def state_of(session: Any, opened: OpenCycle) -> CycleState:
    session.expire_all()
    return session.get_one(Cycle, opened.cycle.id).state


@pytest.mark.exercises("PUBLISHING_BY_TWO")
def test_one_asks_and_another_publishes(session: Any, client: PageClient, two: Two) -> None:
    opened, other = two
    path = f"/siklus/{opened.cycle.id}/terbitkan"
    client.sign_in(opened.hr)
    assert "memerlukan dua pengelola" in client.get(path).text
    assert "dua pengelola kepegawaian" in client.post(path, status=422).text

    assert "Permintaan tersimpan" in client.post(f"{path}/minta").text
    assert "Anda sendiri tidak dapat" in client.get(path).text
    assert "Anda sendiri yang meminta" in client.post(path, status=422).text
    assert "sudah diminta" in client.post(f"{path}/minta").text
    assert state_of(session, opened) is CycleState.CLOSED
    client.sign_in(other)
    for address in ("/", path.removesuffix("/terbitkan")):  # Whoever looks is told.
        page = client.get(address)
        assert "Penerbitan menunggu persetujuan" in page.text
        assert page.one(f"main a[href='{path}']").text.strip().startswith("Lihat permintaan")
    assert f"{opened.hr.name} meminta hasil ini diterbitkan" in client.get(path).text
    client.take_step(path)

    assert state_of(session, opened) is CycleState.PUBLISHED
    acts = list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert acts[-3:] == ["asked to publish", "agreed to publish", "published"]


def test_a_request_is_withdrawn_by_anybody_of_hr_and_lapses_with_a_comment(
    session: Any, client: PageClient, two: Two
) -> None:
    opened, other = two
    path = f"/siklus/{opened.cycle.id}/terbitkan"
    client.sign_in(opened.hr).post(f"{path}/minta")
    client.sign_in(other)

    assert "Hasil belum terbit" in client.post(f"{path}/tarik").text
    assert "mungkin sudah ditarik" in client.post(f"{path}/tarik").text
    client.post(f"{path}/minta")
    assert standing_publishing(session, opened.cycle)
    one, two_ = make_comment(session, opened), make_comment(session, opened)
    one.state, two_.state = CommentState.SHOWN, CommentState.PENDING
    session.commit()
    assert standing_publishing(session, opened.cycle) is None
    client.post(f"{path}/minta")
    assert standing_publishing(session, opened.cycle)
    one.state, two_.state = two_.state, one.state  # As many as before are shown, but others.
    session.commit()
    assert standing_publishing(session, opened.cycle) is None


def test_without_the_policy_one_person_publishes_and_an_old_request_goes(
    app: Flask, session: Any, client: PageClient, two: Two
) -> None:
    opened, _other = two
    path = f"/siklus/{opened.cycle.id}/terbitkan"
    client.sign_in(opened.hr).post(f"{path}/minta")
    app.config["BERAKHLAK"] = replace(app.config["BERAKHLAK"], publishing_by_two=False)

    client.take_step(path)

    assert state_of(session, opened) is CycleState.PUBLISHED
    assert session.execute(db.text("SELECT count(*) FROM publishing_request")).scalar() == 0


def test_by_command_each_of_the_two_says_who_they_are(
    app: Flask, session: Any, two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, other = two
    for each in (opened.hr, other):
        set_password(each, PASSWORD)
    session.commit()
    monkeypatch.setattr("berakhlak.cli.closing.ask_password", lambda _words: PASSWORD)
    run = commands(app)
    publish = ["cycle", "publish", str(opened.cycle.id)]

    assert "--as" in run(publish, 1)
    assert "Sebutkan akun" in run([*publish, "--withdraw"], 2)
    assert "Permintaan tersimpan" in run([*publish, "--as", opened.hr.email], 0)
    assert "Anda sendiri" in run([*publish, "--as", opened.hr.email], 1)
    assert "Permintaan ditarik" in run([*publish, "--as", other.email, "--withdraw"], 0)
    run([*publish, "--as", opened.hr.email], 0)
    assert "diterbitkan" in run([*publish, "--as", other.email], 0)
    assert state_of(session, opened) is CycleState.PUBLISHED


def commands(app: Flask) -> Callable[[list[str], int], str]:
    def run(words: list[str], code: int) -> str:
        done = app.test_cli_runner().invoke(args=words)
        assert done.exit_code == code, done.output
        return done.output

    return run
