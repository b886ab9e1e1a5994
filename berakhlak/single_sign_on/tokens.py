"""What a token of the provider proves: OpenID Connect Core 1.0, section 3.1.3.7."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.core import CodeIDToken
from flask_babel import lazy_gettext as _
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError

from berakhlak.errors import NotAllowed
from berakhlak.single_sign_on.provider import Provider

# Signatures with a public key alone: with none, or with a shared secret, anybody could sign.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
ALGORITHMS += ["Ed25519", "EdDSA"]
LEEWAY = 60  # Seconds by which two clocks may differ.
LONGEST_NAME = 255  # Of an issuer or a subject: Core 1.0, section 2.
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_LIFETIME = timedelta(minutes=5)


class TokenRefused(NotAllowed):
    """The token is not signed by the provider, not meant for us, or not for this browser."""

    message = _("Jawaban layanan SSO tidak dapat dipercaya. Mulai lagi dari halaman masuk.")


@dataclass(frozen=True)
class Claims:
    """What a checked token says; `token` is itself, by which signing out is asked for.

    `told`: what userinfo tells of the same person, which nobody has signed. How and when somebody
    proved who they are is read in the token alone.
    """

    subject: str
    said: Mapping[str, Any]
    token: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def of_person(self) -> Mapping[str, Any]:
        """Who it is: claims of the token, and those that it lacks."""
        return {**self.told, **self.said}

    @property
    def acr(self) -> str:
        """How the provider says that it knew the person."""
        return str(self.said.get("acr", ""))

    def was_proven_since(self, moment: int) -> bool:
        """Whether the person proved who they are to the provider after this second."""
        at = self.said.get("auth_time")
        return isinstance(at, int | float) and at >= moment - LEEWAY


def check_id_token(provider: Provider, tokens: Mapping[str, Any], nonce: str) -> Claims:
    """Signature, issuer, audience, times and nonce. Raises TokenRefused, ProviderUnreachable."""
    token = tokens.get("id_token")
    if not isinstance(token, str) or not nonce:
        raise TokenRefused
    client_id = provider.settings.client_id
    options = {"iss": {"essential": True, "value": provider.settings.issuer}}
    try:
        header, said = _opened(provider, token)
        params = {"nonce": nonce, "client_id": client_id}
        params |= {"access_token": tokens["access_token"]} if "access_token" in tokens else {}
        options |= {"aud": {"essential": True, "value": client_id}}
        CodeIDToken(said, header, options, params).validate(leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise TokenRefused from error
    return Claims(_subject(said), said, token)


def check_logout_token(provider: Provider, token: str, *, at: datetime) -> Claims:
    """Back-Channel Logout 1.0, section 2.6; whose sessions end. `jti` is for the caller to spend.

    Raises TokenRefused, ProviderUnreachable.
    """
    try:
        _header, said = _opened(provider, token)
        issued, audience = said["iat"], said["aud"]
        audiences = audience if isinstance(audience, list) else [audience]
        age = at.timestamp() - issued
        is_right = (
            said["iss"] == provider.settings.issuer
            and provider.settings.client_id in audiences
            and -LEEWAY <= age <= LOGOUT_LIFETIME.total_seconds()
            and at.timestamp() <= said.get("exp", issued + age) + LEEWAY
            and isinstance(said["events"][LOGOUT_EVENT], dict)
            and "nonce" not in said
            and isinstance(said["jti"], str)
        )
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise TokenRefused from error
    if not is_right:
        raise TokenRefused
    return Claims(_subject(said), said)


def _opened(provider: Provider, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token whose signature is right. Raises JoseError, ValueError."""
    try:
        found = jwt.decode(token, provider.keys(), algorithms=ALGORITHMS)
    except InvalidKeyIdError:  # The provider may have changed its keys.
        found = jwt.decode(token, provider.keys(anew=True), algorithms=ALGORITHMS)
    return dict(found.header), dict(found.claims)


def _subject(said: Mapping[str, Any]) -> str:
    """Raises TokenRefused."""
    subject = said.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_NAME:
        raise TokenRefused
    if not subject.isprintable():
        raise TokenRefused
    return subject
