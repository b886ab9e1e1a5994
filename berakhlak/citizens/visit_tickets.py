"""Tickets of served visits: sixteen letters that prove where they come from.

Nothing is stored of a ticket until it is used; see docs/decisions/0177-tickets-of-visits.md.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from hashlib import sha256

from berakhlak import text
from berakhlak.crockford import SIGNS

MOST_TICKETS = 1 << 20
_PROOF_BYTES = 5
_TO_OURS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", SIGNS)
_TO_BASE32 = str.maketrans(SIGNS + "OIL", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567ABB")
_LENGTH = 16


@dataclass(frozen=True)
class VisitTicket:
    """The ticket `number` of a source; `proof` is what its maker alone can reckon."""

    source_id: int
    number: int
    proof: bytes

    @property
    def digest(self) -> bytes:
        """Its fingerprint for the list of spent ones."""
        return sha256(b"visit %d %d " % (self.source_id, self.number) + self.proof).digest()


def ticket_code(secret: str, place: str, source_id: int, number: int) -> str:
    """A ticket as it is printed: four times four letters. `place` names the counter."""
    packed = ((source_id << 20) | number).to_bytes(5, "big")
    whole = packed + _proof(secret, place, source_id, number)
    letters = base64.b32encode(whole).decode().translate(_TO_OURS)
    return "-".join(letters[at : at + 4] for at in range(0, _LENGTH, 4))


def read_ticket(typed: str) -> VisitTicket | None:
    """What was typed as a ticket, not yet proven; None when it cannot be one."""
    letters = "".join(sign for sign in text.uppercase_code(typed) if sign not in " -")
    if len(letters) != _LENGTH or not all(sign in SIGNS + "OIL" for sign in letters):
        return None
    whole = base64.b32decode(letters.translate(_TO_BASE32))
    packed = int.from_bytes(whole[:5], "big")
    return VisitTicket(packed >> 20, packed & (MOST_TICKETS - 1), whole[5:])


def is_genuine(secret: str, place: str, ticket: VisitTicket) -> bool:
    """Whether a ticket was made here for this counter."""
    proof = _proof(secret, place, ticket.source_id, ticket.number)
    return hmac.compare_digest(proof, ticket.proof)


def _proof(secret: str, place: str, source_id: int, number: int) -> bytes:
    said = f"visit ticket {place} {source_id} {number}".encode()
    return hmac.digest(secret.encode(), said, "sha256")[:_PROOF_BYTES]
