"""Citizens' pages in languages of the region: whole, kept to themselves, added by a file."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from berakhlak.citizens.local_languages import _LocalLanguages
from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import close_counter, replace_code
from berakhlak.cycles.keys import KeyStore
from berakhlak.cycles.models import CycleState
from berakhlak.instrument.citizen_words import FOLDER, LanguageInvalid, languages_in
from berakhlak.web import language as web_language
from config import ROOT
from tests.citizens.voices import filled, voices
from tests.factories.cycles import AT, OpenCycle
from tests.support.pages import Page, PageClient

LOCAL = tuple(_LocalLanguages().names())
OURS = {"Origin": "http://localhost"}


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Sentences that a page asked for and its language does not have."""
    found: set[str] = set()

    def said(self: Any, sentence: str) -> str:
        if sentence not in self._sentences:
            found.add(sentence)
        return str(self._sentences.get(sentence, sentence))

    monkeypatch.setattr(web_language._Sentences, "ugettext", said)
    return found


def speaking(client: PageClient, language: str) -> None:
    client.http.set_cookie("bahasa", language)


@pytest.mark.parametrize("language", LOCAL)
def test_every_page_of_a_citizen_is_whole_in_every_language(
    language: str,
    client: PageClient,
    session: Any,
    opened: OpenCycle,
    counter: Counter,
    missing: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = f"/l/{counter.token}"
    speaking(client, language)
    page = client.get(path)
    form = filled(page)
    pages = [page, client.post(path, {"reasons": "kecepatan"}, status=422)]
    pages += [client.post(path, form | {"comment": "x" * 501, "officer": "0"}, status=422)]
    pages += [client.post(path, form | {"ticket": "asal"}, status=422)]
    pages += [client.post(path, filled(page) | {"jawaban-BP2": "9"}, status=422)]
    pages += [client.post(path, {"ticket": form["ticket"], "officer": form["officer"]}, status=422)]
    stale = client.open(path, method="POST", data=form | {"csrf_token": "usang"}, headers=OURS)
    pages += [Page(stale), client.post(path, form), client.post(path, form, status=409)]
    pages += [client.get("/l/tidak-ada", status=404), client.get("/l")]
    for typed in ("", "BCD", "BC0 FG1", "BCDFGH"):
        pages += [client.post("/l", {"code": typed}, status=422)]
    late = filled(client.get(path))
    close_counter(session, counter, by=None, at=AT)
    pages += [client.post(path, late, status=409)]
    counter.closed_at = None
    replace_code(session, counter, by=None, at=AT)
    pages += [client.post(path, late, status=410)]
    opened.cycle.state = CycleState.SEALING
    pages += [client.get(f"/l/{counter.token}", status=409)]

    assert {str(each.one("html")["lang"]) for each in pages} == {language}
    assert missing == set()


# Pages of staff, and papers, which say everything in Indonesian.
OF_STAFF = ("signed_in", "document", "ticket_slips")


@pytest.mark.parametrize("language", LOCAL)
def test_every_sentence_of_their_templates_has_words(language: str, app: Flask) -> None:
    templates = [*(ROOT / "templates/citizens").glob("*.html")]
    templates.append(ROOT / "templates/components/citizen_form.html")
    sentences = _LocalLanguages().sentences(language)
    theirs = 0
    for file in templates:
        source = file.read_text(encoding="utf-8")
        if any(f"layouts/{name}.html" in source for name in OF_STAFF):
            continue
        for _line, _function, found in app.jinja_env.extract_translations(source):
            theirs += 1
            sentence = found if isinstance(found, str) else found[0]
            assert sentence in sentences, file.name
    assert theirs > 30


def test_citizens_alone_read_them_and_the_browser_decides_until_somebody_chooses(
    client: PageClient, opened: OpenCycle, counter: Counter
) -> None:
    path, wish = f"/l/{counter.token}", {"Accept-Language": "su-ID,su;q=0.9,en;q=0.5"}

    asked = Page(client.open(path, headers=wish))
    elsewhere = Page(client.open("/masuk", headers=wish))
    speaking(client, "jv")
    chosen = Page(client.open(path, headers=wish))
    signed_in = client.sign_in(opened.hr).get(f"/siklus/{opened.cycle.id}/loket")

    assert (asked.one("html")["lang"], asked.heading) == ("su", "Kumaha palayanan kami?")
    assert elsewhere.one("html")["lang"] == "en"
    assert (chosen.one("html")["lang"], chosen.heading) == ("jv", "Kados pundi peladosan kita?")
    assert signed_in.one("html")["lang"] == "id"
    for page in (elsewhere, signed_in):
        assert not page.all(".languages [lang=jv]")


@pytest.mark.parametrize("language", [*LOCAL, "en"])
def test_changing_the_language_keeps_every_tap_and_takes_nothing(
    language: str, client: PageClient, session: Any, counter: Counter, keys: KeyStore
) -> None:
    path = f"/l/{counter.token}"
    form = filled(client.get(path), 5, comment="Cepat & <ramah>")
    form |= {"face": "2", "reasons": "penjelasan", "csrf_token": client.token()}

    page = Page(client.open(f"{path}?lang={language}", method="POST", data=form, headers=OURS))

    assert page.one("html")["lang"] == language
    assert page.one("#comment").get_text().strip() == "Cepat & <ramah>"
    assert page.one("input[name=face][checked]")["value"] == "2"
    assert page.one("input[name=reasons][checked]")["value"] == "penjelasan"
    assert len(page.all("input[type=radio][checked]")) == 8
    assert len(page.all("details[open]")) == 2
    assert voices(session, counter, keys) == []
    assert Page(client.open(path)).one("html")["lang"] == language


def test_a_file_is_all_that_a_language_needs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    words = (FOLDER / "su.toml").read_text(encoding="utf-8")
    for code in ("id", "en"):
        (tmp_path / f"{code}.toml").write_text((FOLDER / f"{code}.toml").read_text())
    (tmp_path / "ban.toml").write_text(words.replace("Basa Sunda", "Basa Bali"))
    (tmp_path / "min.toml").write_text(words.replace("name =", "nama ="))
    (tmp_path / "ace.toml").write_text(words.replace("antosan %(time)s", "antosan %(waktu)s"))

    with caplog.at_level(logging.ERROR):
        found = languages_in(tmp_path)

    assert [(each.code, each.name) for each in found][2:] == [("ban", "Basa Bali")]
    assert "min.toml is left out" in caplog.text
    assert "ace.toml is left out" in caplog.text
    (tmp_path / "en.toml").unlink()
    with pytest.raises(LanguageInvalid, match=r"en\.toml"):
        languages_in(tmp_path)
