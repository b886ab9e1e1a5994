"""Every route, opened by somebody who may do one thing and whatever is of the own account."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask

from berakhlak.accounts.models import Account
from berakhlak.permissions import OF_THOSE_APART, Action
from tests.support.pages import PageClient
from tests.whole_app.test_access import World, access_of, address, outcome, rules


def faults_of_one_apart(
    app: Flask,
    client: PageClient,
    world: World,
    account: Account,
    own: Action,
    names: Iterable[str],
) -> list[str]:
    """Routes that let this account in, fail, or tell a name; only public ones and forms of its own
    are left out, since these would act."""
    token: dict[str, Any] = {"csrf_token": client.sign_in(account).token()}
    anybody = re.compile("|".join(map(re.escape, sorted(names))))
    faults, opened = [], 0
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            access = access_of(app, rule)
            is_own = access in {*OF_THOSE_APART, own}
            if access == "public" or (is_own and method == "POST"):
                continue
            path = address(app, rule, world.values(rule))
            answer = client.open(path, method=method, data=token if method == "POST" else None)
            opened += 1
            if answer.status_code >= 500 or (outcome(answer) != "refused" and not is_own):
                faults.append(f"{method} {path}: {answer.status}")
            if found := anybody.search(answer.get_data().decode(errors="replace")):
                faults.append(f"{method} {path} names {found[0]}")
    assert opened > 200
    return faults
