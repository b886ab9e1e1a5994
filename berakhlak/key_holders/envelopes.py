"""Sealing to a public key, and opening by its private half: HPKE of RFC 9180, in its base mode.

What is sealed is padded so that the box of the cycle's key around it comes to the same sizes as
ever (`cycles.keys.BOX_STEP`), and tells nothing of what lies in it even to who opens that box.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
SEALED = b"berakhlak:lembar:"
OVERHEAD = 48  # Bytes of an encapsulated key and of a tag.
LENGTH_BYTES = 4
STEP = 896
ROOM = STEP - LENGTH_BYTES - OVERHEAD
"""Bytes of a sealed plain text that fill one step of the box around it."""


class EnvelopeDamaged(ValueError):
    """Altered, moved to another handle, or sealed to another key."""


@dataclass(frozen=True)
class EnvelopeSealer:
    """Seals what nobody opens before the holders' codes are typed."""

    public: X25519PublicKey

    @classmethod
    def of(cls, public: str) -> EnvelopeSealer:
        """`public`: 64 hexadecimal digits."""
        return cls(X25519PublicKey.from_public_bytes(bytes.fromhex(public)))

    def seal(self, content: bytes, handle: bytes) -> bytes:
        """An envelope of some content that can lie under this handle alone."""
        size = len(content).to_bytes(LENGTH_BYTES, "big")
        padding = (ROOM - LENGTH_BYTES - len(content)) % STEP
        return SUITE.encrypt(size + content + bytes(padding), self.public, info=SEALED + handle)


@dataclass(frozen=True)
class EnvelopeOpener:
    """Opens envelopes; it exists while a cycle closes, in memory alone."""

    private: X25519PrivateKey

    def open(self, envelope: bytes, handle: bytes) -> bytes:
        """Raises EnvelopeDamaged."""
        try:
            padded = SUITE.decrypt(envelope, self.private, info=SEALED + handle)
        except (InvalidTag, ValueError) as error:
            raise EnvelopeDamaged from error
        return padded[LENGTH_BYTES : LENGTH_BYTES + int.from_bytes(padded[:LENGTH_BYTES], "big")]
