"""Dear work is done by few at once, over all processes; the others are told when to come again."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import scoped_session

from berakhlak.access.codes import new_code
from berakhlak.gates import DOCUMENTS, EXAMINATIONS, PASSWORDS, DearWork, Gate, GateFull
from tests.factories.people import make_account, make_agency
from tests.factories.published import PublishedCycle
from tests.support.pages import PageClient

IMPATIENT = DearWork("tests", at_once=1, waiting=1, patience=0.1)
NONE_WAITS = DearWork("tests", at_once=1, waiting=0, patience=0.0)


@contextmanager
def full(app: Flask, work: DearWork) -> Iterator[None]:
    """As if others were at this work, and nobody may wait."""
    gates, usual = app.extensions["gates"], app.extensions["gates"][work]
    gates[work] = Gate(app.config["BERAKHLAK"].job_dir / "busy", NONE_WAITS)
    with gates[work].entered():
        yield
    gates[work] = usual


def is_open(gate: Gate) -> bool:
    try:
        with gate.entered():
            return True
    except GateFull:
        return False


def test_one_process_at_a_time_and_the_slot_of_a_dead_one_is_free(tmp_path: Path) -> None:
    here, (reads, writes) = Gate(tmp_path, IMPATIENT), os.pipe()
    child = os.fork()
    if not child:
        with Gate(tmp_path, IMPATIENT).entered():
            os.write(writes, b"inside")
            signal.pause()
    os.read(reads, 6)

    was_open = is_open(here)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)

    assert (was_open, is_open(here)) == (False, True)


def test_threads_wait_in_turn_and_no_more_than_may(tmp_path: Path) -> None:
    gate = Gate(tmp_path, DearWork("tests", at_once=1, waiting=2, patience=10))
    inside, most, done, refused = [0], [0], [], []
    everybody, all_tried = threading.Barrier(4), threading.Event()

    def work() -> None:
        everybody.wait()
        try:
            with gate.entered():
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                all_tried.wait(10)
                inside[0] -= 1
                done.append(1)
        except GateFull:
            refused.append(1)
            all_tried.set()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert (most[0], len(done), len(refused)) == (1, 3, 1)


def test_a_machine_without_room_for_slots_still_works(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    assert is_open(Gate(tmp_path / "file" / "below", IMPATIENT))


def test_who_cannot_sign_in_now_keeps_what_was_typed(client: PageClient, app: Flask) -> None:
    typed = {"name": "siti@contoh.go.id", "password": "Rahasia-sekali-1"}
    typed |= {"csrf_token": client.token()}
    origin = {"Referer": "http://localhost/masuk", "Sec-Fetch-Site": "same-origin"}

    with full(app, PASSWORDS):
        answer = client.open("/masuk", method="POST", data=typed, headers=origin)
        others = client.get("/verifikasi")

    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Belum terkirim: saat ini terlalu banyak" in page
    assert "siti@contoh.go.id" in page
    assert "Rahasia-sekali-1" not in page
    assert others.heading


def test_every_way_to_a_password_passes_the_gate(
    client: PageClient, app: Flask, session: scoped_session[Any]
) -> None:
    account = make_account(session, make_agency(session), password="Rahasia-sekali-1")
    session.commit()
    new = {"new_password": "Sandi-baru-sekali-2", "new_password_again": "Sandi-baru-sekali-2"}

    with full(app, PASSWORDS):
        code = client.open(
            "/kode", method="POST", data=new | {"name": "1", "code": new_code()} | token(client)
        )
        client.sign_in(account)
        changed = client.open(
            "/akun/kata-sandi",
            method="POST",
            data=new | {"current_password": "Rahasia-sekali-1"} | token(client),
        )

    assert (code.status_code, changed.status_code) == (503, 503)


def test_a_document_that_cannot_be_made_now_is_told_when_to_come_again(
    client: PageClient, app: Flask, published: PublishedCycle
) -> None:
    officer = published.officers[0]
    client.sign_in(published.account_of(officer))
    address = f"/profil/{officer.id}.pdf"

    with full(app, DOCUMENTS):
        answer = client.open(address)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "muat ulang halaman ini" in answer.get_data(as_text=True)


def test_examining_a_file_passes_its_gate(client: PageClient, app: Flask) -> None:
    sent = {"file": (__file__, "a.pdf"), **token(client)}

    with full(app, EXAMINATIONS), open(__file__, "rb") as file:
        sent["file"] = (file, "a.pdf")
        answer = client.open("/verifikasi", method="POST", data=sent)

    assert answer.status_code == 503


def token(client: PageClient) -> dict[str, str]:
    return {"csrf_token": client.token()}
