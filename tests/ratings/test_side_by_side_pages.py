"""Side by side without a script: several sheets saved by one form, each to itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from berakhlak.assignments.models import Assignment, DeclineReason
from berakhlak.assignments.operations import decline_assignment
from berakhlak.cycles.models import CycleState, Participant
from berakhlak.cycles.rater_groups import Relation
from berakhlak.ratings.box_content import SheetContent
from tests.factories.cycles import OpenCycle
from tests.support.pages import Page, PageClient

Stored = Callable[[Assignment], tuple[SheetContent, bool]]


@pytest.fixture
def peers(session: Any, opened: OpenCycle) -> list[Assignment]:
    """Whom Budi rates as peers."""
    return list(
        session.scalars(
            select(Assignment)
            .join(Participant, Participant.id == Assignment.rater_id)
            .where(
                Participant.person_id == opened.staff[0].id,
                Participant.cycle_id == opened.cycle.id,
                Assignment.group == Relation.PEER,
            )
            .order_by(Assignment.id)
        )
    )


@pytest.fixture
def place(opened: OpenCycle) -> str:
    return f"/tugas/bersama/{opened.cycle.id}/peer"


def form_of(
    sheets: list[Assignment], score: int, codes: list[str], base: int = 0
) -> dict[str, str]:
    form = {f"jawaban-{each.id}-{code}": str(score) for each in sheets for code in codes}
    return form | {f"revision-{each.id}": str(base) for each in sheets}


def chosen(page: Page) -> dict[str, str]:
    radios = page.all("input[type=radio][checked]")
    return {str(radio["name"]): str(radio["value"]) for radio in radios}


def test_one_form_saves_several_sheets_and_leads_to_the_next_value(
    budi: PageClient, peers: list[Assignment], place: str, stored: Stored
) -> None:
    form = form_of(peers[:1], 2, ["BP1", "BP2"]) | form_of(peers[1:2], 5, ["BP1"])

    following = budi.post(f"{place}/BP", form)

    assert following.path == f"{place}/AK"
    assert stored(peers[0]) == (
        SheetContent({"BP1": 2, "BP2": 2}, {}, 1, {"BP1": 1, "BP2": 1}),
        False,
    )
    assert stored(peers[1])[0].answers == {"BP1": 5}
    assert all(stored(each)[0].revision == 0 for each in peers[2:])
    again = budi.get(f"{place}/BP")
    assert chosen(again) == {key: value for key, value in form.items() if key.startswith("jawaban")}


def test_a_number_that_no_page_of_ours_sends_is_no_fault_of_the_program(
    budi: PageClient, peers: list[Assignment], place: str, stored: Stored
) -> None:
    form = form_of(peers[:1], 2, ["BP1"]) | {f"revision-{peers[0].id}": "9" * 5000}
    assert budi.post(f"{place}/BP", form).path == f"{place}/AK"
    assert stored(peers[0])[0].answers == {}


def test_saving_for_later_leads_to_the_list_and_the_last_value_to_the_review(
    budi: PageClient, peers: list[Assignment], place: str
) -> None:
    form = form_of(peers[:1], 2, ["BP1"])
    assert budi.post(f"{place}/BP", form | {"action": "save"}).path == "/tugas"
    assert budi.post(f"{place}/KB", form_of(peers[:1], 2, ["KB1"], 1)).path == f"{place}/periksa"


def test_an_answer_of_another_device_is_shown_beside_and_all_others_are_saved(
    budi: PageClient, peers: list[Assignment], place: str, stored: Stored
) -> None:
    budi.post(f"{place}/BP", form_of(peers[:1], 2, ["BP1"]))

    page = budi.post(f"{place}/BP", form_of(peers[:2], 5, ["BP1", "BP2"]), status=409)

    assert stored(peers[0])[0].answers == {"BP1": 2, "BP2": 5}
    assert stored(peers[1])[0].answers == {"BP1": 5, "BP2": 5}
    assert chosen(page) == {
        f"jawaban-{each.id}-{code}": "5" for each in peers[:2] for code in ("BP1", "BP2")
    }
    assert "Hampir selalu" in page.text
    assert "Jarang" in page.text
    assert page.text.count("Tersimpan: ") == 1


def test_only_complete_sheets_are_sent_and_only_as_the_review_showed_them(
    budi: PageClient, peers: list[Assignment], codes: list[str], place: str, stored: Stored
) -> None:
    budi.post(f"{place}/BP", form_of(peers[:2], 4, codes))
    budi.post(f"{place}/BP", form_of(peers[2:3], 4, codes[:-1]))
    shown = {f"revision-{each.id}": "1" for each in peers}

    refused = budi.post(f"{place}/periksa", shown | {f"revision-{peers[1].id}": "2"})
    assert refused.path == f"{place}/periksa"
    assert "perangkat atau tab lain" in refused.text
    assert not any(stored(each)[1] for each in peers)

    thanks = budi.post(f"{place}/periksa", shown)
    assert thanks.path == "/tugas"
    assert "2 formulir terkirim." in thanks.text
    assert [stored(each)[1] for each in peers[:3]] == [True, True, False]


def test_the_review_goes_on_at_the_first_value_with_an_answer_missing(
    budi: PageClient, peers: list[Assignment], codes: list[str], place: str
) -> None:
    assert f"{place}/BP" in budi.get(f"{place}/periksa").html
    answered = [code for code in codes if not code.startswith("KP")]
    budi.post(f"{place}/BP", form_of(peers, 4, answered))

    page = budi.get(f"{place}/periksa")

    assert f'href="{place}/KP"' in page.html
    assert f'href="{place}/HM"' not in page.html


def test_what_is_given_back_is_neither_shown_nor_saved_here(
    session: Any,
    budi: PageClient,
    opened: OpenCycle,
    peers: list[Assignment],
    place: str,
    stored: Stored,
) -> None:
    decline_assignment(peers[0], opened.cycle, DeclineReason.DOES_NOT_KNOW)
    session.commit()

    budi.post(f"{place}/BP", form_of(peers[:2], 3, ["BP1"]))

    assert stored(peers[0])[0].revision == 0
    assert stored(peers[1])[0].answers == {"BP1": 3}
    assert f"jawaban-{peers[0].id}-" not in budi.get(f"{place}/BP").html


@pytest.mark.parametrize("base", ["", "x", "-1", "²"])
def test_a_form_without_a_number_that_was_given_out_saves_nothing(
    budi: PageClient, peers: list[Assignment], place: str, stored: Stored, base: str
) -> None:
    form = form_of(peers[:1], 3, ["BP1"]) | {f"revision-{peers[0].id}": base}

    budi.post(f"{place}/BP", form)

    assert stored(peers[0])[0].revision == 0


def test_sheets_of_others_are_left_alone_by_a_forged_form(
    session: Any,
    client: PageClient,
    opened: OpenCycle,
    peers: list[Assignment],
    place: str,
    stored: Stored,
) -> None:
    citra = client.sign_in(opened.account(opened.staff[1]))

    citra.post(f"{place}/BP", form_of(peers[:1], 1, ["BP1"]))

    assert stored(peers[0])[0].revision == 0


@pytest.mark.parametrize(
    "path", ["{place}/XX", "/tugas/bersama/{cycle}/citizen/BP", "/tugas/bersama/999999/peer/BP"]
)
def test_what_is_not_asked_of_the_reader_is_no_page(
    budi: PageClient, opened: OpenCycle, place: str, path: str
) -> None:
    budi.get(path.format(place=place, cycle=opened.cycle.id), status=404)


def test_a_closed_cycle_takes_nothing_side_by_side(
    session: Any,
    budi: PageClient,
    opened: OpenCycle,
    peers: list[Assignment],
    place: str,
    stored: Stored,
) -> None:
    token = budi.token()
    opened.cycle.state = CycleState.SEALING
    session.commit()

    form = form_of(peers[:1], 3, ["BP1"]) | {"csrf_token": token}
    answer = budi.open(f"{place}/BP", method="POST", data=form)

    assert answer.status_code in (409, 410)
    assert stored(peers[0])[0].revision == 0


def test_going_on_leads_to_a_sheet_that_is_owed_and_nowhere_in_another_cycle(
    budi: PageClient, opened: OpenCycle
) -> None:
    answer = budi.open(f"/tugas/lanjut/{opened.cycle.id}")

    assert answer.status_code == 302
    assert budi.get(answer.headers["Location"]).one("form input[name=revision]")
    budi.get("/tugas/lanjut/999999", status=404)
