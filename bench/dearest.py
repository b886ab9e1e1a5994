"""What the dearest page of each reader costs the server, beside a page that only says hello."""

from __future__ import annotations

import resource
import tempfile
import time
from collections import Counter
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.accounts.queries import account_by_sign_in_name
from berakhlak.cycles.keyring import key_store
from berakhlak.demo.accounts import demo_accounts
from berakhlak.demo.operations import seed_if_empty
from berakhlak.extensions import db
from berakhlak.people.models import Person
from berakhlak.web.guards import open_to_all
from tests.support.databases import build_app, migrate_to_head
from tests.support.pages import PageClient

HELLO = "/halo"
OF_ONE_ROUTE = 2
"""Addresses of a route that are looked at; others of it differ in whom they are about."""
SHOWN = 3


def dearest_requests() -> None:
    """Follow the links of the demo agency as each of its accounts; print the dearest pages."""
    with tempfile.TemporaryDirectory() as folder:
        app = build_app(f"sqlite:///{folder}/a.sqlite3", Path(folder, "keys"))
        app.add_url_rule(HELLO, "hello", open_to_all(lambda: "halo"))
        migrate_to_head(app)
        with app.app_context():
            seed_if_empty(db.session(), keys=key_store(), at=clock.utc_now())
            db.session.commit()
            known = demo_accounts(db.session())
            readers = {str(each.label): _account(each.sign_in_name) for each in known}
            people = len(db.session.scalars(select(Person.id)).all())
            print(f"pages of a demo agency of {people} people, as multiples of a page of one word")
            for name, account in {"nobody": None, **readers}.items():
                client = PageClient(app)
                _print_dearest(app, client if account is None else client.sign_in(account), name)


def _account(name: str) -> Account:
    found = account_by_sign_in_name(db.session(), name)
    assert found is not None
    return found


def _print_dearest(app: Flask, client: PageClient, name: str) -> None:
    pages = _pages(app, client)
    hello = median(_seconds(client, HELLO) for _each in range(50))
    costs = {rule: min(_seconds(client, path) for _each in range(3)) for path, rule in pages}
    for rule, taken in sorted(costs.items(), key=lambda each: -each[1])[:SHOWN]:
        print(f"{name[:20]:22}{taken / hello:7.0f} x{taken * 1e3:8.0f} ms  {rule}", flush=True)


def _pages(app: Flask, client: PageClient) -> list[tuple[str, str]]:
    """Every address that links lead to from the start page, few of a route, with its route."""
    found: list[tuple[str, str]] = []
    waiting, seen, of_route = ["/"], {"/"}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        rule = _rule(app, path)
        if not rule or of_route[rule] >= OF_ONE_ROUTE:
            continue
        of_route[rule] += 1
        answer = client.open(path)
        if answer.status_code != 200:
            waiting += [answer.location] if answer.location and answer.location not in seen else []
            continue
        found.append((path, rule))
        text = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
        fresh = [each for each in _links(text) if each not in seen]
        waiting += fresh
        seen |= set(fresh)
    return found


def _rule(app: Flask, path: str) -> str:
    try:
        matched = app.url_map.bind("localhost").match(urlsplit(path).path, return_rule=True)[0]
    except HTTPException:
        return ""
    return "" if matched.endpoint == "static" else matched.rule


def _links(html: str) -> list[str]:
    links = BeautifulSoup(html, "html.parser").select("a[href^='/']")
    return list(dict.fromkeys(str(each["href"]).partition("#")[0] for each in links))


def _seconds(client: PageClient, path: str) -> float:
    """Of the processor, with that of processes which the page has waited for."""
    before = _processor()
    client.open(path).close()
    return _processor() - before


def _processor() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
