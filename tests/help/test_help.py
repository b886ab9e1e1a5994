"""Help opens for everybody, says only what is there, and is found by its words."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, url_for

from berakhlak.help.topics import search_help
from berakhlak.help.views import TOPICS
from tests.support.pages import PageClient


@pytest.mark.parametrize("code", [topic.code for topic in TOPICS])
def test_each_topic_opens_without_signing_in(app: Flask, session: Any, code: str) -> None:
    topic = next(each for each in TOPICS if each.code == code)
    page = PageClient(app).get(f"/bantuan/{code}")

    assert page.heading == str(topic.title)
    assert len(page.all("main h2")) == len(topic.parts)


def test_a_search_finds_parts_that_hold_all_its_words(app: Flask, session: Any) -> None:
    page = PageClient(app).get("/bantuan", cari="BATAS waktu diundur")
    link = page.link("Mengisi penilaian: Sesudah batas waktu")

    assert link == "/bantuan/menilai#bagian-4"
    assert "Sesudah batas waktu" in page.text
    assert PageClient(app).get(link).one("#bagian-4").get_text() == "Sesudah batas waktu"


def test_a_search_without_a_find_says_what_to_try(app: Flask, session: Any) -> None:
    page = PageClient(app).get("/bantuan", cari="xyzzy")
    assert "Coba satu kata saja" in page.text
    assert list(search_help(TOPICS, "  ")) == []


def test_every_page_leads_to_help(app: Flask, session: Any) -> None:
    with app.test_request_context():
        address = url_for("help.index")
    assert PageClient(app).get("/masuk").link("Bantuan") == address
