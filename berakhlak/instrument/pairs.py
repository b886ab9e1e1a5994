"""Two instruments asked on one sheet: their values one after the other, each with its own scale."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from berakhlak.errors import InvalidInput
from berakhlak.instrument.catalogue import Instrument


class InstrumentsShareCode(InvalidInput):
    """Both know a value or behaviour by the same code, so answers could not be told apart."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _(
                "Kedua instrumen memakai kode yang sama, yaitu %(code)s. Pilih instrumen lain, "
                "atau beri kode lain dalam versi baru.",
                code=code,
            )
        )


@dataclass(frozen=True, eq=False)
class PairedInstrument(Instrument):
    """Both as one questionnaire. What is not a value or behaviour (title, steps, words) is that of
    the first; ask the part for that of the second."""

    pair: tuple[Instrument, ...] = ()

    @property
    def parts(self) -> tuple[Instrument, ...]:
        return self.pair

    def part_with(self, code: str) -> Instrument:
        first, second = self.pair
        known = {value.code for value in second.values} | second.positions.keys()
        return second if code in known else first


def pair_instruments(first: Instrument, second: Instrument) -> PairedInstrument:
    """Raises InstrumentsShareCode."""
    taken = {value.code for value in first.values} | first.positions.keys()
    for code in (*(value.code for value in second.values), *second.positions):
        if code in taken:
            raise InstrumentsShareCode(code)
    return PairedInstrument(
        code=first.code,
        version=first.version,
        title=first.title,
        source=first.source,
        cannot_rate=first.cannot_rate,
        steps=first.steps,
        values=(*first.values, *second.values),
        dimension=first.dimension,
        own_wording=first.own_wording,
        asks_level=first.asks_level,
        extras=first.extras,
        pair=(first, second),
    )
