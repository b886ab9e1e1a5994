"""What a sheet's form and a script's change are read as, and what is told where two differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from berakhlak.instrument.catalogue import parse_instrument, reference_source
from berakhlak.ratings.autosave import SheetChanges, codes_stored_as_sent, content_as_json
from berakhlak.ratings.box_content import MAX_COMMENT_LENGTH, SheetContent
from berakhlak.ratings.conflicts import AnswerConflict, find_conflicts
from berakhlak.ratings.forms import SheetForm, sheet_form
from berakhlak.ratings.operations import SheetInvalid
from berakhlak.ratings.side_by_side import typed_answers
from berakhlak.ratings.side_by_side_rows import answers_in_words

INSTRUMENT = parse_instrument(reference_source())
CODES = [behaviour.code for behaviour in INSTRUMENT.behaviours]
SAVED = SheetContent({"BP1": 4, "BP2": 0}, {"BP": "Rapi"}, 3)


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def sent(app: Flask, saved: SheetContent, asks_comments: bool = True, **fields: str) -> SheetForm:
    """The form of a request that sent these fields, over what was saved before."""
    data = {name.replace("__", "-"): value for name, value in fields.items()}
    with app.test_request_context(method="POST", data=data):
        form = sheet_form(INSTRUMENT, saved, asks_comments=asks_comments)
        form.validate()
        return form


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("7", 7),
        ("999999999", 999_999_999),
        ("1000000000", -1),
        ("", -1),
        ("-1", -1),
        ("1.0", -1),
        ("²", -1),
        (" 7", -1),
    ],
)
def test_a_revision_is_a_number_of_nine_digits_at_most_or_one_that_is_never_stored(
    text: str, number: int
) -> None:
    form = sheet_form(INSTRUMENT, SAVED, asks_comments=True)
    assert form.revision_number() == 3
    form.revision.data = text

    assert form.revision_number() == number
    form.going_on_from(SheetContent(revision=12))
    assert form.revision.data == "12"
    assert form.revision_number() == 12


def test_a_fresh_form_goes_on_from_what_is_saved_and_asks_what_is_missing() -> None:
    form = sheet_form(INSTRUMENT, SAVED, asks_comments=True)

    assert form.answers() == SAVED.answers
    assert form.missing() == [code for code in CODES if code not in SAVED.answers]
    assert form.comments({})["BP"] == "Rapi"
    form.ask_for(["AK1"])
    (message,) = form["jawaban-AK1"].errors
    text = INSTRUMENT.behaviours[CODES.index("AK1")].text.in_language("id")
    assert str(message) == f"Belum dijawab: {CODES.index('AK1') + 1}. {text}"


def test_a_refused_answer_or_comment_leaves_the_one_saved_and_all_others_are_read(
    app: Flask,
) -> None:
    form = sent(
        app,
        SAVED,
        jawaban__BP1="9",
        jawaban__AK1="5",
        jawaban__AK2="0",
        komentar__BP="x" * (MAX_COMMENT_LENGTH + 1),
        komentar__AK="Baru",
    )

    assert "BP1" not in form.answers()
    assert {code: form.answers().get(code) for code in ("AK1", "AK2")} == {"AK1": 5, "AK2": 0}
    assert "BP1" in form.missing()
    comments = form.comments({"BP": "Rapi", "HM": "Lama"})
    assert (comments["BP"], comments["AK"], comments["HM"]) == ("Rapi", "Baru", "")


def test_where_no_comment_was_asked_those_saved_before_stay() -> None:
    form = sheet_form(INSTRUMENT, SheetContent(), asks_comments=False)

    assert form.comments({"BP": "Rapi"}) == {"BP": "Rapi"}
    assert [section.comment for section in form.view().sections()] == [None] * len(
        INSTRUMENT.values
    )


def test_a_comment_that_was_sent_is_read_even_where_none_is_asked_any_more(app: Flask) -> None:
    with app.test_request_context(method="POST", data={"komentar-BP": "Terlanjur"}):
        form = sheet_form(INSTRUMENT, SheetContent(), asks_comments=False)

        assert form.comments({})["BP"] == "Terlanjur"


def test_what_is_empty_here_is_filled_from_there_and_nothing_typed_is_replaced() -> None:
    typed = SheetContent({"BP1": 0}, {"BP": "Di sini", "AK": ""})
    form = sheet_form(INSTRUMENT, typed, asks_comments=True)
    there = SheetContent({"BP1": 5, "BP2": 2}, {"BP": "Di sana", "AK": "Juga", "XX": "?"})

    form.put_back(there)

    assert form.answers() == {"BP1": 0, "BP2": 2}
    found = form.comments({})
    assert (found["BP"], found["AK"]) == ("Di sini", "Juga")


def test_only_what_both_gave_otherwise_is_a_difference_and_both_are_told_in_words() -> None:
    typed = SheetContent({"BP1": 0, "BP2": 3, "BP3": 5}, {"BP": "Sini", "AK": "Sama", "HM": ""})
    there = SheetContent(
        {"BP1": 5, "BP2": 3, "AK1": 2}, {"BP": "Sana", "AK": "Sama", "HM": "Ada", "KP": "Ada"}
    )

    found = find_conflicts(sheet_form(INSTRUMENT, typed, asks_comments=True), there)

    first, value = INSTRUMENT.behaviours[0], INSTRUMENT.values[0]
    assert found == [
        AnswerConflict(
            "jawaban-BP1-0",
            first.text.in_language("id"),
            INSTRUMENT.cannot_rate.in_language("id"),
            INSTRUMENT.steps[4].label.in_language("id"),
        ),
        AnswerConflict("komentar-BP", found[1].label, "Sini", "Sana"),
    ]
    assert str(found[1].label) == f"Komentar tentang {value.name.in_language('id')}"
    bare = sheet_form(INSTRUMENT, SheetContent({"BP1": 1}), asks_comments=False)
    ((target, here, saved),) = [
        (each.target, each.here, each.saved) for each in find_conflicts(bare, there)
    ]
    labels = [step.label.in_language("id") for step in INSTRUMENT.steps]
    assert (target, here, saved) == ("jawaban-BP1-0", labels[0], labels[4])


GOOD: dict[str, Any] = {"base": 0, "answers": {"BP1": 4}, "comments": {"BP": "Rapi"}}


def test_a_change_is_read_as_it_was_sent() -> None:
    assert SheetChanges.from_request(GOOD) == SheetChanges(0, {"BP1": 4}, {"BP": "Rapi"})
    assert SheetChanges.from_request(
        GOOD | {"base": 7, "answers": {}, "comments": {}}
    ) == SheetChanges(7, {}, {})


@pytest.mark.parametrize(
    "wrong",
    [
        {"base": -1},
        {"base": True},
        {"base": 1.0},
        {"base": None},
        {"answers": None},
        {"answers": []},
        {"answers": {"BP1": "4"}},
        {"answers": {"BP1": 4, "BP2": False}},
        {"answers": {"BP1": None}},
        {"comments": None},
        {"comments": []},
        {"comments": {"BP": "a", "AK": 1}},
        {"comments": {"BP": "\ud800"}},
        {"comments": {"BP": "a\udfff"}},
    ],
    ids=repr,
)
def test_a_change_of_any_other_shape_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SheetInvalid, match="a change needs base"):
        SheetChanges.from_request(GOOD | wrong)


@pytest.mark.parametrize("data", [None, [], "x", 3])
def test_what_is_no_object_is_no_change(data: object) -> None:
    with pytest.raises(SheetInvalid, match="a change needs base"):
        SheetChanges.from_request(data)


def test_signs_beside_the_halves_are_text() -> None:
    words = "\ud7ff\ue000\U0001f600"

    assert SheetChanges.from_request(GOOD | {"comments": {"BP": words}}).comments == {"BP": words}


def test_each_field_that_is_stored_as_sent_is_told_by_its_code() -> None:
    now = SheetContent({"BP1": 4, "BP2": 2}, {"BP": "Rapi"}, 5)
    changes = SheetChanges(
        0, {"BP1": 4, "BP2": 3, "BP3": 1}, {"BP": " Rapi ", "AK": " ", "HM": "x"}
    )

    assert codes_stored_as_sent(changes, now) == ["BP1", "BP", "AK"]
    assert content_as_json(now) == {"revision": 5, "answers": now.answers, "comments": now.comments}


def test_each_saving_counts_one_on_and_remembers_what_it_changed() -> None:
    first = SheetContent().followed_by({"BP1": 4}, {"BP": "a"})
    second = first.followed_by({"BP1": 4, "BP2": 1}, {})

    assert (first.revision, second.revision) == (1, 2)
    assert first.changed == {"BP1": 1, "BP": 1}
    assert second.changed == {"BP1": 1, "BP": 2, "BP2": 2}
    assert second.changed_since(1) == SheetContent({"BP2": 1}, {"BP": ""}, 2)
    assert second.changed_since(0) == SheetContent({"BP1": 4, "BP2": 1}, {"BP": ""}, 2)
    assert second.changed_since(2) == SheetContent({}, {}, 2)


def test_a_sheet_is_stored_in_these_bytes_and_an_older_one_opens_too() -> None:
    content = SheetContent({"BP1": 4}, {"BP": "Ménik"}, 2, {"BP1": 1})

    assert content.to_bytes().decode() == '{"a":{"BP1":4},"c":{"BP":"Ménik"},"r":2,"v":{"BP1":1}}'
    assert SheetContent.from_bytes(content.to_bytes()) == content
    old = SheetContent.from_bytes(b'{"a":{"BP1":4},"c":{},"r":2}')
    assert old == SheetContent({"BP1": 4}, {}, 2, {})


def test_answers_side_by_side_are_read_by_their_names_alone() -> None:
    form = {"jawaban-7-BP1": "4", "jawaban-8-BP1": "0", "revision-7": "x", "action": "save"}

    assert typed_answers(form) == {"jawaban-7-BP1": 4, "jawaban-8-BP1": 0}
    for wrong in ("", "100", "-1", "x", "²"):
        with pytest.raises(SheetInvalid, match="no answer: "):
            typed_answers({"jawaban-7-BP1": wrong})
    assert typed_answers({"jawaban-7-BP1": "99"}) == {"jawaban-7-BP1": 99}
    words = [text.in_language("id") for text in (INSTRUMENT.cannot_rate, INSTRUMENT.steps[3].label)]
    texts = [each.text.in_language("id") for each in INSTRUMENT.behaviours[:2]]
    assert answers_in_words(SheetContent({"BP2": 0, "BP1": 4}), INSTRUMENT) == [
        (texts[0], words[1]),
        (texts[1], words[0]),
    ]
