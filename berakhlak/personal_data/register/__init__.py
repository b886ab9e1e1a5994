"""The register of processing (UU 27/2022 article 31), one entry for each kind of data.

Every table of the database stands in exactly one entry: a test refuses one that is forgotten.
"""

from __future__ import annotations

from berakhlak.personal_data.kinds import DataKind
from berakhlak.personal_data.register.accounts import ACCOUNTS
from berakhlak.personal_data.register.after_profiles import AFTER_PROFILES
from berakhlak.personal_data.register.citizens import CITIZENS
from berakhlak.personal_data.register.cycles import CYCLES
from berakhlak.personal_data.register.nothing import NOTHING_PERSONAL
from berakhlak.personal_data.register.office import OFFICE
from berakhlak.personal_data.register.people import PEOPLE

__all__ = ["NOTHING_PERSONAL", "REGISTER", "kind_of"]

REGISTER: tuple[DataKind, ...] = (
    *PEOPLE,
    *ACCOUNTS,
    *CYCLES,
    *AFTER_PROFILES,
    *CITIZENS,
    *OFFICE,
)

_BY_CODE = {kind.code: kind for kind in REGISTER}


def kind_of(code: str) -> DataKind:
    """The entry with this code. Raises KeyError."""
    return _BY_CODE[code]
