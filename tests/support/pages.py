"""A test client that reads every page as a demanding reader would."""

from __future__ import annotations

import contextvars
from typing import Any

from bs4 import Tag
from flask import Flask, has_app_context, session
from flask.testing import FlaskClient
from flask_login import login_user
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from berakhlak.accounts.models import Account
from berakhlak.accounts.session import begin_session
from berakhlak.extensions import db
from berakhlak.jobs.worker import run_waiting_jobs
from tests.support.markup import read_page, words

LATER = 2**40  # In seconds, long after all that tests call now.


class Page:
    """An answer that passed every check of :mod:`tests.support.markup`."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.path = response.request.path
        self.html = response.get_data(as_text=True)
        self.soup, faults = read_page(self.html)
        assert not faults, f"{self.path}: " + "; ".join(faults)

    @property
    def heading(self) -> str:
        return words(self.one("h1"))

    @property
    def text(self) -> str:
        """Everything that can be read, with single spaces."""
        return words(self.soup.body or self.soup)

    @property
    def errors(self) -> list[str]:
        """What the error summary says, in order."""
        return [words(link) for link in self.all("[role=alert] a")]

    def all(self, selector: str) -> list[Tag]:
        return list(self.soup.select(selector))

    def one(self, selector: str) -> Tag:
        found = self.soup.select(selector)
        assert len(found) == 1, f"{self.path}: {len(found)} elements match {selector!r}"
        return found[0]

    def link(self, text: str) -> str:
        """Where the one link with this text leads."""
        found = {str(a["href"]) for a in self.soup.select("a[href]") if words(a) == text}
        assert len(found) == 1, f"{self.path}: links called {text!r} lead to {sorted(found)}"
        return found.pop()


class PageClient:
    """Get and post pages as one reader; every answer is checked before a test sees it."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.http: FlaskClient = app.test_client()

    def get(self, path: str, status: int = 200, **query: Any) -> Page:
        return Page(self._expect(status, self.open(path, query_string=query or None)))

    def post(self, path: str, data: dict[str, Any] | None = None, status: int = 302) -> Page:
        """Send a form with its CSRF token; a redirect is followed to the page behind it.

        Where that is the page of a job, the job is done first, in this process.
        """
        answer = self.open(
            path, method="POST", data=dict(data or {}) | {"csrf_token": self.token()}
        )
        self._expect(status, answer)
        if "/pekerjaan/" in (answer.location or ""):
            contextvars.Context().run(run_waiting_jobs, self.app)
        return self.get(answer.location) if status in (302, 303) else Page(answer)

    def take_step(self, path: str, data: dict[str, Any] | None = None) -> Page:
        """Send a form that asks for a job on a cycle; the page of the cycle after the job."""
        job = self.post(path, data)
        assert "/pekerjaan/" in job.path, f"{path} leads to {job.path}"
        return self.get(job.link("Lihat siklus"))

    def open(self, path: str, **arguments: Any) -> TestResponse:
        """The bare answer, unchecked: for files, JSON and redirects.

        What the test has arranged so far is committed first, since another reader sees only that.
        The request runs in an empty context, or it would share the test's ``g`` and session.
        """
        if has_app_context():
            db.session.commit()
        arguments.setdefault("buffered", True)  # A file that is sent is closed at once.
        return contextvars.Context().run(self.http.open, path, **arguments)

    def sign_in(self, account: Any, *, fresh: bool = True) -> PageClient:
        """Become this account without the cost of a password."""
        db.session.commit()
        account_id = account.id
        self._remember(
            contextvars.Context().run(self._signed_in_session, type(account), account_id)
        )
        return self

    def token(self) -> str:
        """A CSRF token that belongs to this reader's session."""
        return contextvars.Context().run(self._token)

    def _signed_in_session(self, kind: type, account_id: Any) -> dict[str, Any]:
        with self.app.test_request_context(environ_base=dict(self.http.environ_base)):
            account = db.session.get(kind, account_id)
            assert login_user(account), "this account may not sign in"
            if kind is Account:
                begin_session(account)
                db.session.commit()
                # No test of anything else is about how long that lasts, whatever it calls now.
                session.update(ends=LATER, proved=LATER, step=LATER)
            session.pop("_permanent", None)
            return dict(session)

    def _token(self) -> str:
        with self.http.session_transaction() as stored:
            kept = dict(stored)
        with self.app.test_request_context():
            session.update(kept)
            token: str = generate_csrf()
            kept = dict(session)
        self._remember(kept)
        return token

    def _remember(self, values: dict[str, Any]) -> None:
        with self.http.session_transaction() as stored:
            stored.update(values)

    def _expect(self, status: int, answer: TestResponse) -> TestResponse:
        assert answer.status_code == status, (
            f"{answer.request.method} {answer.request.path} answered {answer.status}, "
            f"not {status} (to {answer.location}):\n{answer.get_data(as_text=True)[:2000]}"
        )
        return answer
