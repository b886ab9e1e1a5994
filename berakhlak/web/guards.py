"""Every view declares who may open it; a test refuses a route that does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort, current_app
from flask_login import current_user, login_required

from berakhlak.errors import NotFound
from berakhlak.roles import Role

View = TypeVar("View", bound=Callable[..., Any])


def open_to_all(view: View) -> View:
    """Open to everybody, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def requires_sign_in(*roles: Role) -> Callable[[View], View]:
    """Open to signed-in accounts that carry at least one of the roles; none given means any."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if roles and not any(current_user.has_role(role) for role in roles):
                abort(403)
            return view(*args, **kwargs)

        protected = login_required(guarded)
        protected.access = frozenset(roles) or "signed in"
        return protected  # type: ignore[no-any-return]

    return declare


def requires_sign_in_by_query(view: View) -> View:
    """Open to signed-in accounts, for a view whose own query proves it.

    The view asks for rows of a claim that holds, and raises NotFound when there are none. Only
    then is it worth another query to tell strangers from those who look for what is not theirs.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return view(*args, **kwargs)
        except NotFound:
            if current_user.is_authenticated:
                raise
            return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]

    guarded.access = "signed in"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]
