"""What browsers send, tidied where it comes in: every form, address and JSON body, once for all.

Passwords come through as typed: they are compared, never kept or shown.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items

from berakhlak import text


class TidyValues(ImmutableMultiDict[str, Any]):
    """Fields by name with their texts as they are kept; files and secrets are left alone."""

    def __init__(self, mapping: Any = None) -> None:
        super().__init__(
            [(name, _tidy(name, value)) for name, value in iter_multi_items(mapping)]
            if mapping is not None
            else None
        )


class TidyJson:
    """Reads JSON as the request does, with every text in it as it is kept."""

    @staticmethod
    def loads(body: str | bytes, **options: Any) -> Any:
        return _tidy_within(json.loads(body, **options))


class TidyRequest(Request):
    """A request whose texts are tidy before anything looks at them."""

    parameter_storage_class = TidyValues
    json_module = TidyJson


def _tidy(name: str, value: Any) -> Any:
    return (
        text.normalise_text(value) if isinstance(value, str) and not text.is_secret(name) else value
    )


def _tidy_within(data: Any) -> Any:
    if isinstance(data, str):
        return text.normalise_text(data)
    if isinstance(data, list):
        return [_tidy_within(each) for each in data]
    if isinstance(data, dict):
        return {text.normalise_text(name): _tidy_within(each) for name, each in data.items()}
    return data
