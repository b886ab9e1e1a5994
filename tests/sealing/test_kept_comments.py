"""Closing keeps the comments that several could have written, and those alone."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Flask
from sqlalchemy import select

from berakhlak.assignments.models import Assignment
from berakhlak.citizens.box_content import VoiceContent
from berakhlak.citizens.doors import Door
from berakhlak.citizens.operations import receive_voices
from berakhlak.comments.models import Comment, CommentState
from berakhlak.comments.queries import are_settled
from berakhlak.comments.tally import number_of
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.rater_groups import Relation
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.operations import save_sheets
from berakhlak.sealing.sealing import seal_cycle
from tests.factories.cycles import AT, LAST_DAY, make_open_cycle


def test_of_each_officer_and_group_all_comments_stay_or_none(session: Any, app: Flask) -> None:
    keys = KeyStore(app.config["BERAKHLAK"].key_dir)
    opened = make_open_cycle(session, keys, staff=4)
    cycle, key = opened.cycle, keys.key_of(opened.cycle)
    owed = session.scalars(select(Assignment).where(Assignment.cycle_id == cycle.id)).all()
    sheets = {each.id: SheetContent({"BP1": 4}, {"BP": f"{each.group} {each.id}"}) for each in owed}
    save_sheets(session, cycle, sheets, key=key)
    heard, unheard = sorted({each.ratee_id for each in owed})[:2]
    asked = next(b.code for b in cycle.instrument.content.behaviours if b.for_citizens)
    said = [(heard, "Ramah"), (heard, "Cepat"), (heard, ""), (unheard, "Lambat"), (unheard, "Dua")]
    voices = [VoiceContent(ratee, {asked: 4}, words, Door.SLIP) for ratee, words in said]
    receive_voices(session, cycle, voices, key=key)
    session.commit()
    sizes = Counter((each.ratee_id, each.group) for each in owed)
    expected = {
        (each.ratee_id, "BP", f"{each.group} {each.id}")
        for each in owed
        if each.group != Relation.SELF and sizes[each.ratee_id, each.group] >= 3
    }

    seal_cycle(session, cycle.id, keys=keys, by=None, at=AT, today=LAST_DAY)

    assert are_settled(session, cycle.id)  # Flagged, numbered and counted in the same commit.
    assert number_of(session, cycle.id, CommentState.PENDING) == len(expected) + 2
    rows = session.scalars(select(Comment)).all()
    places = {(row.ratee_id, row.place) for row in rows}
    assert sorted(place for _ratee, place in places) == list(range(1, len(places) + 1))
    assert {bool(row.flags) for row in rows if row.text == "Ramah"} == {False}
    kept = Counter((row.ratee_id, row.value_code, row.text) for row in rows)
    assert kept == Counter(expected | {(heard, "", "Ramah"), (heard, "", "Cepat")})
    assert {row.state for row in rows} == {CommentState.PENDING}
    assert {row.cycle_id for row in rows} == {cycle.id}
    assert 0 < len(expected) < len(owed)
