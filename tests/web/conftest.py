"""The web kit on its own: a small application without domain packages, so that tests are quick."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Blueprint, Flask, abort, redirect
from flask_login import UserMixin

from berakhlak import web
from berakhlak.errors import InvalidInput, NotAllowed, NotFound, StateConflict
from berakhlak.extensions import babel, csrf, db, login_manager
from berakhlak.permissions import Action, Grant, RoleHolder
from berakhlak.roles import Role
from berakhlak.web.forms import BaseForm, LongTextField, TextField
from berakhlak.web.navigation import NavigationEntry, register_navigation
from berakhlak.web.pages import render_page
from config import ROOT, Config

REFUSALS = {
    "tiada": NotFound,
    "dilarang": NotAllowed,
    "berubah": StateConflict,
    "keliru": InvalidInput,
}


class Visitor(RoleHolder, UserMixin):  # type: ignore[misc]  # Flask-Login ships no types.
    """Somebody who is signed in and may do what an officer may."""

    id = "1"
    name = "Siti Rahmawati"

    agency_id = 1
    grants = frozenset({Grant(Role.OFFICER)})


class NoteForm(BaseForm):
    title = TextField("Judul", thing="judul catatan")
    text = LongTextField("Isi", thing="isi catatan", required=False)


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The kit with a few pages that use it; failures are shown, not raised."""
    monkeypatch.setattr(login_manager, "_user_callback", lambda _id: Visitor())
    return build_kit()


def build_kit(**settings: Any) -> Flask:
    kit = Flask(
        "berakhlak", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    values: dict[str, Any] = {"secret_key": "rahasia-pengujian"} | settings
    kit.config.from_mapping(Config(database_url="sqlite://", **values).for_flask())
    db.init_app(kit)
    csrf.init_app(kit)
    babel.init_app(kit, locale_selector=web.select_locale)
    login_manager.init_app(kit)
    web.init_app(kit)
    kit.register_blueprint(_pages())
    kit.register_blueprint(_accounts())
    register_navigation(
        kit,
        [
            NavigationEntry("Beranda", "pages.home", "home", Action.OWN_ACCOUNT),
            NavigationEntry(
                "Penilaian", "pages.note", "rate", Action.RATE, section=["pages.refuse"]
            ),
            NavigationEntry("Pegawai", "pages.broken", "people", Action.READ_PEOPLE),
        ],
    )
    return kit


def _pages() -> Blueprint:
    pages = Blueprint("pages", __name__, template_folder="templates")
    pages.add_url_rule("/rumah", "home", lambda: render_page("kit/home.html"))
    pages.add_url_rule("/catatan", "note", _note, methods=["GET", "POST"])
    pages.add_url_rule("/tolak/<kind>", "refuse", _refuse)
    pages.add_url_rule("/henti/<int:status>", "stop", lambda status: abort(status))
    pages.add_url_rule("/pindah", "moved", lambda: abort(redirect("/rumah")))
    pages.add_url_rule("/rusak", "broken", _break)
    return pages


def _accounts() -> Blueprint:
    accounts = Blueprint("accounts", __name__)
    accounts.add_url_rule("/akun", "account_page", lambda: "")
    accounts.add_url_rule("/keluar", "sign_out", lambda: "", methods=["POST"])
    return accounts


def _note() -> tuple[str, int]:
    form = NoteForm()
    if form.validate_on_submit() and form.title.data == "terlarang":
        form.refuse("Judul ini sudah dipakai.", "title")
    return render_page("kit/note.html", form=form)


def _refuse(kind: str) -> str:
    raise REFUSALS[kind]("Siklus sudah ditutup pada 1 November 2026.")


def _break() -> str:
    raise RuntimeError("rahasia dalam pesan")
