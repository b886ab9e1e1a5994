"""Answers sent one by one: merged, refused in sight, and never counted twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from berakhlak.assignments.models import Assignment
from berakhlak.cycles.models import CycleState
from berakhlak.ratings.box_content import SheetContent
from tests.factories.cycles import OpenCycle
from tests.ratings.sheets import revision, typed
from tests.support.pages import PageClient

Stored = Callable[[Assignment], tuple[SheetContent, bool]]


def send(reader: PageClient, assignment: Assignment, base: int, **answers: int) -> Any:
    return reader.open(
        f"/tugas/{assignment.id}/jawaban",
        method="POST",
        json={"base": base, "answers": answers, "comments": {}},
        headers={"X-CSRFToken": reader.token()},
    )


def test_changes_of_different_fields_are_merged_and_told(
    budi: PageClient, peer: Assignment, stored: Stored
) -> None:
    send(budi, peer, 0, BP1=4)

    answer = send(budi, peer, 0, BP2=2)

    told = {
        "revision": 2,
        "answers": {"BP1": 4, "BP2": 2},
        "comments": {},
        "notes": {},
        "kept": ["BP2"],
    }
    assert answer.json == told
    assert stored(peer)[0].answers == {"BP1": 4, "BP2": 2}


def test_the_same_field_is_refused_with_both_sides(
    budi: PageClient, peer: Assignment, stored: Stored
) -> None:
    send(budi, peer, 0, BP1=4)

    answer = send(budi, peer, 0, BP1=2, BP2=3)

    assert answer.status_code == 409
    assert answer.json["answers"] == {"BP1": 4}
    assert stored(peer)[0].answers == {"BP1": 4}


def test_a_change_sent_twice_changes_nothing(
    budi: PageClient, peer: Assignment, stored: Stored
) -> None:
    first, second = send(budi, peer, 0, BP1=4), send(budi, peer, 0, BP1=4)

    assert (first.status_code, second.status_code) == (200, 200)
    assert (first.json["revision"], second.json["revision"]) == (1, 1)
    assert second.json["kept"] == ["BP1"]
    assert stored(peer)[0].revision == 1


def test_a_sent_sheet_stays_sent_while_it_is_edited(
    budi: PageClient, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    review = budi.post(f"/tugas/{peer.id}", typed(codes, 4, action="submit"))
    budi.post(review.path, {"revision": revision(review)})

    assert send(budi, peer, 2, BP1=1).status_code == 200

    assert stored(peer)[1] is True
    assert stored(peer)[0].answers["BP1"] == 1


def test_devices_at_the_same_moment_lose_nothing(
    budi: PageClient, app: Flask, peer: Assignment, codes: list[str], stored: Stored
) -> None:
    send(budi, peer, 0, BP1=4)
    token, cookie = budi.token(), budi.http.get_cookie("session")
    assert cookie is not None
    path, headers = f"/tugas/{peer.id}/jawaban", {"X-CSRFToken": token}

    def tap(code: str) -> int:
        device = app.test_client()
        device.set_cookie("session", cookie.value)
        changes = {"base": 1, "answers": {code: 3}, "comments": {}}
        while (status := device.post(path, json=changes, headers=headers).status_code) == 503:
            pass
        return status

    with ThreadPoolExecutor(4) as devices:
        assert set(devices.map(tap, codes[1:9])) == {200}

    assert stored(peer)[0].answers == {"BP1": 4} | dict.fromkeys(codes[1:9], 3)


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"base": 0},
        {"base": "0", "answers": {}, "comments": {}},
        {"base": 0, "answers": {"BP1": 6}, "comments": {}},
        {"base": 0, "answers": {"BP1": True}, "comments": {}},
        {"base": 0, "answers": {"XX": 1}, "comments": {}},
        {"base": 0, "answers": {}, "comments": {"BP": "a" * 1001}},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(
    budi: PageClient, peer: Assignment, stored: Stored, sent: object
) -> None:
    headers = {"X-CSRFToken": budi.token()}
    answer = budi.open(f"/tugas/{peer.id}/jawaban", method="POST", json=sent, headers=headers)

    assert answer.status_code == 422
    assert stored(peer)[0].revision == 0


def test_a_change_without_a_token_or_after_closing_is_refused(
    budi: PageClient, opened: OpenCycle, peer: Assignment, stored: Stored
) -> None:
    path = f"/tugas/{peer.id}/jawaban"
    changes = {"base": 0, "answers": {"BP1": 4}, "comments": {}}
    assert budi.open(path, method="POST", json=changes).status_code == 400
    opened.cycle.state = CycleState.SEALING
    assert send(budi, peer, 0, BP1=4).status_code == 410

    assert stored(peer)[0].revision == 0


def test_nobody_else_changes_a_sheet(
    client: PageClient, opened: OpenCycle, peer: Assignment, stored: Stored
) -> None:
    for account in (opened.hr, opened.account(opened.head)):
        assert send(client.sign_in(account), peer, 0, BP1=4).status_code == 404

    assert stored(peer)[0].revision == 0


def test_a_refused_comment_is_named_and_the_rest_can_go_on(
    budi: PageClient, peer: Assignment, stored: Stored
) -> None:
    headers = {"X-CSRFToken": budi.token()}
    path = f"/tugas/{peer.id}/jawaban"
    long = {"base": 0, "answers": {"BP1": 3}, "comments": {"BP": "a" * 1240, "AK": "Rapi"}}

    answer = budi.open(path, method="POST", json=long, headers=headers)
    rest = long | {"comments": {"AK": " Rapi "}}
    again = budi.open(path, method="POST", json=rest, headers=headers)

    assert answer.status_code == 422
    assert list(answer.json["fields"]) == ["BP"]
    assert "kelebihan 240 huruf" in answer.json["fields"]["BP"]
    assert again.json["kept"] == ["BP1", "AK"]
    assert stored(peer)[0].comments == {"AK": "Rapi"}


def test_a_page_is_told_whose_session_it_is_and_nothing_more(budi: PageClient, app: Flask) -> None:
    mine = budi.open("/sesi").json
    stranger = PageClient(app).open("/sesi").json

    assert mine["reader"] == budi.get("/tugas").one("meta[name=reader]")["content"]
    assert stranger["reader"] == ""
    assert set(mine) == {"reader", "token"}
