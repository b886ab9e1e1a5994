"""Settings of single sign-on by OpenID Connect; `config.py` reads them with all others."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from berakhlak.environment import SettingsReader
from berakhlak.run_language import N_

SAMPLE = "https://sso.example.go.id/realms/asn"
LOOPBACK = ("localhost", "127.0.0.1", "::1")  # A secret that stays inside one machine.
DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, kw_only=True)
class SingleSignOnSettings:
    """The provider of the agency or the nation; no issuer means no single sign-on.

    `nip_claim`: the claim whose NIP the provider has verified, empty for none. `enough_acr`: values
    of `acr` that count as our second step. `timeout_seconds`: of each request to the provider.
    """

    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    label: str = ""
    nip_claim: str = ""
    email_verified_claim: str = "email_verified"
    enough_acr: tuple[str, ...] = ()
    timeout_seconds: float = 5.0

    @classmethod
    def read(cls, read: SettingsReader) -> SingleSignOnSettings:
        """Read the settings; where there is a provider, what it needs must be there as well."""
        found = cls(
            issuer=_issuer(read),
            client_id=read.text("OIDC_CLIENT_ID"),
            client_secret=read.secret("OIDC_CLIENT_SECRET"),
            label=read.text("OIDC_LABEL"),
            nip_claim=read.text("OIDC_NIP_CLAIM"),
            email_verified_claim=read.text("OIDC_EMAIL_VERIFIED_CLAIM", "email_verified"),
            enough_acr=tuple(read.text("OIDC_SECOND_STEP_ACR").split()),
            timeout_seconds=read.seconds("OIDC_TIMEOUT", 5.0, 30),
        )
        if found.issuer:
            _refuse_what_lacks(read)
        return found

    @property
    def discovery_url(self) -> str:
        """Where the provider tells its addresses and keys (OpenID Connect Discovery 1.0)."""
        return self.issuer.rstrip("/") + DISCOVERY


def _issuer(read: SettingsReader) -> str:
    """Letter by letter, as tokens say it: a slash at its end is part of it."""
    text = read.text("OIDC_ISSUER") if read.address("OIDC_ISSUER") else ""
    parts = urlsplit(text)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        words = read.in_words(N_("harus https, karena sandi dan kode lewat di sana"))
        remedy = read.in_words(N_("tulis seperti %(example)s"), example=SAMPLE)
        read.refuse("OIDC_ISSUER", words, remedy)
        return ""
    return text


def _refuse_what_lacks(read: SettingsReader) -> None:
    # Without PUBLIC_URL, codes would be sent wherever a request's Host header says.
    for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "PUBLIC_URL"):
        if not read.secret(name).strip():
            words = read.in_words(N_("harus diisi bila OIDC_ISSUER diisi"))
            read.refuse(name, words, read.in_words(N_("isi, atau hapus OIDC_ISSUER")))
