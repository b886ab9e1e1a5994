"""What was decided stands on every form of the profile; without an objection nothing changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask_babel import force_locale

from berakhlak.documents.pdf import page_count
from berakhlak.objections.decided import DecidedObjection
from berakhlak.objections.models import ObjectionPart, Outcome
from berakhlak.objections.words import outcome_sentence
from berakhlak.profiles.editions import FORMS, build_form
from berakhlak.profiles.printing import profile_html, profile_pdf
from tests.factories.profiles import rich_officer
from tests.profiles.test_opening import decided

DECIDED = DecidedObjection(
    number="3-117-1",
    part=ObjectionPart.VALUE,
    about="HM2",
    outcome=Outcome.PARTLY,
    lodged_on=date(2026, 11, 3),
    decide_by=date(2026, 11, 12),
    decided_on=date(2026, 11, 16),
)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_carries_the_outcome_once_and_is_the_same_without_it(app, form):
    source = rich_officer()
    with app.app_context():
        before = profile_html(build_form(source, "id", form))
        after = profile_html(build_form(replace(source, objection=DECIDED), "id", form))
    words = "Keberatan nomor 3-117-1 atas profil ini, diajukan 3 November 2026, diputus"
    assert before.count("Keberatan nomor") == 0
    assert after.count(words) == 1
    note = after[after.rindex("<p", 0, after.index(words)) :]
    note = note[: note.index("</p>") + len("</p>")]
    assert after.replace(note, "") == before


def test_the_short_form_stays_on_two_pages(app):
    source = replace(decided(), objection=DECIDED)
    with app.app_context():
        assert page_count(profile_pdf(build_form(source, "id", "short"))) == 2


def test_the_sentence_says_what_it_does_and_whether_it_came_late(app):
    instrument = rich_officer().instrument
    with app.test_request_context(), force_locale("en"):
        said = {
            outcome: outcome_sentence(replace(DECIDED, outcome=outcome), instrument, "en")
            for outcome in Outcome
        }
        early = replace(DECIDED, decided_on=DECIDED.decide_by)
        in_time = outcome_sentence(early, instrument, "en")
    assert "partly accepted. It was about: Likes to help others." in said[Outcome.PARTLY]
    assert "The figures do not change" in said[Outcome.ACCEPTED]
    assert said[Outcome.REJECTED].endswith(
        "rejected. The decision came after its term, 12 November 2026."
    )
    assert "after its term" not in in_time
