"""Answers that are the same for everybody: nothing of the reader is looked at for them.

Neither the session nor a cookie is read or written, so that they may be kept by anybody in between.
Their address says in which language they are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import current_app, request

View = TypeVar("View", bound=Callable[..., Any])


def same_for_all(view: View) -> View:
    """Declare that a view answers everybody alike."""
    view.is_same_for_all = True  # type: ignore[attr-defined]
    return view


def is_same_for_all() -> bool:
    """Whether this request is for such an answer."""
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, "is_same_for_all", False))


def unless_same_for_all(hook: Callable[[], Any]) -> Callable[[], Any]:
    """What is to be done before requests whose answer depends on the reader."""

    @wraps(hook)
    def asked_first() -> Any:
        return None if is_same_for_all() else hook()

    return asked_first
