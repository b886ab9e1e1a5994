"""/masuk/sso: to the provider and back. Nobody is signed in before the last check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from flask import Blueprint, current_app, flash, make_response, redirect, request, url_for
from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.arriving import Answer, destination, step_of
from berakhlak.accounts.attempts import remember_name
from berakhlak.accounts.models import Account
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
from berakhlak.single_sign_on.offers import keep_offer
from berakhlak.single_sign_on.operations import Proofs, account_to_link, linked_account
from berakhlak.single_sign_on.provider import Provider, ProviderUnreachable
from berakhlak.single_sign_on.queries import account_of_subject
from berakhlak.single_sign_on.tokens import Claims, TokenRefused, check_id_token
from berakhlak.web.guards import open_to_all, requires
from berakhlak.web.pages import render_page
from berakhlak.web.whole_addresses import public_address

blueprint = Blueprint("single_sign_on", __name__)
_LIMIT = "30 per minute"  # Of one network: each asks the provider, and may wait for it.
_SCOPES = "openid email profile"
_ANEW = {"prompt": "login", "max_age": "0"}  # Whoever is signed in there is asked once more.


class ProviderSaysNo(NotAllowed):
    """The person, or the provider, did not let the sign-in happen."""

    message = _(
        "Masuk lewat SSO dibatalkan atau ditolak di sana. Coba lagi, atau pakai kata sandi."
    )


class NotProvenAnew(NotAllowed):
    """An old session at the provider must not be enough to set up the second step."""

    message = _(
        "Akun Anda perlu langkah kedua. Untuk memasangnya, masuk kali ini dengan kata sandi."
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
    # A second step that the provider took before would prove nothing of who is here now.
    anew = _ANEW if provider().settings.enough_acr else {}
    return _lead_there(keep_asked(destination()), **anew)


@blueprint.get("/akun/pastikan/sso")
@requires(Action.OWN_ACCOUNT)
def prove() -> Answer:
    """The same for whoever is signed in and is asked once more who is there."""
    return _lead_there(keep_asked(destination(), signed_in().id), **_ANEW)


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
    return replace(claims, told=_told(found, tokens, claims))


def _told(found: Provider, tokens: Mapping[str, Any], claims: Claims) -> Mapping[str, Any]:
    """What userinfo tells of the same person. Raises TokenRefused where it is another."""
    token = tokens.get("access_token")
    if not isinstance(token, str):
        return {}
    more = found.userinfo(token)
    if more and more.get("sub") != claims.subject:
        raise TokenRefused
    return more


def _let_in(found: Provider, asked: Asked, claims: Claims) -> Answer:
    """Raises NotAllowed."""
    account = linked_account(db.session(), found.settings.issuer, claims.subject)
    if account is None:
        answer = _offered(found, asked, claims)
    else:
        answer = _entered(found, asked, claims, account)
    keep_token(answer, claims.token)
    return answer


def _entered(found: Provider, asked: Asked, claims: Claims, account: Account) -> Response:
    """A session at the provider may be old, and open on a desk: it is no password given just now,
    and no second step, unless the token says that the person proved it since we asked."""
    is_proven = claims.was_proven_since(asked.at)
    is_enough = is_proven and claims.acr in found.settings.enough_acr
    name, step = account.email or account.nip or "", step_of(account)
    if is_enough or step is SecondStep.NONE:
        record_own_act(db.session(), Act.SIGNED_IN, account, at=clock.utc_now())
        begin_session(account, two_steps=is_enough, proved=is_proven)
        db.session.commit()
        answer = make_response(redirect(destination(asked.wanted)))
        remember_name(answer, name)
        return answer
    if step is SecondStep.SET_UP and not is_proven:
        raise NotProvenAnew
    return make_response(lead_on(account, name, wanted=asked.wanted))


def _offered(found: Provider, asked: Asked, claims: Claims) -> Response:
    """Nobody is linked before the owner of the account has given its password."""
    settings = found.settings
    proofs = Proofs.of(
        claims.of_person,
        nip_claim=settings.nip_claim,
        email_verified_claim=settings.email_verified_claim,
    )
    account = account_to_link(db.session(), settings.issuer, proofs)
    flash(
        gettext(
            "SSO belum ditautkan dengan akun Anda. Masuk sekali dengan kata sandi, lalu tautkan; "
            "sesudah itu SSO saja cukup."
        ),
        "info",
    )
    there = url_for(".link_page")
    answer = make_response(redirect(url_for("accounts.sign_in", next=there)))
    keep_offer(answer, account, settings.issuer, claims.subject, proofs, asked.wanted)
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
