"""What sealing costs a rater who sends, and opening whoever closes; CPU of one core, this machine.

Run: python -m bench.envelopes [sheets]. Exits with 1 where a limit is passed. As ratios to a bare
X25519 exchange in the same run the figures bear a busy machine better than as microseconds.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from berakhlak.cycles.keys import CycleKey
from berakhlak.key_holders.envelopes import EnvelopeOpener, EnvelopeSealer
from berakhlak.ratings.box_content import SheetContent
from berakhlak.sealing.box_keys import BoxKey

SEAL_MICROSECONDS, OPEN_MICROSECONDS, ALL_SECONDS = 150.0, 100.0, 15.0
TRIES = 2_000
SHEETS = 100_000
CONTENT = SheetContent(
    {
        f"{value}{n}": 1 + n
        for value in ("BP", "AK", "KO", "HA", "LO", "AD", "KL")
        for n in range(3)
    },
    {"BP": "Sangat membantu, dan selalu menjelaskan langkah berikutnya."},
    1,
).to_bytes()


def cpu_median(act: Callable[[int], object], tries: int = TRIES) -> float:
    """Microseconds of CPU, the median of single acts."""
    taken = []
    for number in range(tries):
        begun = time.process_time_ns()
        act(number)
        taken.append(time.process_time_ns() - begun)
    return statistics.median(taken) / 1000


def main() -> int:
    """Print the figures; 1 where one is over its limit."""
    sheets = int(sys.argv[1]) if len(sys.argv) > 1 else SHEETS
    key, private = CycleKey.derive(bytes(range(32))), X25519PrivateKey.generate()
    sealer = EnvelopeSealer(private.public_key())
    opener = BoxKey(key, EnvelopeOpener(private), is_held=True)
    handles = [key.handle(number) for number in range(max(TRIES, sheets))]

    def box(number: int) -> bytes:
        return key.encrypt(sealer.seal(CONTENT, handles[number]), handles[number])

    boxes = [box(number) for number in range(TRIES)]
    exchange = cpu_median(lambda _n: private.exchange(sealer.public))
    seal = cpu_median(box)
    opened = cpu_median(lambda n: opener.decrypt(boxes[n], handles[n]))
    plain = cpu_median(lambda n: key.decrypt(key.encrypt(CONTENT, handles[n]), handles[n]))
    begun = time.process_time()
    for number in range(sheets):
        SheetContent.from_bytes(opener.decrypt(boxes[number % TRIES], handles[number % TRIES]))
    whole = time.process_time() - begun
    print(f"bare X25519 exchange  {exchange:7.1f} us")
    print(f"lock and open a box   {plain:7.1f} us")
    print(f"seal a sheet          {seal:7.1f} us  {seal / exchange:4.1f} exchanges")
    print(f"open a sheet          {opened:7.1f} us  {opened / exchange:4.1f} exchanges")
    print(f"open and read {sheets:,} sheets: {whole:.1f} s CPU")
    too_slow = seal > SEAL_MICROSECONDS or opened > OPEN_MICROSECONDS
    return int(too_slow or whole > ALL_SECONDS * sheets / SHEETS)


if __name__ == "__main__":
    sys.exit(main())
