"""A worker lets the interpreter search for garbage as seldom as suits long calculations."""

from __future__ import annotations

import gc

from berakhlak.jobs import worker


def test_a_worker_searches_rarely_and_leaves_out_what_is_loaded():
    before = gc.get_threshold()
    try:
        worker.search_rarely()
        assert gc.get_threshold()[0] >= 50 * before[0]
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
