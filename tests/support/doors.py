"""Pages as doors: to each its reader is let in, everybody else is shown another way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask

from tests.support.pages import PageClient

PUBLIC = "public"
SIGN_IN = "/masuk?"


@dataclass(frozen=True)
class Door:
    """One page of a package: what it declares, and how it answers to its reader."""

    view: str
    access: object
    path: str
    form: Mapping[str, Any] | None = None  # None: the page is only looked at.
    status: int = 200


def knock(door: Door, reader: PageClient) -> Any:
    if door.form is None:
        return reader.open(door.path)
    token = {"csrf_token": reader.token()}
    if door.view.endswith(".autosave_answers"):  # Sent by a script, as JSON.
        return reader.open(
            door.path,
            method="POST",
            json=dict(door.form),
            headers={"X-CSRFToken": token["csrf_token"]},
        )
    return reader.open(door.path, method="POST", data=dict(door.form) | token)


def opens_to(
    app: Flask, doors: Iterable[Door], reader: PageClient, refused: Iterable[PageClient] = ()
) -> None:
    """Try every door: first as a stranger, then as those without the role, then as its reader."""
    stranger, without_role = PageClient(app), list(refused)
    for door in doors:
        view: Any = app.view_functions[door.view]
        assert getattr(view, "access", None) == door.access, door
        if door.access != PUBLIC:
            answer = knock(door, stranger)
            assert answer.status_code == 302, (door, answer.status_code)
            assert str(answer.location).startswith(SIGN_IN), door
        for other in without_role:
            assert knock(door, other).status_code == 403, door
        answer = knock(door, reader)
        assert answer.status_code == door.status, (door, answer.status_code)
        assert not str(answer.location or "").startswith(SIGN_IN), door
