"""Every sentence has English, with the same blanks; whole pages in English hold no Indonesian."""

from __future__ import annotations

import ast
import os
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

from berakhlak.citizens.operations import add_counter
from berakhlak.cycles.keys import KeyStore
from berakhlak.disclosure.operations import run_audit
from scripts.translations import ENGLISH, MARKS, ROOT, extracted, untranslated
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import AT, OpenCycle, a_peer_assignment, make_open_cycle, participants
from tests.factories.published import make_published_cycle
from tests.support.pages import Page, PageClient

BLANK = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}")
# Names and words that are the same in both languages.
SAME = {
    "%(num)s unit",
    "%(hours)s JP",
    "CSV",
    "IDP (PDF)",
    "Coaching",
    "IDP (XLSX)",
    "Mentoring",
    "Excel",
    "IKM",
    "NRR",
    "NRR × 25",
    "SKM",
    "SP4N-LAPOR: lapor.go.id",
    "Loyal",
    "Data",
    "No. %(n)s",
    "Logo",
    "PIN",
    "Administrator",
    "administrator",
    "Email",
    "NIP",
    "Omega",
    "PDF",
    "Poster",
    "September",
    "Status",
    "Unit",
    "WhatsApp",
}
FUNCTION_WORDS = (
    "yang|dan|untuk|Anda|atau|dari|dengan|tidak|belum|sudah|ini|itu|akan|dapat|pada|oleh|"
    "adalah|setiap|semua|bila|hanya|sampai|siapa"
)
LONG = 40  # Letters; shorter words may well mean the same.
INDONESIAN = re.compile(rf"\b(?:{FUNCTION_WORDS})\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def english() -> Catalog:
    return read_po(BytesIO(ENGLISH.read_bytes()), locale="en")


@pytest.fixture(scope="module")
def _compiled(english: Catalog) -> None:
    """The catalogue as pages read it, made anew; replaced at once, as other tests may read it."""
    fresh = ENGLISH.with_suffix(f".{os.getpid()}.mo")
    with fresh.open("wb") as file:
        write_mo(file, english)
    fresh.replace(ENGLISH.with_suffix(".mo"))


@pytest.fixture
def keys(app: Flask) -> KeyStore:
    return KeyStore(app.config["BERAKHLAK"].key_dir)


@pytest.fixture
def opened(session: Any, keys: KeyStore) -> OpenCycle:
    return make_open_cycle(session, keys)


@pytest.fixture
def reader(client: PageClient, _compiled: None) -> PageClient:
    """Somebody who has chosen English, as the switch at the top of a page does."""
    client.open("/masuk?lang=en")
    return client


def _pairs(message: Message) -> list[tuple[str, str]]:
    """Source and English; for a plural, both of each."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string))]
    return list(zip(message.id, message.string or (), strict=True))


def _all_pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    return [pair for message in catalogue if message.id for pair in _pairs(message)]


def _indonesian_in(page: Page) -> list[str]:
    """Indonesian words that a reader of English would meet, outside what is marked as such."""
    for foreign in page.all("body [lang=id]"):
        foreign.decompose()
    spoken = [page.text, str(page.one("head title"))]
    for name in ("aria-label", "title", "alt", "placeholder"):
        spoken += [str(element[name]) for element in page.all(f"[{name}]")]
    return INDONESIAN.findall(" ".join(spoken))


def _assert_english(page: Page) -> None:
    assert page.one("html")["lang"] == "en"
    assert _indonesian_in(page) == []


def test_every_sentence_of_the_product_has_english(english: Catalog, tmp_path: Path) -> None:
    wanted = extracted(tmp_path / "messages.pot")

    assert len(wanted) > 500
    assert untranslated(wanted, english) == []


def test_every_name_that_marks_sentences_is_one_that_finds_them() -> None:
    """A module may call `lazy_gettext` what it likes; what another name marks would lack English
    unseen."""
    renamed = re.compile(r"\b\w{0,9}gettext as (\w{1,30})")
    texts = (file.read_text() for file in (ROOT / "berakhlak").rglob("*.py"))
    found = {name for text in texts for name in renamed.findall(text)}

    assert found >= {"_", "_lazy"}
    assert found <= {*MARKS, *DEFAULT_KEYWORDS}


def test_the_catalogue_holds_nothing_doubtful_and_keeps_its_header(english: Catalog) -> None:
    # A catalogue without a header, or a doubtful one, is passed over when catalogues are compiled.
    assert not english.fuzzy
    assert [message.id for message in english if message.id and message.fuzzy] == []
    assert english.num_plurals == 2


def test_blanks_are_the_same_in_both_languages(english: Catalog) -> None:
    unlike = [
        (source, text)
        for source, text in _all_pairs(english)
        if text and Counter(BLANK.findall(source)) != Counter(BLANK.findall(text))
    ]

    assert unlike == []


def test_english_differs_from_the_source_except_in_names(english: Catalog) -> None:
    copied = {
        source
        for source, text in _all_pairs(english)
        if source == text and re.search("[A-Za-z]", BLANK.sub("", source))
    }

    assert copied <= SAME


def test_two_long_sentences_never_have_the_same_english(english: Catalog) -> None:
    """A sentence that is reworded keeps, by mistake, the English of the one it replaces."""
    said = [(text, message.id) for message in english for text in _texts(message.string)]
    told = Counter(text for text, source in said if source and len(text) >= LONG)
    assert [text for text, times in told.items() if times > 1] == []


def test_no_word_is_put_into_a_language_when_a_module_is_loaded() -> None:
    """What is translated at loading keeps that language for every reader; such words are lazy."""
    found = []
    for path in sorted((ROOT / "berakhlak").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        eager = {
            name.asname or name.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "flask_babel"
            for name in node.names
            if name.name in {"gettext", "ngettext"}
        }
        found += [
            f"{path.name}:{call.lineno}"
            for call in _at_loading(tree)
            if isinstance(call.func, ast.Name) and call.func.id in eager
        ]
    assert found == []


def _at_loading(node: ast.AST) -> Iterator[ast.Call]:
    """Calls that are made when a module is loaded, outside of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.Call):
            yield child
        yield from _at_loading(child)


