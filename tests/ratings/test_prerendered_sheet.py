"""A sheet out of a mould is the very page that would have been drawn, and nobody else's."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, g, session
from flask_login import login_user
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import SessionClaim
from berakhlak.assignments.models import Assignment
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.ratings import sheet_page as pages
from berakhlak.ratings.box_content import SheetContent
from berakhlak.ratings.sheet_page import sent_page, sheet_page
from berakhlak.ratings.sheet_session import OwnSheet, access_own_sheet, open_own_sheet
from berakhlak.web.prerendered import PrerenderedPage, prerender_page, reader_placeholder
from tests.factories.cycles import OpenCycle
from tests.factories.sessions import session_id_of

Draw = Callable[[Callable[[OwnSheet], Any]], Any]


@pytest.fixture
def as_budi(app: Flask, opened: OpenCycle, peer: Assignment) -> Draw:
    """Do something with the sheet of Budi Santoso in a request of his."""
    account, assignment_id = opened.account(opened.staff[0]), peer.id
    account_id, session_id = account.id, session_id_of(db.session, account)
    claim = SessionClaim.parse(session_id)
    db.session.commit()

    def within(act: Callable[[OwnSheet], Any], **request: Any) -> Any:
        def run() -> Any:
            with app.test_request_context(**request):
                login_user(db.session.get_one(Account, account_id))
                session["_user_id"] = session_id
                keys = key_store()
                access = access_own_sheet(db.session(), assignment_id, claim, keys)
                return act(open_own_sheet(db.session(), access))

        return contextvars.Context().run(run)

    return within


@pytest.fixture(autouse=True)
def fresh_moulds() -> Iterator[None]:
    pages._prerendered.cache_clear()
    yield
    pages._prerendered.cache_clear()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), language=st.sampled_from(["id", "en"]), submitted=st.booleans())
def test_a_sheet_out_of_the_mould_is_the_page_that_would_be_drawn(
    as_budi: Draw, codes: list[str], data: st.DataObject, language: str, submitted: bool
) -> None:
    written = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
    content = SheetContent(
        answers=data.draw(st.dictionaries(st.sampled_from(codes), st.integers(0, 5))),
        comments=data.draw(st.dictionaries(st.sampled_from(["BP", "HA"]), written)),
        revision=data.draw(st.integers(0, 3)),
    )
    name, position = data.draw(written.filter(bool)), data.draw(written.filter(bool))

    def both(own: OwnSheet) -> tuple[bytes, str]:
        about = replace(own.assignment, ratee_name=name, ratee_position=position)
        own = replace(own, assignment=about, content=content, is_submitted=submitted)
        return sheet_page(own), sent_page(own, None)[0]

    moulded, drawn = as_budi(both, headers={"Cookie": f"bahasa={language}"})

    assert moulded.decode() == drawn


def test_nothing_of_the_first_reader_is_left_in_the_mould(as_budi: Draw) -> None:
    def mould_of(own: OwnSheet) -> PrerenderedPage:
        g.csrf_token = "token-milik-budi"
        session["rahasia"] = "isi-sesi-budi"
        about = replace(own.assignment, ratee_name="Nama Teman", ratee_position="Jabatan Teman")
        typed = SheetContent({"BP1": 5}, {"BP": "tulisan budi"}, 7)
        own = replace(own, assignment=about, content=typed)
        sheet_page(own)
        return pages._prerendered(pages._kind(own))

    left: PrerenderedPage = as_budi(
        mould_of, base_url="http://tuan-rumah-palsu.example", query_string={"x": "tanya-budi"}
    )
    empty = left.fill(dict.fromkeys(left.placeholders, "\N{WHITE SQUARE}")).decode()

    for own in ("budi", "teman", "palsu", "rahasia", 'value="7"', "checked"):
        assert own not in empty.lower()
    assert {"token", "mark", "reader", "ratee", "revision", "scale BP1"} <= left.placeholders


def test_a_message_for_its_reader_is_shown_once_and_stays_in_no_mould(
    as_budi: Draw,
) -> None:
    def shown(own: OwnSheet) -> bytes:
        session["_flashes"] = [("success", "Hanya untuk Budi")]
        return sheet_page(own)

    assert b"Hanya untuk Budi" in as_budi(shown)
    assert b"Hanya untuk Budi" not in as_budi(sheet_page)


def test_what_fills_a_hole_is_escaped_and_never_missing() -> None:
    sheet = PrerenderedPage(
        f'<p title="{reader_placeholder("name")}">'
        f"{reader_placeholder('name')} & {reader_placeholder('age')}</p>"
    )

    page = sheet.fill({"name": '"><script>', "age": 41})

    assert page.decode() == '<p title="&#34;&gt;&lt;script&gt;">&#34;&gt;&lt;script&gt; & 41</p>'
    with pytest.raises(KeyError):
        sheet.fill({"name": "Budi"})


def test_a_mould_knows_where_the_application_is_mounted(app: Flask) -> None:
    def address() -> str:
        return app.jinja_env.from_string("{{ asset('css/app.css') }}").render()

    with app.test_request_context():
        drawn = prerender_page(address, language="id", script_root="/penilaian")

    assert drawn.fill({}).startswith(b"/penilaian/static/css/app.css")
