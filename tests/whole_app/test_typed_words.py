"""Whatever keeps a form from being taken, what was typed into it comes back: in every form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup, Tag
from sqlalchemy import delete

from berakhlak.accounts.models import SecondFactor
from berakhlak.accounts.operations import set_password
from berakhlak.text import is_secret
from tests.support.markup import words
from tests.support.pages import Page
from tests.whole_app.every_page import pages
from tests.whole_app.test_access import world  # noqa: F401  A fixture.

PASSWORD = "kuda baterai staples"
WORDS = 'Kata "saya" & <itu>\nbaris kedua'
OPEN_TO_ALL = re.compile(r"/(l|s|verifikasi|kode|kios|keluhan)(/|$)")  # No session is needed there.
OURS = {"Origin": "http://localhost"}


@pytest.fixture
def known(world, session):  # noqa: F811
    """The readers, each with a password."""
    for account in filter(None, world.readers.values()):
        set_password(account, PASSWORD)
    session.execute(delete(SecondFactor))  # Of these a password is asked alone.
    session.commit()
    return world


@dataclass
class Typed:
    """A form of a page, with something typed into every field of it."""

    reader: str
    page: str
    action: str
    fields: dict[str, str]
    shown: dict[str, str]

    def __str__(self) -> str:
        return f"{self.reader} {self.page}"


def forms(app, client, world) -> Iterator[Typed]:  # noqa: F811
    """Every form of every page that has something to fill in, as the reader who may send it."""
    for reader, paths in pages(app, client, world):
        for path in set(paths) - {"/gaya"}:  # What the style page shows, nobody takes.
            soup = BeautifulSoup(client.open(path).text, "html5lib")
            for form in soup.select("form[method=post]"):
                typed = filled_in(reader, path, form)
                if typed.shown:
                    yield typed


def filled_in(reader: str, path: str, form: Tag) -> Typed:
    fields, shown = {}, {}
    for control in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(control["name"]), str(control.get("type", control.name))
        if kind in ("hidden", "password", "file") or is_secret(name):
            fields[name] = str(control.get("value", ""))
            continue
        if kind == "radio" and name in fields:
            continue
        if kind in ("radio", "checkbox"):
            value = str(control["value"])
        elif kind == "select":
            value = str(control.select("option")[-1]["value"])
        else:
            value = WORDS if kind == "textarea" else WORDS.replace("\n", " ")
        fields[name] = shown[name] = value
    return Typed(reader, path, str(form.get("action") or path), fields, shown)


def shows(page: Page, typed: Typed) -> list[str]:
    """Names of the fields that do not show what was typed."""
    return [name for name, value in typed.shown.items() if value not in values(page, name)]


def values(page: Page, name: str) -> list[str]:
    found = []
    for control in page.all("[name]"):
        if control["name"] != name:
            continue
        if control.name == "textarea":
            found.append(control.get_text().removeprefix("\n"))
        elif control.name == "select":
            found += [str(option["value"]) for option in control.select("option[selected]")]
        elif control.get("type") not in ("radio", "checkbox") or control.has_attr("checked"):
            found.append(str(control.get("value", "")))
    return found


def headers(typed: Typed) -> dict[str, str]:
    return OURS | {"Referer": f"http://localhost{typed.page}"}


def send(client, typed: Typed, *, address: str = "", **changes: str) -> Page:
    answer = client.open(
        address or typed.action,
        method="POST",
        data=typed.fields | changes,
        headers=headers(typed),
    )
    assert answer.status_code < 500, typed
    return Page(answer)


def test_a_stale_token_loses_nothing(app, client, world):  # noqa: F811
    faults, tried = [], 0
    for typed in forms(app, client, world):
        page = send(client, typed, csrf_token="usang")
        tried += 1
        if missing := shows(page, typed):
            faults.append(f"{typed}: {missing}")
        assert page.response.status_code == 400, typed

    assert not faults
    assert tried >= 10


def test_an_ended_session_loses_nothing(app, client, known):
    faults, tried = [], 0
    for typed in forms(app, client, known):
        if typed.reader == "nobody" or OPEN_TO_ALL.match(typed.page):
            continue
        kept = client.http.get_cookie("session")
        client.http.delete_cookie("session")
        gate = send(client, typed)
        page = sign_in(client, known.readers[typed.reader], gate)
        tried += 1
        if missing := shows(page, typed):
            faults.append(f"{typed}: {missing}")
        client.http.set_cookie("session", kept.value)

    assert not faults
    assert tried >= 8


def test_the_language_switch_loses_nothing_and_sends_nothing(app, client, world):  # noqa: F811
    faults, tried = [], 0
    for typed in forms(app, client, world):
        joint = "&" if "?" in typed.page else "?"
        page = send(client, typed, address=f"{typed.page}{joint}lang=en")
        tried += 1
        if missing := shows(page, typed):
            faults.append(f"{typed}: {missing}")
        assert page.one("html")["lang"] == "en"
        client.http.delete_cookie("bahasa")

    assert not faults
    assert tried >= 10


def test_a_text_too_long_is_told_by_how_much_and_stays(app, client, world):  # noqa: F811
    """Line breaks are one letter, as browsers count them; nothing is cut."""
    tried = 0
    for typed, area, most in areas(app, client, world):
        over = "a\r\n" * (most // 2) + "b" * (most % 2 + 7)
        page = send(client, typed, csrf_token=client.token(), **{area: over})
        error = page.one(f"#{area}-error")
        tried += 1
        assert "kelebihan 7" in words(error), typed
        assert over.replace("\r\n", "\n") in values(page, area), typed

    assert tried >= 3


def areas(app, client, world) -> Iterator[tuple[Typed, str, int]]:  # noqa: F811
    """Every text of several lines, with its form and the letters that it may have."""
    for typed in forms(app, client, world):
        soup = BeautifulSoup(client.open(typed.page).text, "html5lib")
        for area in soup.select("form.form textarea[data-most]"):
            if area["name"] in typed.shown:
                yield typed, str(area["name"]), int(str(area["data-most"]))


def test_the_language_switch_sends_the_form_and_enter_presses_the_own_button(app, client, world):  # noqa: F811
    """Browsers press the first button that belongs to a form, wherever on the page it stands."""
    faults, tried = [], 0
    for reader, paths in pages(app, client, world):
        for path in set(paths) - {"/gaya"}:
            page = Page(client.open(path))
            if page.all("form.form"):
                switched = page.one(".languages button[lang=en]")["form"]
                assert page.one(f"form#{switched}"), f"{reader} {path}"
            for form in page.all("form[id]"):
                inside = {id(each) for each in form.select("button")}
                buttons = [
                    each
                    for each in page.all("button")
                    if id(each) in inside or each.get("form") == form["id"]
                ]
                own = next(each for each in buttons if id(each) in inside)
                tried += 1
                if pressed(buttons[0]) != pressed(own):
                    faults.append(f"{reader} {path}: {buttons[0]}")

    assert not faults
    assert tried >= 10


def pressed(button: Tag) -> tuple[object, ...]:
    """What a browser sends, and where, when this button is pressed."""
    return tuple(button.get(name) for name in ("name", "value", "formaction", "formenctype"))


def test_what_one_account_typed_is_not_shown_to_another(client, known):
    client.sign_in(known.readers["officer"])
    typed = next(each for each in officer_forms(client, known))
    client.http.delete_cookie("session")
    gate = send(client, typed)

    page = sign_in(client, known.readers["supervisor"], gate)

    assert shows(page, typed)
    assert "Isian dari akun lain di perangkat ini tidak ditampilkan." in page.text


def officer_forms(client, world) -> Iterator[Typed]:  # noqa: F811
    path = f"/tugas/{world.samples['assignment_id']}"
    soup = BeautifulSoup(client.open(path).text, "html5lib")
    for form in soup.select("form.form"):
        yield filled_in("officer", path, form)


def sign_in(client, account, gate: Page) -> Page:
    """Sign in at the page that was shown instead of the form's."""
    assert gate.response.status_code == 401
    assert gate.heading == "Masuk"
    assert "isian tadi belum tersimpan" in gate.text
    form = gate.one("form.form")
    data = {str(each["name"]): str(each.get("value", "")) for each in form.select("input[name]")}
    data |= {"name": account.email or account.nip, "password": PASSWORD}
    answer = client.open(str(form["action"]), method="POST", data=data)
    if answer.status_code == 302:
        answer = client.open(answer.location)
    assert answer.status_code == 200, words(BeautifulSoup(answer.text, "html5lib"))[:300]
    return Page(answer)
