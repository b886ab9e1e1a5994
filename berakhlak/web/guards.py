"""Every view declares who may open it; a test refuses a route that does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, current_app
from flask_login import current_user, login_required

from berakhlak.errors import NotFound
from berakhlak.permissions import PERMISSIONS, Action

View = TypeVar("View", bound=Callable[..., Any])


def open_to_all(view: View) -> View:
    """Open to everybody, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def requires(action: Action) -> Callable[[View], View]:
    """Open to signed-in accounts that may do this; what of it they see, the view asks by itself."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_let_in(action):
                abort(403)
            return view(*args, **kwargs)

        protected = login_required(guarded)
        protected.access = action
        return protected  # type: ignore[no-any-return]

    return declare


def requires_by_query(action: Action) -> Callable[[View], View]:
    """Open to everybody who is signed in, for a view about one's own whose own query proves it.

    The view asks for rows of a claim that holds, and raises NotFound when there are none. Only
    then is it worth another query to tell strangers from those who look for what is not theirs.
    """
    if not PERMISSIONS[action].own:
        raise ValueError(f"{action} is not about what is one's own")

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            try:
                return view(*args, **kwargs)
            except NotFound:
                if current_user.is_authenticated:
                    if not current_user.is_let_in(action):
                        abort(403)
                    raise
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]

        guarded.access = action  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare
