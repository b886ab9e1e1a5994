"""The code by which a citizen follows a complaint, kept as a keyed hash.

It looks like a code to sign in with (`access.codes`): 65 bits, easily read and typed. Made from the
token, a form that is sent again because the answer got lost gives the same code again.
"""

from __future__ import annotations

import hmac

from berakhlak.access.codes import LENGTH, SIGNS


def code_of_form(secret: str, token_digest: bytes) -> str:
    """The code of the complaint that comes by this form, bare. The token's own number is drawn by
    chance, and nobody without the secret can do this."""
    number = int.from_bytes(hmac.digest(_key(secret, "code"), token_digest, "sha256"))
    signs = []
    for _sign in range(LENGTH):
        number, sign = divmod(number, len(SIGNS))
        signs.append(SIGNS[sign])
    return "".join(signs)


def digest_of_code(secret: str, code: str) -> bytes:
    """What is kept of a code."""
    return hmac.digest(_key(secret, "kept"), code.encode(), "sha256")


def _key(secret: str, purpose: str) -> bytes:
    return hmac.digest(secret.encode(), f"complaint receipt {purpose}".encode(), "sha256")
