"""The sheet as it is shown: every behaviour once, in order, with what was saved of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.instrument.forms import scale_choices
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.scales import SheetView, comment_box, rendered_scales
from berakhlak.ratings.sheet_description import describe_sheet, step_meanings

INSTRUMENT = parse_instrument(reference_source())
FIRST = INSTRUMENT.behaviours[0]


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def view(asks_comments: bool = True, **content: Any) -> SheetView:
    return SheetView(INSTRUMENT, SheetContent(**content), asks_comments)


def test_values_and_behaviours_are_numbered_from_one_through_the_whole_sheet() -> None:
    found = view().sections()

    assert [(each.number, each.code) for each in found] == [
        (place, value.code) for place, value in enumerate(INSTRUMENT.values, start=1)
    ]
    assert [(item.number, item.code) for each in found for item in each.items] == [
        (place, behaviour.code) for place, behaviour in enumerate(INSTRUMENT.behaviours, start=1)
    ]
    for value, section in zip(INSTRUMENT.values, found, strict=True):
        assert section.name == value.name.in_language("id")
        assert section.definition == value.definition.in_language("id")
        texts = [behaviour.text.in_language("id") for behaviour in value.behaviours]
        assert [item.field.label.text for item in section.items] == texts


@pytest.mark.parametrize("chosen", [None, 0, 1, 5])
def test_a_scale_shows_the_one_answer_that_was_saved_in_words(chosen: int | None) -> None:
    answers = {} if chosen is None else {FIRST.code: chosen}

    item, beside = view(answers=answers).sections()[0].items[:2]

    words = dict(scale_choices(INSTRUMENT, "id"))
    assert [each.value for each in item.field.iter_choices() if each.selected] == list(
        answers.values()
    )
    assert item.answer == ("" if chosen is None else words[chosen])
    assert beside.answer == ""
    assert item.field.id == item.field.name == f"jawaban-{FIRST.code}"
    assert (item.field.errors, item.field.hint, item.field.placeholder) == ((), "", " ")


def test_the_steps_go_up_and_cannot_rate_comes_last() -> None:
    found = scale_choices(INSTRUMENT, "id")

    assert [score for score, _ in found] == [1, 2, 3, 4, 5, 0]
    assert [words for _, words in found][:-1] == [
        step.label.in_language("id") for step in INSTRUMENT.steps
    ]
    assert found[-1][1] == INSTRUMENT.cannot_rate.in_language("id")
    assert [(score, words) for score, words, _ in step_meanings(INSTRUMENT, "id")] == list(
        found[:-1]
    )
    for_english = scale_choices(INSTRUMENT, "en")
    assert for_english[-1][1] == INSTRUMENT.cannot_rate.in_language("en")


def test_a_comment_box_holds_what_was_written_on_its_own_value() -> None:
    comments = {value.code: f"Tentang {value.code}" for value in INSTRUMENT.values[1:]}

    boxes = [section.comment for section in view(comments=comments).sections()]

    assert [box.data for box in boxes] == ["", *comments.values()]
    assert boxes[1]._value() == boxes[1].data
    box = comment_box(describe_sheet(INSTRUMENT, "id")[0], "isi")
    assert box.id == box.name == f"komentar-{INSTRUMENT.values[0].code}"
    assert (box.component, box.rows, box.max_length, box.required) == ("textarea", 2, 1000, False)
    assert (box.errors, box.hint) == ((), "")
    assert box.placeholder.startswith("Teruskan … / Lain kali …")
    name = INSTRUMENT.values[0].name.in_language("id")
    assert str(box.label.text) == (f'Komentar <span class="visually-hidden">tentang {name}</span>')
    assert [section.comment for section in view(asks_comments=False).sections()] == [None] * 7


def test_the_sheet_is_described_in_the_language_that_is_asked_for() -> None:
    with force_locale("en"):
        assert view().sections()[0].name == INSTRUMENT.values[0].name.in_language("en")
    asked = describe_sheet(INSTRUMENT, "en")[0].questions[0]
    assert asked.text == FIRST.text.in_language("en")
    assert (asked.field_name, asked.field_name_in(7)) == ("jawaban-BP1", "jawaban-7-BP1")
    assert [asked.words_of(each) for each in (None, 0, 5, 9)] == [
        "",
        INSTRUMENT.cannot_rate.in_language("en"),
        INSTRUMENT.steps[4].label.in_language("en"),
        "",
    ]


def test_an_error_stands_at_the_field_it_is_of_and_at_no_other() -> None:
    errors = {f"jawaban-{FIRST.code}": ("Pilih",), "komentar-AK": ("Singkatkan",)}
    shown = SheetView(INSTRUMENT, SheetContent(), True, errors).sections()

    wrong = [i.field.name for s in shown for i in s.items if i.field and i.field.errors]
    assert wrong == [f"jawaban-{FIRST.code}"]
    assert [s.code for s in shown if s.comment and s.comment.errors] == ["AK"]


def test_each_scale_is_drawn_once_for_every_answer_it_may_have() -> None:
    drawn = rendered_scales(INSTRUMENT, "id")

    assert list(drawn) == [behaviour.code for behaviour in INSTRUMENT.behaviours]
    for number, (code, each) in enumerate(drawn.items(), start=1):
        assert each.keys() == {None, 0, 1, 2, 3, 4, 5}
        assert len(set(each.values())) == 7
        assert f"jawaban-{code}".encode() in each[None]
        assert b"checked" not in each[None]
        assert all(each[score].count(b"checked") == 1 for score in range(6))
        assert f">{number}".encode() in each[3] or f"{number}.".encode() in each[3]
