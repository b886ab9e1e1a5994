"""What a kiosk's script sends: each voice with a number of its own, so that it counts once however
often it is sent again after the network was gone. Answers are one word for the script."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask_wtf.csrf import generate_csrf
from limits import parse

from berakhlak.assignments.operations import RatingClosed
from berakhlak.citizens import kiosk_boxes, kiosks
from berakhlak.citizens.doors import Door
from berakhlak.citizens.face_form import form_at
from berakhlak.citizens.forms import VoiceForm
from berakhlak.citizens.kiosk_boxes import BoxUnreadable
from berakhlak.citizens.kiosk_pages import blueprint, kiosk_of_device, note_too_many
from berakhlak.citizens.kiosks import Kiosk
from berakhlak.citizens.operations import CounterClosed, TicketSpent
from berakhlak.citizens.receiving import let_in, require_taking
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.keys import KeyUnusable
from berakhlak.extensions import db, limiter
from berakhlak.formats import local_today
from berakhlak.web.guards import open_to_all

ONCE = re.compile(r"[0-9a-f]{32}")
Word = tuple[dict[str, str], int, dict[str, str]]
UNSTORED = {"Cache-Control": "no-store"}


@blueprint.get("/kios/keadaan")
@open_to_all
def state() -> Word:
    """Whether the server is there, and a fresh token for what waits to be sent."""
    word = "here" if kiosk_of_device() else "ended"
    return {"word": word, "token": str(generate_csrf())}, 200, UNSTORED


@blueprint.post("/kios/kirim")
@open_to_all
def receive() -> Word:
    """received, refused (incomplete), busy (too many this hour), closed, ended or trouble."""
    kiosk, once = kiosk_of_device(), request.form.get("once", "")
    if kiosk is None:
        return _say("ended", 410)
    if not ONCE.fullmatch(once):
        return _say("refused", 422)
    try:
        require_taking(kiosk.counter)
        return _receive(kiosk, once)
    except BoxUnreadable:  # Sent again it would be no better.
        return _after(db.session.rollback, "refused", 422)
    except TicketSpent:  # Sent before; only the answer got lost.
        return _after(db.session.rollback, "received", 200)
    except (CounterClosed, RatingClosed):
        return _after(db.session.rollback, "closed", 409)
    except KeyUnusable:
        return _after(db.session.rollback, "trouble", 503)


def _receive(kiosk: Kiosk, once: str) -> Word:
    limit, key = parse(kiosks.MOST_AN_HOUR), ("kiosk", str(kiosk.id))
    if limiter.enabled and not limiter.limiter.test(limit, *key):
        note_too_many(kiosk, local_today())
        return _after(db.session.commit, "busy", 429)
    counter = kiosk.counter
    form = _form_sent(kiosk, once)
    if not form.validate() or not let_in(db.session(), counter, form, once=once, door=Door.KIOSK):
        return _after(db.session.rollback, "refused", 422)
    db.session.commit()
    if limiter.enabled:
        limiter.limiter.hit(limit, *key)
    return _say("received", 200)


def _form_sent(kiosk: Kiosk, once: str) -> VoiceForm:
    """Out of its box; where the browser could lock none, as it is. Raises BoxUnreadable."""
    box = request.form.get("box")
    if box is None:
        return form_at(kiosk.counter)
    key = key_store().key_of(kiosk.counter.cycle)
    return form_at(kiosk.counter, formdata=kiosk_boxes.open_box(key, kiosk.id, box, once))


def _after(end: Any, word: str, status: int) -> Word:
    end()
    return _say(word, status)


def _say(word: str, status: int) -> Word:
    return {"word": word}, status, UNSTORED