def _texts(given: str | tuple[str, ...]) -> set[str]:
    return {given} if isinstance(given, str) else set(given)


def test_the_sign_in_page_speaks_english(reader: PageClient) -> None:
    page = reader.get("/masuk")

    _assert_english(page)
    assert page.heading == "Sign in"


def test_pages_of_an_officer_speak_english(
    session: Any, reader: PageClient, opened: OpenCycle
) -> None:
    rater = opened.staff[0]
    sheet = a_peer_assignment(session, opened, rater)
    reader.sign_in(opened.account(rater))

    for path in ("/", "/tugas", f"/tugas/{sheet.id}", f"/tugas/{sheet.id}/tolak", "/akun"):
        _assert_english(reader.get(path))


def test_pages_of_hr_speak_english(reader: PageClient, opened: OpenCycle) -> None:
    reader.sign_in(opened.hr)
    cycle = f"/siklus/{opened.cycle.id}"

    for path in ("/", "/siklus", cycle, f"{cycle}/penilai", f"{cycle}/tutup", f"{cycle}/loket"):
        _assert_english(reader.get(path))
    for path in ("/siklus/baru", "/pegawai", "/pegawai/unit", "/pegawai/impor"):
        _assert_english(reader.get(path))


def test_a_profile_speaks_english(session: Any, reader: PageClient, keys: KeyStore) -> None:
    published = make_published_cycle(session, keys)
    officer = published.officers[0]
    reader.sign_in(published.account_of(officer))

    _assert_english(reader.get("/profil"))
    page = reader.get(f"/profil/{officer.id}")
    for comment in page.all("blockquote"):
        comment.decompose()  # What raters wrote stays in the language that they wrote it in.
    _assert_english(page)


def test_results_of_the_agency_speak_english(
    session: Any, reader: PageClient, keys: KeyStore, opened: OpenCycle
) -> None:
    answer(session, keys, opened, assignments(session, opened))
    close(session, keys, opened)
    run_audit(session, opened.cycle.id, at=AT)
    reader.sign_in(opened.hr)

    _assert_english(reader.get(f"/siklus/{opened.cycle.id}"))
    _assert_english(reader.get(f"/siklus/{opened.cycle.id}/hasil"))


def test_the_citizens_page_speaks_english(
    session: Any, reader: PageClient, opened: OpenCycle
) -> None:
    officers = participants(session, opened.cycle)[1:3]
    counter = add_counter(session, opened.cycle, name="Loket 2", officers=officers, by=None, at=AT)

    page = reader.get(f"/l/{counter.token}")

    _assert_english(page)
    assert page.heading == "How was our service?"


def test_an_unknown_address_is_explained_in_english(reader: PageClient) -> None:
    page = reader.get("/tidak-ada-alamat", status=404)

    _assert_english(page)
    assert page.heading == "Page not found"
