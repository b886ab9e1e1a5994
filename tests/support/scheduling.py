"""Which tests stay together on one worker, and which begin."""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadFileScheduling

# Files of long tests. Workers take files in this order, and none is to be left with one at the end.
LONG_FILES = (
    "whole_app/test_pages_in_a_browser.py",
    "attacks/test_content.py",
    "journeys/test_first_year.py",
    "whole_app/test_words_in_every_state.py",
    "sealing/test_kill.py",
    "cli/test_no_database.py",
    "whole_app/test_other_hosts.py",
    "journeys/test_from_report_to_habit.py",
    "journeys/test_failing_store.py",
    "documents/test_page_layout.py",
    "whole_app/test_typed_words.py",
    "whole_app/test_two_starts.py",
    "journeys/test_exporting.py",
    "cli/test_one_language.py",
    "exports/test_killed_kinds.py",
    "whole_app/test_secrecy.py",
    "attacks/test_carving.py",
    "whole_app/test_leftovers_of_older_versions.py",
    "journeys/test_rating_together.py",
    "journeys/test_causes.py",
    "retention/test_deleting_results.py",
    "whole_app/test_lock.py",
    "whole_app/test_run_command.py",
)
# They attack the same cycles, which take half a minute to make: one worker makes them once.
SHARING_STAGES = tuple(
    f"tests/attacks/test_{name}.py"
    for name in ("content", "nothing_individual", "order", "spreads")
)


class Scheduling(LoadFileScheduling):
    """A file goes to one worker, and so do files that share what is dear to make."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return SHARING_STAGES[0] if file in SHARING_STAGES else file


def place(item: pytest.Item) -> int:
    """Where its file stands among the long ones, or after all of them."""
    file = "/".join(item.path.parts[-2:])
    return LONG_FILES.index(file) if file in LONG_FILES else len(LONG_FILES)
