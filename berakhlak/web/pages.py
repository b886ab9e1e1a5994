"""Rendering with the house convention: a refused form answers 422 and keeps what was typed."""

from __future__ import annotations

from typing import Any

from flask import render_template


def render_page(template: str, *, form: Any = None, **context: Any) -> tuple[str, int]:
    """Render a page; its status is 422 when `form` was refused, else 200.

    The layout lists the errors of `form` above the content by itself.
    """
    refused = form is not None and bool(form.errors)
    return render_template(template, form=form, **context), 422 if refused else 200
