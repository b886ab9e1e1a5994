"""What a stylesheet must not use, so that styles can be kept by an element's place."""

from __future__ import annotations

import re

UNREAD = frozenset({"href", "title", "alt", "src", "content"})
"""Attributes whose values no selector may read: with them each document would make places of its
own. That they are there is part of a place. So it is for `data-*`."""
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_REFUSED = re.compile(
    # A place knows the elements before and above it, and whether it is the last: not more.
    r":(?:empty|has|nth-last-[a-z-]+|last-of-type|only-of-type|target|lang|dir|link|any-link)\b"
    rf"|\[\s*(?:{'|'.join(sorted(UNREAD))}|data-[\w-]+)\s*[~|^$*]?="
    # Lengths that depend on the page, and layouts that write into styles.
    r"|(?<![\w.])[\d.]+(?:vw|vh|vmin|vmax|vi|vb|pvw|pvh)\b"
    r"|display\s*:\s*[a-z-]*(?:flex|grid)\b"
)
_ROOT = re.compile(r"\b(?:html|body)\b")
_OVERFLOW = re.compile(r"\boverflow(?:-[xy])?\s*:")


def undistinguished(stylesheet: str) -> list[str]:
    """The parts of a stylesheet with which styles cannot be kept by place."""
    bare = _COMMENT.sub("", stylesheet)
    return [found[0] for found in _REFUSED.finditer(bare)] + _overflow_of_root(bare)


def _overflow_of_root(stylesheet: str) -> list[str]:
    """Rules whose overflow the library hands on to the page, and takes off the style."""
    rules = (each.partition("{") for each in stylesheet.split("}"))
    return [
        selector.strip()
        for selector, _, body in rules
        if _ROOT.search(selector) and _OVERFLOW.search(body)
    ]


def is_unread(attribute: str) -> bool:
    """Whether no selector may read the value of this attribute."""
    return attribute in UNREAD or attribute.startswith("data-")
