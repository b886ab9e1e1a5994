"""Everything that some readers are answered, to be compared with what they are answered later."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from tests.whole_app.test_access import address, readers_in_turn, rules

DRAWN = re.compile(r"[\w.-]{16,}|\d+ ms")  # Tokens, drawn anew at each view.
OF_ONESELF = ("/akun", "/data-saya", "/unduhan")  # What one has looked at, and from where.
NAMING = {"cycle_id", "participant_id", "comment"}
Place = tuple[str, str]


def answered_pages(
    app: Any, client: Any, world: Any, readers: Collection[str], given: dict[str, int]
) -> dict[Place, object]:
    """By reader and rule; `given`: arguments in the place of the samples. Rules that name neither
    a cycle nor an officer are asked where they name nothing at all."""
    return dict(_answered(app, client, world, readers, given))


def _answered(
    app: Any, client: Any, world: Any, readers: Collection[str], given: dict[str, int]
) -> Iterator[tuple[Place, object]]:
    for name, _account in readers_in_turn(world, client):
        for rule in rules(app) if name in readers else ():
            if rule.rule.startswith(OF_ONESELF) or (rule.arguments and not NAMING & rule.arguments):
                continue
            own = {key: given[key] for key in given if key in rule.arguments}
            got = client.open(address(app, rule, world.values(rule) | own))
            yield (name, rule.rule), (got.status_code, told(got))


def told(got: Any) -> str:
    """Files that bear a time are compared by their size alone."""
    if got.mimetype not in ("text/html", "text/csv", "application/json", "text/plain"):
        return f"{got.mimetype} {len(got.data) // 1000}"
    return DRAWN.sub("", got.text)


def changed(before: dict[Place, object], after: dict[Place, object]) -> list[Place]:
    return [place for place in before if before[place] != after[place]]
