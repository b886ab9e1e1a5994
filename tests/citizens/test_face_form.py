"""The form of fifteen seconds: what its taps become, and that nothing of it is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berakhlak.citizens.models import Counter
from berakhlak.cycles.keys import KeyStore
from berakhlak.instrument.catalogue import InstrumentInvalid, parse_instrument, reference_source
from berakhlak.instrument.citizen_form import FOLDER, form_for, form_from_text, parse_citizen_form
from berakhlak.results.builder import _words_for_citizens
from tests.citizens.voices import filled, voices
from tests.factories.results import results_source
from tests.support.markup import words
from tests.support.pages import Page, PageClient

REFERENCE = parse_instrument(reference_source())
SOURCE = (FOLDER / "berakhlak-2021.toml").read_text(encoding="utf-8")
FORM = parse_citizen_form(SOURCE)
REASONS = [each.code for each in FORM.reasons]
ASKED = [each.behaviour for each in FORM.questions]


@pytest.mark.parametrize(
    ("taps", "answers"),
    [
        ({"face": "4"}, {"BP2": 4}),
        ({"face": "2", "reasons": ["penjelasan"]}, {"AD3": 2}),
        ({"face": "2", "reasons": ["kecepatan", "keramahan"]}, {"BP2": 2}),
        ({"face": "5", "reasons": ["ketepatan", "kejujuran"]}, {"KP3": 5, "AK1": 5}),
        ({"face": "5", "jawaban-BP2": "3", "jawaban-AK3": "1"}, {"BP2": 3, "AK3": 1}),
        ({"face": "0", "jawaban-HM1": "4"}, {"BP2": 0, "HM1": 4}),
    ],
)
def test_taps_become_answers(
    taps: dict[str, Any],
    answers: dict[str, int],
    client: PageClient,
    session: Any,
    counter: Counter,
    keys: KeyStore,
) -> None:
    form = filled(client.get(f"/l/{counter.token}"))
    sent = {name: form[name] for name in ("officer", "ticket")} | taps

    assert client.post(f"/l/{counter.token}", sent).heading == "Terima kasih!"

    assert [each.answers for each in voices(session, counter, keys)] == [answers]


def test_a_first_visit_fetches_less_than_30_kb(client: PageClient, counter: Counter) -> None:
    path, packed = f"/l/{counter.token}", {"Accept-Encoding": "gzip"}
    page = Page(client.open(path))
    linked = {str(each["href"]) for each in page.all("link[href]")}
    linked |= {str(each["src"]) for each in page.all("[src]")}
    linked |= {str(each["href"]).partition("#")[0] for each in page.all("use[href]")}
    sizes = {each: len(client.open(each, headers=packed).data) for each in {path, *linked}}

    assert any("visitor.css" in each for each in sizes)
    assert not any("woff2" in each for each in sizes)
    assert sum(sizes.values()) < 27_000, sizes  # Headers come to another 3 kB.


@given(
    face=st.sampled_from([None, 0, *FORM.faces]),
    reasons=st.sets(st.sampled_from(REASONS)),
    plain=st.dictionaries(st.sampled_from(ASKED), st.integers(0, 5)),
)
def test_a_face_never_answers_more_behaviours_than_were_touched(
    face: int | None, reasons: set[str], plain: dict[str, int]
) -> None:
    found = FORM.answers(face, reasons, plain)

    assert plain.items() <= found.items()
    by_face = found.keys() - plain.keys()
    assert len(by_face) <= (0 if face is None else max(1, len(reasons)))
    assert {found[code] for code in by_face} <= {face}


def test_reasons_without_a_face_are_refused_and_kept(
    client: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    form = filled(client.get(f"/l/{counter.token}"), comment="Antrean panjang")
    form |= {"reasons": "kejujuran"}

    page = client.post(f"/l/{counter.token}", form, status=422)

    assert page.errors == ["Pilih satu wajah untuk alasan Anda."]
    assert page.one("input[name=reasons][checked]")["value"] == "kejujuran"
    assert words(page.one("#comment")) == "Antrean panjang"
    assert len(page.all("input[type=radio][checked]")) == 7
    assert len(page.all("details[open]")) == 2
    assert voices(session, counter, keys) == []


def test_a_cycle_keeps_the_form_and_words_that_it_opened_with(
    client: PageClient, counter: Counter
) -> None:
    kept = counter.cycle.kept_citizen_form
    assert kept is not None
    assert kept.source == FORM.to_text()
    assert form_from_text(kept.source).to_text() == kept.source
    kept.source = kept.source.replace("Keramahan", "Kesantunan")

    assert "Kesantunan" in client.get(f"/l/{counter.token}").text
    counter.cycle.kept_citizen_form = None
    earlier = client.get(f"/l/{counter.token}")
    assert "Hampir selalu" in earlier.text
    assert not earlier.all("input[name=face]")


def test_only_an_instrument_that_asks_citizens_the_same_has_the_form() -> None:
    other = reference_source().replace('code = "BP1"', 'code = "BP1"\nfor_citizens = true', 1)

    assert form_for(REFERENCE) is not None
    assert form_for(parse_instrument(other)) is None
    assert form_for(parse_instrument(reference_source().replace("berakhlak-2021", "lain"))) is None


@pytest.mark.parametrize(
    ("sound", "broken", "told"),
    [
        ('overall = "BP2"', "", "overall"),
        ('overall = "BP2"', 'overall = "BP1"', "BP1"),
        ("faces = [1, 2, 3, 4, 5]", "faces = [0, 1, 2]", "paling kecil 1"),
        ("score = 1 }", "score = 5 }", "angka sendiri"),
        ('code = "ketepatan"', 'code = "kecepatan"', "kecepatan"),
        ('behaviour = "HM1"', 'behaviour = "KP3"', "KP3"),
        ("[[reason]]", "[[reason]", "TOML"),
        ('code = "ketepatan"', 'code = "kerapian"', "kerapian"),
    ],
)
def test_a_broken_form_is_refused_by_name(sound: str, broken: str, told: str) -> None:
    assert sound in SOURCE

    with pytest.raises(InstrumentInvalid, match=told):
        parse_citizen_form(SOURCE.replace(sound, broken, 1))


def test_results_name_citizens_index_by_the_words_that_citizens_read() -> None:
    source = results_source()
    asked = replace(source, citizen_form=FORM)

    assert _words_for_citizens(source, "id")[3] == "Sering"
    assert [_words_for_citizens(asked, each)[3] for each in ("id", "en")] == ["Baik", "Good"]
