"""What a kiosk keeps for when the network is gone: its script, and the empty form in each language.

docs/decisions/0194-kiosk-without-a-network.md says what lies on the tablet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from berakhlak.citizens import kiosk_boxes
from berakhlak.citizens.face_form import form_at
from berakhlak.citizens.kiosk_pages import Page, blueprint, kiosk_of_device
from berakhlak.citizens.kiosks import Kiosk
from berakhlak.citizens.local_languages import also_in_local_languages
from berakhlak.citizens.receiving import require_taking
from berakhlak.cycles.keyring import key_store
from berakhlak.documents.responses import no_store_response
from berakhlak.web.guards import open_to_all
from berakhlak.web.language import OVERRIDE
from berakhlak.web.pages import render_page


@blueprint.get("/kios/pekerja.js")
@open_to_all
def worker() -> Response:
    """The service worker: it may look after the form of this kiosk, and after nothing else."""
    script = Path(str(current_app.static_folder)) / "js" / "kiosk_worker.js"
    response = current_app.response_class(script.read_bytes(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    if kiosk := kiosk_of_device():
        own = url_for("citizens.voice_page", token=kiosk.counter.token)
        response.headers["Service-Worker-Allowed"] = own
    return response


@blueprint.url_value_preprocessor
def _speak(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Its address says in which language, whatever the visitor before has chosen."""
    if endpoint == "kiosk.empty_form" and values:
        request.environ[OVERRIDE] = values["language"]


@blueprint.get("/kios/lembar/<language>")
@also_in_local_languages
@open_to_all
def empty_form(language: str) -> Page:
    """The form as nobody has touched it, without a token that would let a voice in."""
    kiosk = kiosk_of_device()
    if kiosk is None:
        return redirect(url_for(".start_over"))
    require_taking(kiosk.counter)
    form = form_at(kiosk.counter)
    text, _status = render_page(form.template, form=form, counter=kiosk.counter)
    return no_store_response(text)


def _seal_of(kiosk: Kiosk) -> str:
    return kiosk_boxes.public_key(key_store().key_of(kiosk.counter.cycle), kiosk.id)


blueprint.add_app_template_global(_seal_of, "kiosk_seal")
