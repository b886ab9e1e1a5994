"""Whom an account may be linked to, once its owner has signed in by password: in a sealed cookie.

Sent to the page of the link alone, for ten minutes; it opens nothing by itself.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.boxes import BoxUnreadable
from berakhlak.accounts.models import Account
from berakhlak.single_sign_on.asked import LIFETIME, lock_words, open_words
from berakhlak.single_sign_on.operations import Proofs
from berakhlak.web.cookies import OwnCookie

OFFERED = OwnCookie("sso-baru", int(LIFETIME.total_seconds()), path="/akun/sso")
_PURPOSE = "offered link"


@dataclass(frozen=True)
class Offer:
    """Who came from the provider, and for which account; `until` in seconds, `wanted`: the page
    to come to. `version` is that of the account's sessions: what ends them ends the offer."""

    issuer: str
    subject: str
    nip: str
    email: str
    account_id: int
    version: int
    wanted: str
    until: int

    @property
    def proofs(self) -> Proofs:
        """What the provider has verified of them."""
        return Proofs(self.nip, self.email)


def keep_offer(
    answer: Response, account: Account, issuer: str, subject: str, proofs: Proofs, wanted: str
) -> None:
    """Let the owner of the account, and nobody else, take it up in this browser."""
    until = int((clock.utc_now() + LIFETIME).timestamp())
    made = Offer(
        issuer,
        subject,
        proofs.nip,
        proofs.email,
        account.id,
        account.session_version,
        wanted,
        until,
    )
    OFFERED.put(answer, lock_words(_PURPOSE, json.dumps(asdict(made))))


def kept_offer(account: Account, issuer: str) -> Offer | None:
    """What this browser was offered for this account at this provider, if the time is not over."""
    try:
        found = Offer(**json.loads(open_words(_PURPOSE, OFFERED.read())))
    except BoxUnreadable:
        return None
    is_theirs = (found.account_id, found.version) == (account.id, account.session_version)
    is_late = clock.utc_now().timestamp() >= found.until
    return found if is_theirs and found.issuer == issuer and not is_late else None
