"""What is sealed to the key holders of a cycle, where it has any."""

from __future__ import annotations

from berakhlak.cycles.models import Cycle
from berakhlak.key_holders.envelopes import EnvelopeSealer


def in_envelope(cycle: Cycle, content: bytes, handle: bytes) -> bytes:
    """An anonymous answer as it lies in its box: sealed, or plain where the server has the key."""
    holders = cycle.holders
    return EnvelopeSealer.of(holders.public).seal(content, handle) if holders else content
