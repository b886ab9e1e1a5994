"""Every view declares who may open it; a test refuses a route that does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort
from flask_login import current_user, login_required

from berakhlak.roles import Role

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Open to everybody, signed in or not."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def requires(*roles: Role) -> Callable[[View], View]:
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
