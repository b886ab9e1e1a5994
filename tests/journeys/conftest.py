"""Readers who sign in one after the other, each with a window and a language of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

from tests.whole_app import sizes
from tests.whole_app.every_page import browsing

PATIENCE = 30_000
"""Milliseconds to wait for a page: many steps follow each other, and a loaded machine is slow."""


@pytest.fixture
def visit(
    client: Any, browser: Any, live_server: str, session: Any
) -> Callable[..., AbstractContextManager[Page]]:
    """`with visit(account, language, viewport) as page`: the start page, ready for both judges."""

    @contextmanager
    def start_page(account: Any, language: str, viewport: dict[str, int]) -> Iterator[Page]:
        client.sign_in(account)
        with browsing(browser, live_server, client, language, viewport=viewport) as page:
            for script in (AXE_FILE_PATH, sizes.MEASURE):
                page.add_init_script(path=script)
            page.set_default_timeout(PATIENCE)
            page.goto("/")
            yield page
        session.expire_all()

    return start_page
