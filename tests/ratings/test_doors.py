"""Every page of a rater opens to them, and leads a stranger to the sign-in."""

from __future__ import annotations

from flask import Flask

from berakhlak.assignments.models import Assignment
from berakhlak.permissions import Action
from tests.factories.cycles import OpenCycle
from tests.ratings.sheets import typed
from tests.ratings.test_addresses import PAGES
from tests.support.doors import PUBLIC, Door, opens_to
from tests.support.pages import PageClient

RATE = Action.RATE


def test_each_page_opens_to_its_rater_and_to_no_stranger(
    app: Flask, budi: PageClient, opened: OpenCycle, peer: Assignment, codes: list[str]
) -> None:
    sheet, cycle = f"/tugas/{peer.id}", opened.cycle.id
    together = f"/tugas/bersama/{cycle}/peer"
    change = {"base": 0, "answers": {codes[0]: 4}, "comments": {}}
    doors = [
        Door("ratings.confidentiality_page", PUBLIC, "/siapa-melihat"),
        Door("ratings.practice_overview", PUBLIC, "/latihan"),
        Door("ratings.practice_page", PUBLIC, "/latihan/BP"),
        Door("ratings.service_worker", PUBLIC, "/tugas/pekerja.js"),
        Door("ratings.tasks_page", RATE, "/tugas"),
        Door("ratings.acknowledge_notice", RATE, "/tugas/pemberitahuan", {}, status=302),
        Door("ratings.resume_rating", RATE, f"/tugas/lanjut/{cycle}", status=302),
        Door("ratings.autosave_answers", RATE, f"{sheet}/jawaban", change),
        Door("ratings.fill_sheet", RATE, sheet, typed(codes, revision=1), status=302),
        Door("ratings.fill_sheet", RATE, sheet),
        Door("ratings.review_sheet", RATE, f"{sheet}/periksa"),
        Door("ratings.review_sheet", RATE, f"{sheet}/periksa", {"revision": "2"}, status=302),
        Door("ratings.side_by_side_page", RATE, f"{together}/BP"),
        Door("ratings.side_by_side_page", RATE, f"{together}/BP", {}, status=302),
        Door("ratings.review_side_by_side", RATE, f"{together}/periksa"),
        Door("ratings.review_side_by_side", RATE, f"{together}/periksa", {}, status=302),
        Door("ratings.decline_assignment", RATE, f"{sheet}/tolak"),
        Door(
            "ratings.decline_assignment",
            RATE,
            f"{sheet}/tolak",
            {"reason": "does_not_know"},
            302,
        ),
        Door("ratings.refill_sheet", RATE, f"{sheet}/isi-ulang", {}, status=302),
        Door("ratings.take_back_assignment", RATE, f"{sheet}/ambil-kembali", {}, status=302),
    ]

    opens_to(app, doors, budi)
    assert {door.view.removeprefix("ratings.") for door in doors} == set(PAGES)
