"""/t/…: from a signed link to one's own tasks, and nowhere else.

The address with the link leads on at once to one without: what browsers keep, and what pages send
along, never holds it. Opening takes a button, because programs that look at links in mail press
none. Nothing here is logged or audited: a time beside a rater is a link to a sheet.
"""

from __future__ import annotations

import secrets

from flask import current_app, redirect, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from berakhlak.accounts.session import begin_session
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyUnusable
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.mail.blueprint import blueprint
from berakhlak.mail.links import LinkRefused, OpenLink, find_link, require_device, take_device
from berakhlak.web.cookies import OwnCookie
from berakhlak.web.forms import ConfirmForm
from berakhlak.web.guards import open_to_all
from berakhlak.web.pages import render_page

Answer = Response | tuple[str, int]

START = "ratings.tasks_page"
_LINK = "link"
_DEVICE = OwnCookie("tautan", 180 * 24 * 3600)


@blueprint.get("/t/<token>")
@open_to_all
def receive_link(token: str) -> Answer:
    """Take the link out of the address."""
    session[_LINK] = token[:100]
    response = redirect(url_for(".open_link"), 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.route("/t", methods=["GET", "POST"])
@open_to_all
def open_link() -> Answer:
    """Say whose tasks they are, and open them on this device."""
    device = _DEVICE.read() or secrets.token_urlsafe(24)
    form = ConfirmForm()
    try:
        found = _found()
        if not current_user.is_anonymous and current_user.id == found.account.id:
            return redirect(url_for(START))  # Already in, by the link or with a password.
        require_device(db.session(), found, device, key_store())
        if form.validate_on_submit():
            return _opened(found, device)
    except LinkRefused as refused:
        db.session.rollback()
        session.pop(_LINK, None)
        return render_page("mail/link_refused.html", refused=refused)[0], refused.status
    except KeyUnusable as unusable:
        return render_page("mail/link_unusable.html", why=unusable.message)[0], 503
    return render_page("mail/open_link.html", form=form, name=found.account.name, cycle=found.cycle)


def _found() -> OpenLink:
    secret = str(current_app.config["SECRET_KEY"])
    return find_link(db.session(), session.get(_LINK, ""), secret=secret, today=local_today())


def _opened(found: OpenLink, device: str) -> Answer:
    account = found.account
    take_device(db.session(), found, device, key_store())
    begin_session(account, only=START)
    db.session.commit()  # Apart from the device: no transaction joins what names nobody.
    response = redirect(url_for(START), 303)
    _DEVICE.put(response, device)
    return response
