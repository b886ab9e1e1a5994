"""What opens the boxes of a cycle that closes: its key, and the holders' where they have one."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from berakhlak.cycles.keys import BoxDamaged, CycleKey, KeyStore
from berakhlak.cycles.models import Cycle
from berakhlak.errors import StateConflict
from berakhlak.key_holders.envelopes import EnvelopeDamaged, EnvelopeOpener
from berakhlak.key_holders.wrapping import opener_of


class CodesNeeded(StateConflict):
    """The key of the cycle is with holders, and nothing that opens it was given."""

    message = _(
        "Kunci siklus ini ada pada para pemegang kunci. Ketik kode mereka di halaman penutupan; "
        "bila penutupan sempat terputus, kodenya diketik sekali lagi."
    )


@dataclass(frozen=True)
class BoxKey:
    """Opens a box, and the envelope in it. Without an `opener` no envelope opens: `is_held` cycles
    lose them, by their number."""

    key: CycleKey
    opener: EnvelopeOpener | None
    is_held: bool

    def decrypt(self, box: bytes, handle: bytes) -> bytes:
        """Of what was sealed when it was sent. Raises BoxDamaged."""
        content = self.key.decrypt(box, handle)
        if not self.is_held:
            return content
        if self.opener is None:
            raise BoxDamaged
        try:
            return self.opener.open(content, handle)
        except EnvelopeDamaged as error:
            raise BoxDamaged from error


def box_key(
    cycle: Cycle, keys: KeyStore, opener: EnvelopeOpener | None, *, leave_out: int
) -> BoxKey:
    """Raises KeyUnusable, CodeForeign, and CodesNeeded: without codes a cycle is closed only by
    whoever says how many rows are lost with them."""
    key, holders = keys.key_of(cycle), cycle.holders
    if holders is None:
        return BoxKey(key, None, is_held=False)
    if opener is None:
        if not leave_out:
            raise CodesNeeded
        return BoxKey(key, None, is_held=True)
    return BoxKey(key, opener_of(holders, opener.private.private_bytes_raw()), is_held=True)
