"""The private key of a cycle, sealed to each allowed set of holders, and opened by their codes.

A wrap is an HPKE seal to one holder around an HPKE seal to the next: it takes the code of each.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask_babel import lazy_gettext as _

from berakhlak.errors import InvalidInput, StateConflict
from berakhlak.key_holders.codes import new_secret, read_code, spell
from berakhlak.key_holders.envelopes import SUITE, EnvelopeOpener
from berakhlak.key_holders.holders import FORMAT, KeyHolders, Places

KEY_BYTES = 32


class CodeForeign(InvalidInput):
    """A whole code, but of no holder of this cycle."""

    message = _("Kode ini bukan untuk siklus ini.")


class CodesNotEnough(InvalidInput):
    """Too few different codes, or none of a witness."""


class HoldersIncomplete(StateConflict):
    """Not every holder has a code that was typed back."""

    message = _(
        "Belum semua pemegang kunci memiliki kode yang sudah dipastikan. Buat kodenya, atau pilih "
        "agar server yang memegang kunci."
    )


class WrapsGone(StateConflict):
    """The cycle was closed, or its row was damaged: no code opens anything."""

    message = _("Kunci para pemegang untuk siklus ini sudah tidak ada.")


def make_code(holders: KeyHolders, place: int) -> tuple[KeyHolders, str]:
    """A new code for one holder, to be shown once; it is not confirmed yet."""
    secret = new_secret()
    public = _public_half(_own_key(secret))
    holder = replace(holders.holders[place], public=public, is_confirmed=False, tested_on=None)
    return holders.with_holder(place, holder), spell(secret)


def confirm_code(holders: KeyHolders, place: int, typed: str, today: date) -> KeyHolders:
    """The holder has typed the code. Raises CodeMistyped, CodeForeign."""
    found, _secret = holder_of_code(holders, typed)
    if found != place:
        raise CodeForeign(_("Kode ini bukan kode %(name)s.", name=holders.holders[place].name))
    holder = replace(holders.holders[place], is_confirmed=True, tested_on=today)
    return holders.with_holder(place, holder)


def holder_of_code(holders: KeyHolders, typed: str) -> tuple[int, X25519PrivateKey]:
    """Whose code it is, and the key derived from it; nothing is opened. Raises CodeMistyped,
    CodeForeign."""
    own = _own_key(read_code(typed))
    public = _public_half(own)
    for place, holder in enumerate(holders.holders):
        if holder.public and hmac.compare_digest(holder.public, public):
            return place, own
    raise CodeForeign


def begin_holding(holders: KeyHolders) -> KeyHolders:
    """Make the key of a cycle, seal it to every allowed set, and forget it. Raises
    HoldersIncomplete."""
    if not holders.is_complete:
        raise HoldersIncomplete
    return _wrapped(holders, X25519PrivateKey.generate())


def open_with_codes(holders: KeyHolders, typed: Sequence[str]) -> EnvelopeOpener:
    """What opens the envelopes of the cycle. Raises as `read_codes`, and WrapsGone."""
    own = read_codes(holders, typed)
    wrap = holders.wraps.get(tuple(sorted(own)))
    if wrap is None:
        raise WrapsGone
    inner = wrap
    for place in sorted(own):
        try:
            inner = SUITE.decrypt(inner, own[place], info=_bound(holders, tuple(sorted(own))))
        except InvalidTag as error:
            raise WrapsGone from error
    return opener_of(holders, inner)


def opener_of(holders: KeyHolders, private: bytes) -> EnvelopeOpener:
    """By the private key as bytes. Raises CodeForeign where it is another cycle's."""
    opener = EnvelopeOpener(X25519PrivateKey.from_private_bytes(private))
    if not hmac.compare_digest(_public_half(opener.private), holders.public):
        raise CodeForeign
    return opener


def read_codes(holders: KeyHolders, typed: Sequence[str]) -> dict[int, X25519PrivateKey]:
    """Places of holders and their keys. Raises CodeMistyped, CodeForeign, CodesNotEnough."""
    own = dict(holder_of_code(holders, each) for each in typed)
    if len(own) < len(typed):
        raise CodesNotEnough(_("Kode yang sama diketik dua kali. Ketik kode pemegang lain."))
    if len(own) != holders.needed:
        raise CodesNotEnough(_("Perlu %(needed)s kode.", needed=holders.needed))
    if not any(holders.holders[place].is_witness for place in own):
        raise CodesNotEnough(_("Perlu satu kode saksi."))
    return own


def reissue(holders: KeyHolders, place: int, typed: Sequence[str]) -> tuple[KeyHolders, str]:
    """A new code for a holder whose code was lost, by the codes of enough others: the key is sealed
    anew to every set. Raises as `open_with_codes`."""
    opener = open_with_codes(holders, typed)
    renewed, code = make_code(holders, place)
    return _wrapped(renewed, opener.private), code


def _wrapped(holders: KeyHolders, private: X25519PrivateKey) -> KeyHolders:
    bare = replace(holders, public=_public_half(private), wraps={})
    return replace(bare, wraps={each: _wrap(bare, each, private) for each in bare.allowed_sets})


def _wrap(holders: KeyHolders, places: Places, private: X25519PrivateKey) -> bytes:
    sealed = private.private_bytes_raw()
    for place in reversed(places):
        public = X25519PublicKey.from_public_bytes(bytes.fromhex(holders.holders[place].public))
        sealed = SUITE.encrypt(sealed, public, info=_bound(holders, places))
    return sealed


def _bound(holders: KeyHolders, places: Places) -> bytes:
    """What a wrap is good for: this cycle's key, these holders."""
    whose = ",".join(map(str, places))
    return f"{FORMAT}:{holders.public}:{whose}".encode()


def _own_key(secret: bytes) -> X25519PrivateKey:
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=b"berakhlak:pemegang").derive(secret)
    return X25519PrivateKey.from_private_bytes(derived)


def _public_half(private: X25519PrivateKey) -> str:
    return private.public_key().public_bytes_raw().hex()
