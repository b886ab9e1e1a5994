"""What the provider tells of itself, and what is asked of it: discovery, keys, tokens, claims.

OpenID Connect Discovery 1.0 and Core 1.0. Nothing is asked before somebody wants to sign in; every
request has a time limit, follows no redirect, and reads a mebibyte at most.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import quote_plus, urlsplit

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_token_request
from flask_babel import lazy_gettext as _
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from berakhlak.errors import NotAllowed
from berakhlak.outgoing_http import HostUnreachable, ask
from berakhlak.single_sign_on_settings import LOOPBACK, SingleSignOnSettings

FRESH = 3600.0  # Seconds for which what the provider tells of itself is believed.
KEYS_AGAIN = 60.0  # A token of an unknown key makes us ask for keys anew, not more often than this.
DOWN = 10.0  # Seconds for which nobody waits for a provider that has just not answered.
MOST_BYTES = 1 << 20
_FORM = "application/x-www-form-urlencoded"
_BASIC, _POST = "client_secret_basic", "client_secret_post"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class ProviderUnreachable(NotAllowed):
    """The provider cannot be asked now, or says what cannot be used."""

    message = _(
        "Layanan SSO tidak dapat dihubungi. Tunggu sebentar lalu coba lagi, atau masuk dengan kata "
        "sandi."
    )


class CodeRefused(NotAllowed):
    """The provider does not take the code: it is used, too old, or not meant for us."""

    message = _("Layanan SSO menolak kode masuk ini. Mulai lagi dari halaman masuk.")


@dataclass(frozen=True)
class Metadata:
    """Addresses of the provider; empty where it has none. `says_issuer`: RFC 9207."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    end_session_endpoint: str = ""
    says_issuer: bool = False
    by_form: bool = False  # Whether our secret has to go into the form, and not into a header.


class Provider:
    """The provider that the settings name; one for all requests of a process."""

    def __init__(self, settings: SingleSignOnSettings) -> None:
        self.settings = settings
        self._told: tuple[float, Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._failed = -DOWN

    def metadata(self) -> Metadata:
        """Raises ProviderUnreachable."""
        if self._told is None or monotonic() - self._told[0] > FRESH:
            found = self._json("GET", self.settings.discovery_url)
            self._told = monotonic(), _metadata(found, self.settings.issuer)
        return self._told[1]

    def keys(self, *, anew: bool = False) -> KeySet:
        """The public keys of the provider. Raises ProviderUnreachable."""
        oldest = KEYS_AGAIN if anew else FRESH
        if self._keys is None or monotonic() - self._keys[0] > oldest:
            found = self._json("GET", self.metadata().jwks_uri)
            try:
                self._keys = monotonic(), KeySet.import_key_set(found)  # type: ignore[arg-type]
            except (JoseError, ValueError, KeyError, TypeError) as error:
                raise ProviderUnreachable from error
        return self._keys[1]

    def tokens(self, code: str, verifier: str, redirect_uri: str) -> Mapping[str, Any]:
        """Exchange the code, once. Raises CodeRefused, ProviderUnreachable."""
        body = prepare_token_request(
            "authorization_code", code=code, redirect_uri=redirect_uri, code_verifier=verifier
        )
        url, headers, body = self._as_client(body)
        return self._json("POST", url, headers=headers, body=body)

    def userinfo(self, access_token: str) -> Mapping[str, Any]:
        """Claims that are not in the token; none where the provider offers no such place.

        Raises ProviderUnreachable.
        """
        place = self.metadata().userinfo_endpoint
        if not place or not access_token.isprintable():
            return {}
        return self._json("GET", place, headers={"Authorization": f"Bearer {access_token}"})

    def _as_client(self, body: str) -> tuple[str, dict[str, str], str]:
        """Address, headers and body of a request that proves who asks (RFC 6749, 2.3.1)."""
        told, method = self.metadata(), _BASIC
        named = self.settings.client_id, self.settings.client_secret
        if told.by_form:
            method = _POST
        else:
            named = quote_plus(named[0]), quote_plus(named[1])
        client = ClientAuth(*named, method)
        found: tuple[str, dict[str, str], str] = client.prepare(
            "POST", told.token_endpoint, {"Content-Type": _FORM}, body
        )
        return found

    def _json(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: str = ""
    ) -> Mapping[str, Any]:
        """Raises CodeRefused where a code is not taken, else ProviderUnreachable."""
        if monotonic() - self._failed < DOWN:
            raise ProviderUnreachable
        try:
            answer = ask(
                method,
                url,
                headers={"Accept": "application/json", **(headers or {})},
                timeout=self.settings.timeout_seconds,
                body=body.encode() if body else None,
                most_bytes=MOST_BYTES,
            )
            if method == "POST" and answer.status in (400, 401):
                raise CodeRefused
            found = json.loads(answer.body)
            if answer.status != 200 or not isinstance(found, dict):
                raise ProviderUnreachable
        except (HostUnreachable, ValueError, RecursionError) as error:
            self._failed = monotonic()
            raise ProviderUnreachable from error
        return found


def _metadata(found: Mapping[str, Any], issuer: str) -> Metadata:
    """Raises ProviderUnreachable: who calls itself by another name is not whom we asked."""
    if found.get("issuer") != issuer or not all(_is_ours(found.get(n), issuer) for n in _ENDPOINTS):
        raise ProviderUnreachable
    addresses = (*_ENDPOINTS, "userinfo_endpoint", "end_session_endpoint")
    kept = {name: found[name] for name in addresses if _is_ours(found.get(name), issuer)}
    says_issuer = found.get("authorization_response_iss_parameter_supported") is True
    ways = found.get("token_endpoint_auth_methods_supported")
    by_form = isinstance(ways, list) and _BASIC not in ways and _POST in ways
    return Metadata(**kept, says_issuer=says_issuer, by_form=by_form)


def _is_ours(address: object, issuer: str) -> bool:
    """Whether it may be asked: by https, or inside this machine where the issuer is, too."""
    parts = urlsplit(address) if isinstance(address, str) else urlsplit("")
    if parts.scheme == "https" and parts.hostname:
        return True
    return (
        parts.scheme == "http"
        and parts.hostname in LOOPBACK
        and urlsplit(issuer).hostname in LOOPBACK
    )
