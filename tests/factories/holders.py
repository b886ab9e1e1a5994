"""Key holders with their codes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from berakhlak.key_holders.holders import HolderRole, KeyHolders, name_holders
from berakhlak.key_holders.wrapping import begin_holding, confirm_code, make_code

FOUR = (
    ("Kepala Biro SDM", HolderRole.MANAGEMENT),
    ("Brankas Sekretaris Daerah", HolderRole.MANAGEMENT),
    ("Ketua KORPRI", HolderRole.WITNESS),
    ("Inspektorat", HolderRole.WITNESS),
)


def with_codes(
    named: Sequence[tuple[str, HolderRole]] = FOUR, needed: int = 2
) -> tuple[KeyHolders, list[str]]:
    """Holders before opening, and the code of each."""
    holders, codes = name_holders(named, needed), []
    for place in range(len(named)):
        holders, code = make_code(holders, place)
        holders = confirm_code(holders, place, code, date(2026, 11, 1))
        codes.append(code)
    return holders, codes


def hold(
    named: Sequence[tuple[str, HolderRole]] = FOUR, needed: int = 2
) -> tuple[KeyHolders, list[str]]:
    """Holders of an open cycle, and the code of each."""
    holders, codes = with_codes(named, needed)
    return begin_holding(holders), codes
