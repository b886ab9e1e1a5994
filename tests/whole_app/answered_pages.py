"""Everything that some readers are answered, to be compared with what they are answered later."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from tests.whole_app.test_access import address, readers_in_turn, rules

DRAWN = re.compile(r"[\w.-]{16,}|\d+ ms|expires=\d+")  # Tokens, drawn anew at each view.
# What one has looked at, and from where; and a display's code of half a minute.
OF_ONESELF = ("/akun", "/data-saya", "/unduhan", "/akses-khusus", "/layar/")
Place = tuple[str, str]


def answered_pages(
    app: Any, client: Any, world: Any, readers: Collection[str], given: dict[str, int]
) -> dict[Place, object]:
    """By reader and rule; `given`: arguments in the place of the samples."""
    return dict(_answered(app, client, world, readers, given))


def _answered(
    app: Any, client: Any, world: Any, readers: Collection[str], given: dict[str, int]
) -> Iterator[tuple[Place, object]]:
    for name, _account in readers_in_turn(world, client):
        for rule in rules(app) if name in readers else ():
            if rule.rule.startswith(OF_ONESELF):
                continue
            own = {key: given[key] for key in given if key in rule.arguments}
            got = client.open(address(app, rule, world.values(rule) | own))
            yield (name, rule.rule), (got.status_code, told(got))


def told(got: Any) -> str:
    """Workbooks by their sheets; other files that bear a time by their size alone."""
    if got.data.startswith(b"PK"):
        with ZipFile(BytesIO(got.data)) as file:
            parts = [file.read(each) for each in file.namelist() if each.startswith("xl/")]
        return DRAWN.sub("", b"\n".join(parts).decode())
    if got.mimetype not in ("text/html", "text/csv", "application/json", "text/plain"):
        return f"{got.mimetype} {len(got.data) // 1000}"
    return DRAWN.sub("", got.text)


def changed(before: dict[Place, object], after: dict[Place, object]) -> list[Place]:
    return [place for place in before if before[place] != after[place]]
