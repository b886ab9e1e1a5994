"""Boxes in which voices wait on a tablet: locked there, and opened by the server alone.

The tablet knows a public key. The private one is derived from the cycle's key, so it is stored
nowhere, and when the cycle has closed nobody opens what is left on a tablet. The sealing is done
by static/js/kiosk_sealing.js: ECDH over P-256 with a fresh key for each box, HKDF, AES-256-GCM.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from werkzeug.datastructures import MultiDict

from berakhlak.cycles.keys import NONCE_BYTES, CycleKey

CURVE = ec.SECP256R1()
POINT_BYTES = 65
LONGEST = 12_000  # Letters: the words of a visitor are 500 at most.


class BoxUnreadable(ValueError):
    """It was not sealed for this kiosk, or altered."""


def public_key(key: CycleKey, kiosk_id: int) -> str:
    """What the tablet seals with, in letters of an address."""
    return urlsafe_b64encode(_point(_private_key(key, kiosk_id).public_key())).decode()


def open_box(key: CycleKey, kiosk_id: int, box: str, once: str) -> MultiDict[str, str]:
    """The fields of the form; `once` is the number that the box was sealed with.

    Raises BoxUnreadable.
    """
    try:
        sealed = urlsafe_b64decode(box.encode()) if len(box) <= LONGEST else b""
        point, rest = sealed[:POINT_BYTES], sealed[POINT_BYTES:]
        own = _private_key(key, kiosk_id)
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        secret = own.exchange(ec.ECDH(), theirs)
        info = b"kiosk box" + point + _point(own.public_key())
        opener = AESGCM(HKDF(SHA256(), 32, salt=b"", info=info).derive(secret))
        content = opener.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], once.encode())
        return MultiDict([(str(name), str(value)) for name, value in json.loads(content)])
    except (InvalidTag, ValueError, TypeError) as error:
        raise BoxUnreadable from error


def _private_key(key: CycleKey, kiosk_id: int) -> ec.EllipticCurvePrivateKey:
    # Sixteen bytes more than the curve's order, so that the remainder is even.
    secret = HKDF(SHA256(), 48, salt=b"", info=b"kiosk:%d" % kiosk_id).derive(key.box_key)
    return ec.derive_private_key(int.from_bytes(secret, "big") % (_ORDER - 1) + 1, CURVE)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # Of P-256, SEC 2.
