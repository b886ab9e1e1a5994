"""Codes as people read and type them, and the keyed hash under which they are kept.

Sixteen of seventeen signs are 65 bits drawn by chance, so a fast hash is enough; 0046 says why.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from berakhlak.text import bare_code

# Without vowels, so that no word comes up, and without signs that look like another,
# also upside down.
SIGNS = "CDFHJKNPRTXY34679"
LENGTH = 16
PART = 4


def new_code() -> str:
    """A code drawn by chance, bare: as it is hashed."""
    return "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))


def shown(code: str) -> str:
    """A code in parts that the eye can hold: `CDFH-JKNP-RTXY-3467`."""
    return "-".join(code[start : start + PART] for start in range(0, len(code), PART))


tidied = bare_code  # As a code is hashed.


def is_code(tidy: str) -> bool:
    """Whether this can be a code at all; says nothing of whether there is such a one."""
    return len(tidy) == LENGTH and set(tidy) <= set(SIGNS)


def digest_of(secret: str, account_id: int, code: str) -> bytes:
    """What is kept of a code; of the same code for another account, something else."""
    key = hmac.new(secret.encode(), b"berakhlak-access-code", sha256).digest()
    return hmac.new(key, f"{account_id}:{code}".encode(), sha256).digest()
