"""The hash over all payloads, as it stands with every result since the first release."""

from __future__ import annotations

from hashlib import sha256

import pytest

from berakhlak.sealing.freezing.frozen_cycle import RULES_VERSION
from tests.support.digests import results_digest


def test_payloads_are_hashed_in_the_order_of_their_ids_behind_the_version() -> None:
    expected = sha256(b"2\nwhole\none\nten\n\xc3\xa9").hexdigest()

    assert results_digest("whole", {10: "ten", 1: "one"}, {7: "é"}) == expected
    assert results_digest("whole", {1: "one", 10: "ten"}, {7: "é"}, "2") == expected
    assert RULES_VERSION == "2"


@pytest.mark.parametrize(
    ("whole", "officers", "units", "version"),
    [
        ("lain", {1: "a", 2: "b"}, {3: "c"}, "2"),
        ("w", {1: "b", 2: "a"}, {3: "c"}, "2"),
        ("w", {1: "a"}, {3: "c"}, "2"),
        ("w", {1: "a", 2: "b"}, {3: "d"}, "2"),
        ("w", {1: "a", 2: "b"}, {}, "2"),
        ("w", {1: "a", 2: "b"}, {3: "c"}, "1"),
    ],
)
def test_each_part_counts(
    whole: str, officers: dict[int, str], units: dict[int, str], version: str
) -> None:
    assert results_digest(whole, officers, units, version) != results_digest(
        "w", {1: "a", 2: "b"}, {3: "c"}
    )
