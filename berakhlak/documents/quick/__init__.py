"""Documents of one template, faster: what they have in common is worked out once in a process.

Everything here wraps functions of the installed, unmodified library, is switched on around one
rendering at a time, and gives the same bytes. Each wrapped original is recognised by its source
(`originals`); where one differs, rendering goes on without this folder: slower, and right.

This folder can be deleted whole: `documents.pdf` alone uses it, in two lines. See
docs/decisions/0221-quick-documents.md.
"""

from __future__ import annotations

from berakhlak.documents.quick.ways import quick_ways

__all__ = ["quick_ways"]
