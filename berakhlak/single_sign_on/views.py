"""/masuk/sso: to the provider and back. Nobody is signed in before the last check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from flask import Blueprint, current_app, make_response, redirect, request, url_for
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.arriving import Answer, destination, step_of
from berakhlak.accounts.attempts import remember_name
from berakhlak.accounts.own_acts import record_own_act
from berakhlak.accounts.second_factors import SecondStep
from berakhlak.accounts.session import begin_session, note_password, signed_in
from berakhlak.accounts.step_pages import lead_on
from berakhlak.audit.acts import Act
from berakhlak.errors import NotAllowed, NotFound
from berakhlak.extensions import db, limiter
from berakhlak.permissions import Action
from berakhlak.security_log.events import Event
from berakhlak.security_log.writing import note
from berakhlak.single_sign_on.asked import Asked, keep_asked, keep_token, take_asked
from berakhlak.single_sign_on.operations import Proofs, account_of
from berakhlak.single_sign_on.provider import Provider, ProviderUnreachable
from berakhlak.single_sign_on.queries import account_of_subject
from berakhlak.single_sign_on.tokens import Claims, TokenRefused, check_id_token
from berakhlak.web.guards import open_to_all, requires
from berakhlak.web.pages import render_page
from berakhlak.web.whole_addresses import public_address

blueprint = Blueprint("single_sign_on", __name__)
_LIMIT = "30 per minute"  # Of one network: each asks the provider, and may wait for it.
_SCOPES = "openid email profile"


class ProviderSaysNo(NotAllowed):
    """The person, or the provider, did not let the sign-in happen."""

    message = _(
        "Masuk lewat SSO dibatalkan atau ditolak di sana. Coba lagi, atau pakai kata sandi."
    )


class SomebodyElse(NotAllowed):
    """Who was asked once more is not who has answered."""

    message = _("Yang masuk di layanan SSO bukan pemilik akun ini, atau tidak membuktikannya lagi.")


def provider() -> Provider:
    """Raises NotFound where the settings name none."""
    settings = current_app.config["BERAKHLAK"].single_sign_on
    kept: Provider | None = current_app.extensions.get("single_sign_on")
    if not settings.issuer:
        raise NotFound
    if kept is None or kept.settings != settings:
        kept = current_app.extensions["single_sign_on"] = Provider(settings)
    return kept


@blueprint.get("/masuk/sso")
@open_to_all
@limiter.limit(_LIMIT)
def begin() -> Answer:
    """Lead to the provider."""
    if current_user.is_authenticated and not current_user.only:
        return redirect(destination())
    return _lead_there(keep_asked(destination()))


@blueprint.get("/akun/pastikan/sso")
@requires(Action.OWN_ACCOUNT)
def prove() -> Answer:
    """The same for whoever is signed in and is asked once more who is there."""
    return _lead_there(keep_asked(destination(), signed_in().id), prompt="login", max_age="0")


@blueprint.get("/masuk/sso/kembali")
@open_to_all
@limiter.limit(_LIMIT)
def come_back() -> Answer:
    """Check what the provider has answered, and let in whom it proves."""
    found, asked = provider(), None
    try:
        asked = take_asked(request.args.get("state", ""))
        db.session.commit()  # Spent, whatever follows.
        claims = _claims(found, asked)
        return _proved(found, asked, claims) if asked.account_id else _let_in(found, asked, claims)
    except NotAllowed as error:
        db.session.rollback()
        return _refused(error, asked)


def _lead_there(asked: Asked, **more: str) -> Answer:
    """To the page of the provider where a person signs in."""
    found = provider()
    if acr := found.settings.enough_acr:
        more["acr_values"] = " ".join(acr)
    try:
        place = found.metadata().authorization_endpoint
    except ProviderUnreachable as error:
        return _refused(error, asked)
    return redirect(
        prepare_grant_uri(
            place,
            client_id=found.settings.client_id,
            response_type="code",
            redirect_uri=public_address("single_sign_on.come_back"),
            scope=_SCOPES,
            state=asked.state,
            nonce=asked.nonce,
            code_challenge=asked.challenge,
            code_challenge_method="S256",
            ui_locales=str(get_locale()),
            **more,
        )
    )


def _claims(found: Provider, asked: Asked) -> Claims:
    """What the code proves, with what the provider tells elsewhere. Raises NotAllowed."""
    answered = request.args
    says_issuer = found.metadata().says_issuer or "iss" in answered
    if says_issuer and answered.get("iss") != found.settings.issuer:
        raise TokenRefused  # The answer of another provider (RFC 9207).
    if "code" not in answered:
        raise ProviderSaysNo
    address = public_address("single_sign_on.come_back")
    tokens = found.tokens(answered["code"], asked.verifier, address)
    claims = check_id_token(found, tokens, asked.nonce)
    return Claims(claims.subject, _told(found, tokens, claims), claims.token)


def _told(found: Provider, tokens: Mapping[str, Any], claims: Claims) -> Mapping[str, Any]:
    """Claims of the token; those that it lacks, as userinfo tells them of the same person."""
    token = tokens.get("access_token")
    if not isinstance(token, str):
        return claims.said
    more = found.userinfo(token)
    if more and more.get("sub") != claims.subject:
        raise TokenRefused
    return {**more, **claims.said}


def _let_in(found: Provider, asked: Asked, claims: Claims) -> Answer:
    settings, now = found.settings, clock.utc_now()
    proofs = Proofs.of(
        claims.said,
        nip_claim=settings.nip_claim,
        email_verified_claim=settings.email_verified_claim,
    )
    account = account_of(db.session(), settings.issuer, claims.subject, proofs, at=now)
    name, is_enough = account.email or account.nip or "", claims.acr in settings.enough_acr
    if is_enough or step_of(account) is SecondStep.NONE:
        record_own_act(db.session(), Act.SIGNED_IN, account, at=now)
        begin_session(account, two_steps=is_enough)
        db.session.commit()
        answer = make_response(redirect(destination(asked.wanted)))
        remember_name(answer, name)
    else:
        answer = make_response(lead_on(account, name, wanted=asked.wanted))
    keep_token(answer, claims.token)
    return answer


def _proved(found: Provider, asked: Asked, claims: Claims) -> Answer:
    """Raises SomebodyElse."""
    account = account_of_subject(db.session(), found.settings.issuer, claims.subject)
    is_here = current_user.is_authenticated and current_user.id == asked.account_id
    is_theirs = account is not None and account.id == asked.account_id
    if not is_here or not is_theirs or not claims.was_proven_since(asked.at):
        raise SomebodyElse
    note_password()
    return redirect(destination(asked.wanted))


def _refused(error: NotAllowed, asked: Asked | None) -> tuple[str, int] | Response:
    """A page that says why, and how else one comes in."""
    is_down = isinstance(error, ProviderUnreachable)
    note(Event.PROVIDER_UNREACHABLE if is_down else Event.PROVIDER_REFUSED)
    wanted = asked.wanted if asked else None
    again = "prove" if asked and asked.account_id else "begin"
    page, _status = render_page(
        "single_sign_on/refused.html",
        why=error.message,
        again=url_for(f".{again}", next=wanted),
        by_password=url_for(
            "accounts.prove" if again == "prove" else "accounts.sign_in", next=wanted
        ),
    )
    return page, 503 if is_down else 403
