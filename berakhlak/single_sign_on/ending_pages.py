"""Signing out at the provider as well, and being told that somebody has signed out there."""

from __future__ import annotations

from authlib.common.urls import add_params_to_uri
from flask import current_app, make_response, request
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts import devices
from berakhlak.accounts.models import Account
from berakhlak.accounts.session import session_secret
from berakhlak.accounts.spent_proofs import spend_proof
from berakhlak.errors import NotAllowed, NotFound
from berakhlak.extensions import csrf, db, limiter
from berakhlak.formats import local_today
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note
from berakhlak.single_sign_on.asked import forget_token, kept_token
from berakhlak.single_sign_on.provider import Provider, ProviderUnreachable
from berakhlak.single_sign_on.queries import account_of_subject
from berakhlak.single_sign_on.tokens import check_logout_token
from berakhlak.single_sign_on.views import blueprint, provider
from berakhlak.web.guards import open_to_all
from berakhlak.web.pages import render_page
from berakhlak.web.whole_addresses import public_address


@blueprint.get("/keluar/sso")
@open_to_all
@limiter.limit("30 per minute")
def sign_out_there() -> Response:
    """After signing out here: lead to the page of the provider that ends its session, too.

    By a page, not by a redirect: a form of ours may not lead to another site.
    """
    try:
        there = _end_session_address(provider(), kept_token())
    except (NotFound, ProviderUnreachable):
        there = ""
    page, _status = render_page("single_sign_on/sign_out.html", there=there)
    answer = make_response(page)
    if there:
        answer.headers["Refresh"] = f"0; url={there}"
    answer.headers["Cache-Control"] = "no-store"  # The address holds the token.
    forget_token(answer)
    return answer


def _end_session_address(found: Provider, token: str) -> str:
    """RP-Initiated Logout 1.0; empty where the provider has no such page.

    Raises ProviderUnreachable.
    """
    place = found.metadata().end_session_endpoint
    asked = [
        ("client_id", found.settings.client_id),
        ("post_logout_redirect_uri", public_address("accounts.sign_in")),
    ]
    if token:
        asked.append(("id_token_hint", token))
    return str(add_params_to_uri(place, asked)) if place else ""


@blueprint.post("/masuk/sso/keluar")
@csrf.exempt  # type: ignore[untyped-decorator]  # The provider itself, with a token that it signed.
@open_to_all
@limiter.limit("120 per minute")
def told_of_sign_out() -> Response:
    """Back-Channel Logout 1.0: somebody signed out at the provider; all their sessions end here."""
    found, session, now = provider(), db.session(), clock.utc_now()
    answer = current_app.response_class(status=200)
    answer.headers["Cache-Control"] = "no-store"
    try:
        claims = check_logout_token(found, request.form.get("logout_token", ""), at=now)
    except NotAllowed:
        note(Event.PROVIDER_REFUSED)
        answer.status_code = 400
        return answer
    words = f"logout token {claims.said['jti']}"
    if spend_proof(session, words, today=local_today(), secret=session_secret()):
        account = account_of_subject(session, found.settings.issuer, claims.subject)
        if account is not None:
            _end_sessions(account)
    session.commit()
    return answer


def _end_sessions(account: Account) -> None:
    ended = devices.end_all_devices(db.session(), account, secret=session_secret())
    if ended and not account.only_rates:
        note(Event.SESSION_ENDED, tried=account.id, sessions=ended)
