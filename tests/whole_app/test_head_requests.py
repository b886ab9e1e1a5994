"""HEAD asks as GET does: it carries no token against forgery, so it may do nothing more."""

from __future__ import annotations

from tests.whole_app.test_access import (  # `world` is a fixture.
    address,
    readers_in_turn,
    rules,
    world,  # noqa: F401
)


def test_every_page_answers_head_as_it_answers_get(app, client, world):  # noqa: F811
    faults, asked = [], 0
    for name, _account in readers_in_turn(world, client):
        if name not in ("nobody", "officer", "hr"):
            continue
        for rule in rules(app):
            path = address(app, rule, world.values(rule))
            head = client.open(path, method="HEAD").status_code
            got = client.open(path).status_code
            asked += 1
            if head != got:
                faults.append(f"{name} {path}: HEAD {head}, GET {got}")

    assert faults == []
    assert asked > 300
