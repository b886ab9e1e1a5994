"""Where the reference figures lie; README.md beside this file says what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

GOLDEN = Path(__file__).resolve().parent
# Other people's data, from packages under the GPL: they stay outside the project.
PUBLISHED = GOLDEN.parents[2] / "shared" / "golden" / "published"
needs_published = pytest.mark.skipif(
    not PUBLISHED.is_dir(),
    reason="published data sets of others lie outside the project and are absent here",
)
