"""Who holds the key of a cycle, and which of them open it together; nothing here is secret."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import combinations

from flask_babel import lazy_gettext as _

from berakhlak.errors import InvalidInput
from berakhlak.text import label_key

FORMAT = "berakhlak-pemegang/1"
MOST_HOLDERS = 6
NAME_LENGTH = 100  # letters
Places = tuple[int, ...]


class HolderRole(StrEnum):
    """Of the agency's management, or a witness from outside it (KORPRI, Inspektorat)."""

    MANAGEMENT = "pengelola"
    WITNESS = "saksi"


class HoldersUnsound(InvalidInput):
    """Holders among whom one lost code would lose the cycle, or who could not be told apart."""


class NeededUnsound(HoldersUnsound):
    """So many codes do not fit so many holders."""


@dataclass(frozen=True)
class KeyHolder:
    """One holder. `public`: 64 hexadecimal digits, empty before a code was made; `is_confirmed`:
    the code was typed back after it had been noted down; `tested_on`: when it was typed last;
    `account`: id of the account of the agency that is reminded by mail, if any."""

    name: str
    role: HolderRole
    public: str = ""
    is_confirmed: bool = False
    tested_on: date | None = None
    account: int | None = None

    @property
    def is_witness(self) -> bool:
        return self.role is HolderRole.WITNESS


@dataclass(frozen=True)
class KeyHolders:
    """The holders of a cycle. `public` and `wraps` (places of a set of holders -> the private key,
    sealed to them) are there from opening on; closing takes the wraps away."""

    needed: int
    holders: tuple[KeyHolder, ...]
    public: str = ""
    wraps: Mapping[Places, bytes] = field(default_factory=dict)

    @property
    def allowed_sets(self) -> list[Places]:
        """Which holders open together: so many as are needed, with a witness among them."""
        places = combinations(range(len(self.holders)), self.needed)
        return [each for each in places if any(self.holders[n].is_witness for n in each)]

    @property
    def spare(self) -> int:
        """How many codes may be lost, whichever they are, before the cycle is."""
        everybody = range(len(self.holders))
        for lost in range(len(self.holders) + 1):
            for gone in combinations(everybody, lost):
                if not any(set(each).isdisjoint(gone) for each in self.allowed_sets):
                    return lost - 1
        return len(self.holders)

    @property
    def is_complete(self) -> bool:
        """Whether every holder has a code, and has shown it to be noted down."""
        return all(each.is_confirmed for each in self.holders)

    @property
    def names(self) -> list[str]:
        return [each.name for each in self.holders]

    def with_holder(self, place: int, holder: KeyHolder) -> KeyHolders:
        """The same with another holder in one place."""
        holders = (*self.holders[:place], holder, *self.holders[place + 1 :])
        return replace(self, holders=holders)

    def without_codes(self) -> KeyHolders:
        """The same people as named for another cycle."""
        bare = tuple(KeyHolder(each.name, each.role, account=each.account) for each in self.holders)
        return KeyHolders(self.needed, bare)

    def with_accounts(self, accounts: Sequence[int | None]) -> KeyHolders:
        """The same with other accounts to be reminded, in the order of the holders."""
        pairs = zip(self.holders, accounts, strict=True)
        return replace(self, holders=tuple(replace(each, account=one) for each, one in pairs))

    def is_same_choice(self, other: KeyHolders) -> bool:
        """Whether the same people were chosen in the same way, whatever codes they have."""
        mine, theirs = ([(e.name, e.role) for e in who.holders] for who in (self, other))
        return (self.needed, mine) == (other.needed, theirs)

    def without_wraps(self) -> KeyHolders:
        """What stays once the cycle has closed: who they were."""
        bare = tuple(replace(each, public="", account=None) for each in self.holders)
        return replace(self, holders=bare, public="", wraps={})

    def to_json(self) -> str:
        return json.dumps(
            {
                "format": FORMAT,
                "needed": self.needed,
                "public": self.public,
                "holders": [
                    {
                        "name": each.name,
                        "role": each.role.value,
                        "public": each.public,
                        "confirmed": each.is_confirmed,
                        "tested": each.tested_on.isoformat() if each.tested_on else None,
                        "account": each.account,
                    }
                    for each in self.holders
                ],
                "wraps": {",".join(map(str, each)): w.hex() for each, w in self.wraps.items()},
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, written: str) -> KeyHolders:
        """Raises ValueError and KeyError for anything else than `to_json` wrote."""
        data = json.loads(written)
        if data["format"] != FORMAT:
            raise ValueError(f"{data['format']} is not {FORMAT}")
        return cls(
            int(data["needed"]),
            tuple(_holder(each) for each in data["holders"]),
            data["public"],
            {_places(each): bytes.fromhex(wrap) for each, wrap in data["wraps"].items()},
        )


def _holder(data: Mapping[str, str | bool | int | None]) -> KeyHolder:
    tested, account = data["tested"], data.get("account")  # Older rows have none.
    return KeyHolder(
        str(data["name"]),
        HolderRole(str(data["role"])),
        str(data["public"]),
        bool(data["confirmed"]),
        date.fromisoformat(str(tested)) if tested else None,
        int(account) if account is not None else None,
    )


def _places(written: str) -> Places:
    return tuple(int(each) for each in written.split(","))


@lru_cache(maxsize=64)
def holders_from(written: str | None) -> KeyHolders | None:
    """What the column of a cycle says; None where the server holds the key."""
    return KeyHolders.from_json(written) if written else None


def name_holders(named: Sequence[tuple[str, HolderRole]], needed: int) -> KeyHolders:
    """Holders without codes yet. Raises HoldersUnsound."""
    found = KeyHolders(needed, tuple(KeyHolder(name.strip(), role) for name, role in named))
    if not all(each.name and len(each.name) <= NAME_LENGTH for each in found.holders):
        raise HoldersUnsound(_("Isi nama atau jabatan setiap pemegang kunci."))
    if len({label_key(each.name) for each in found.holders}) < len(found.holders):
        raise HoldersUnsound(_("Dua pemegang kunci bernama sama. Beri nama yang berbeda."))
    _require_spare_codes(found)
    return found


def _require_spare_codes(found: KeyHolders) -> None:
    """Raises HoldersUnsound where one lost code would lose the cycle."""
    if found.needed < 2:
        raise NeededUnsound(_("Paling sedikit dua kode diperlukan untuk menutup."))
    if not found.needed < len(found.holders) <= MOST_HOLDERS:
        raise NeededUnsound(
            _(
                "Pemegang kunci harus lebih banyak daripada kode yang diperlukan, dan paling "
                "banyak %(most)s: bila tidak, satu kode yang hilang menghilangkan semua jawaban.",
                most=MOST_HOLDERS,
            )
        )
    if sum(each.is_witness for each in found.holders) < 2:
        raise HoldersUnsound(
            _(
                "Sebut paling sedikit dua saksi dari luar pengelola, misalnya KORPRI dan "
                "Inspektorat. Dengan satu saksi saja, kodenya yang hilang menghilangkan semua "
                "jawaban."
            )
        )
