"""The functions of the library that are wrapped, each recognised by a hash of its source.

``python -m berakhlak.documents.quick.originals`` prints the table for the installed library. Before
writing a new hash down, read what changed: each wrapper says what it relies on.
"""

from __future__ import annotations

import inspect
import logging
import sys
from hashlib import sha256
from importlib import import_module
from typing import Any

ORIGINALS = {
    "weasyprint.css:StyleFor": "dac5a13261681453ee2823f7285ecd22",
    "weasyprint.svg.text:Style": "d946aa624fd9af5797180d758c6e5d58",
    "weasyprint.text.line_break:Layout": "681b737d1ba5e004efdc3ee409478b6b",
    "weasyprint.text.line_break:split_first_line": "39ad1016863ca34de0bea4c9fcffb46d",
    "weasyprint.text.line_break:strut": "b57885b70dd08efe92f72a746709e08c",
    "weasyprint.text.line_break:can_break_text": "4f3fb5ef1c239df9afd97856784e6cef",
    "weasyprint.layout.inline:iter_line_boxes": "04aec48abfcad809bc94c54eeba0e23a",
    "weasyprint.layout.percent:resolve_percentages": "71673078096fcf8764e6412933288cc7",
    "weasyprint.layout.percent:resolve_radii_percentages": "4980b3798c671710fc8a66f6034f7dea",
    "weasyprint.draw.text:draw_first_line": "1bb8eae6d88e71b17096a034656f3be1",
    "weasyprint.pdf.stream:Stream": "624257224db6f66d9120a8bc7aa25760",
}
"""Module and name -> the first half of the SHA-256 of its source, in hexadecimal."""
LIBRARY = "weasyprint"

_log = logging.getLogger(__name__)


def recognised() -> dict[str, Any] | None:
    """The originals by name without module; None, and one line in the log, where one is another.

    The library must have been imported.
    """
    found = {place: _found(place) for place in ORIGINALS}
    strange = [place for place, each in found.items() if fingerprint(each) != ORIGINALS[place]]
    if strange:
        _log.warning("Documents are made the long way, the library differs: %s", ", ".join(strange))
        return None
    return {place.partition(":")[2]: each for place, each in found.items()}


def _found(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(sys.modules.get(module), name, None)


def fingerprint(original: Any) -> str:
    """What `ORIGINALS` holds of a function or class; empty where there is no source."""
    try:
        return sha256(inspect.getsource(original).encode()).hexdigest()[:32]
    except (OSError, TypeError):
        return ""


def bindings(old: Any, new: Any) -> list[tuple[dict[Any, Any], Any, Any]]:
    """(namespace, name, replacement) wherever the library's modules and their tables hold `old`."""
    found: list[tuple[dict[Any, Any], Any, Any]] = []
    for module, namespace in _namespaces():
        if module.split(".")[0] == LIBRARY:
            found += [(namespace, name, new) for name, value in namespace.items() if value is old]
    return found


def _namespaces() -> list[tuple[str, dict[Any, Any]]]:
    modules = [(name, vars(module)) for name, module in list(sys.modules.items())]
    tables = [
        (name, value)
        for name, namespace in modules
        if name.split(".")[0] == LIBRARY
        for value in list(namespace.values())
        if isinstance(value, dict)
    ]
    return [*modules, *tables]


if __name__ == "__main__":  # pragma: no cover
    import_module(LIBRARY)
    for place in ORIGINALS:
        print(f'    "{place}": "{fingerprint(_found(place))}",')  # noqa: T201
