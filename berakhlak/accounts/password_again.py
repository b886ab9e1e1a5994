"""Acts that ask for the password anew: an open screen or a copied cookie is not enough for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import PurePosixPath
from typing import Any, TypeVar

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from berakhlak.accounts.proving import proof_form, proof_page
from berakhlak.accounts.second_factors import has_second_factor
from berakhlak.accounts.session import is_password_fresh, is_second_step_fresh, signed_in
from berakhlak.extensions import db
from berakhlak.web import kept_input

View = TypeVar("View", bound=Callable[..., Any])
# A file lies beside the page that shows the same, /audit and /audit.xlsx, or below it; what is
# printed of a row lies below that row, /jalur/3/slip-a4.pdf, and the row in the page.
FILES = (".csv", ".xlsx", ".zip")
OF_ROW = ".pdf"
FILE_OF_PAGE = "berkas"


def asks_password_again(view: View) -> View:
    """Declare, below the guard of a view, that the password, or the second step, must have been
    given lately.

    A form that was sent is kept, and shown again once the password is given.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs) if is_password_fresh() else _ask()

    guarded.asks_password_again = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def asks_second_step_again(view: View) -> View:
    """The same, and where the account has a second step, that alone counts: whoever knows the
    password, and no more, must not take the second step away or put their own in its place."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not has_second_factor(db.session(), signed_in().id):
            return view(*args, **kwargs) if is_password_fresh() else _ask()
        return view(*args, **kwargs) if is_second_step_fresh() else _ask(step="1")

    guarded.asks_password_again = True  # type: ignore[attr-defined]
    guarded.asks_second_step_again = True  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def _ask(step: str | None = None) -> Response | tuple[str, int]:
    """`step`: set where the second step alone is an answer."""
    draft = kept_input.unsent_form_of_request() if kept_input.is_form_from_here() else None
    if draft is None or not draft.reader:
        page = _page_asked_for() if request.method != "POST" else url_for("home.home_page")
        return redirect(url_for("accounts.prove", next=page, langkah=step))
    form = proof_form(draft=kept_input.seal_unsent_form(draft), step_only=bool(step))
    page, _status = proof_page(
        form,
        action=url_for("accounts.prove", next=draft.page, langkah=step),
        by_passkey=url_for("accounts.prove_by_passkey", next=draft.page, langkah=step),
        cancel=draft.page,
    )
    return page, 401


def _page_asked_for() -> str:
    """The page beside a file: a browser that is given a file keeps showing what asked for it,
    which would be the question for the password."""
    path = PurePosixPath(request.path)
    if path.suffix in FILES:
        path = path.with_suffix("")
    elif path.suffix == OF_ROW:
        path = path.parent.parent
    elif path.name == FILE_OF_PAGE:
        path = path.parent
    return f"{path}?{request.query_string.decode()}".rstrip("?")
