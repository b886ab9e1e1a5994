"""An application context for what needs a language and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories.profiles import rendering_app


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    with rendering_app().app_context():
        yield
