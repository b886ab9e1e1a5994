"""JSON that holds sentences which wait for their language, as text."""

from __future__ import annotations

from typing import Any

from flask.json.provider import DefaultJSONProvider
from flask_babel import LazyString


class SentencesInJson(DefaultJSONProvider):
    """Flask's own, which knows such sentences by a claim that they are HTML; see `extensions`."""

    @staticmethod
    def default(value: Any) -> Any:
        """What stands in JSON for a value that JSON has no form for. Raises TypeError."""
        if isinstance(value, LazyString):
            return str(value)
        return DefaultJSONProvider.default(value)
