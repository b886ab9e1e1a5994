"""Browsers of many readers at once, as small as can be: one request, one connection."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from urllib.parse import urlencode

from berakhlak.accounts.models import Account
from tests.support.pages import PageClient

LONGEST = 60.0  # Seconds for an answer.
_FIELD = '<input[^>]*name="{}"[^>]*value="([^"]*)"'
_CHOSEN = re.compile(r'<input(?=[^>]*(?:\schecked|\stype="hidden"))[^>]*>')


@dataclass(frozen=True)
class Answer:
    """`status` 0: the connection broke before there was one."""

    status: int
    text: str = ""
    location: str = ""

    def field(self, name: str) -> str:
        """What a field of the page holds; empty where there is none."""
        found = re.search(_FIELD.format(name), self.text)
        return found[1] if found else ""

    def chosen(self) -> dict[str, str]:
        """The names and values of all that is ticked, or carried along until it is sent again."""
        ticked = _CHOSEN.findall(self.text)
        return {
            name[1]: value[1]
            for tag in ticked
            if (name := re.search(r'name="([^"]*)"', tag))
            and (value := re.search(r'value="([^"]*)"', tag))
        }

    def in_words(self) -> bool:
        """Whether it is a page of ours that says something."""
        return "<h1" in self.text and "BerAKHLAK" in self.text


@dataclass(frozen=True)
class Visitor:
    """Somebody at a browser who has signed in."""

    cookie: str
    token: str

    @classmethod
    def signed_in(cls, client: PageClient, account: Account) -> Visitor:
        client.sign_in(account)
        token = client.token()
        kept = client.http.get_cookie("session")
        assert kept is not None
        return cls(f"session={kept.value}", token)

    def get(self, port: int, path: str) -> Answer:
        return ask(port, path, cookie=self.cookie)

    def post(self, port: int, path: str, typed: dict[str, str]) -> Answer:
        return ask(port, path, cookie=self.cookie, typed=typed | {"csrf_token": self.token})


def ask(port: int, path: str, *, cookie: str = "", typed: dict[str, str] | None = None) -> Answer:
    """One request, as our own page would send it; waits LONGEST."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    head = {"Cookie": cookie, "Referer": f"http://127.0.0.1:{port}{path}", "Connection": "close"}
    if typed is not None:
        head["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        connection.request("GET" if typed is None else "POST", path,
                           urlencode(typed or {}) or None, head)  # fmt: skip
        answer = connection.getresponse()
        text = answer.read().decode()
        return Answer(answer.status, text, answer.getheader("Location") or "")
    except (OSError, http.client.HTTPException):
        return Answer(0)
    finally:
        connection.close()
