"""Ten codes of sixteen digits, for whoever has lost the phone: each opens the account once.

Digits alone, so that one field with one keyboard takes them and the codes of an application. The
first digit numbers the ten, by which one hash is computed for a try and not ten; fifty bits remain.
"""

from __future__ import annotations

import secrets

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from berakhlak.accounts import operations
from berakhlak.accounts.models import RecoveryCode
from berakhlak.engines import rows_changed

CODES, DIGITS = 10, 16


def renew_recovery_codes(session: Session, account_id: int) -> list[str]:
    """Ten new codes, as they are shown this once; those before open nothing any more."""
    made = [str(number) + _digits(DIGITS - 1) for number in range(CODES)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    rows = [
        {"account_id": account_id, "number": number, "code_hash": operations.hash_words(code)}
        for number, code in enumerate(made)
    ]
    session.execute(insert(RecoveryCode), rows)
    return [in_groups(code) for code in made]


def use_recovery_code(session: Session, account_id: int, code: str) -> bool:
    """Whether this is one of the codes that are left; then it is none any more."""
    kept = session.get(RecoveryCode, (account_id, int(code[0])))
    if kept is None or not operations.is_hash_of(kept.code_hash, code):
        return False
    # Of two that use it at once, the second finds it gone.
    gone = delete(RecoveryCode).where(
        RecoveryCode.account_id == account_id,
        RecoveryCode.number == kept.number,
        RecoveryCode.code_hash == kept.code_hash,
    )
    return bool(rows_changed(session, gone.execution_options(synchronize_session=False)))


def count_recovery_codes(session: Session, account_id: int) -> int:
    """How many are left."""
    wanted = select(func.count()).where(RecoveryCode.account_id == account_id)
    return session.scalar(wanted) or 0


def in_groups(words: str, size: int = 4) -> str:
    """`ABCDEFGH` as `ABCD EFGH`, by which people find their place."""
    return " ".join(words[start : start + size] for start in range(0, len(words), size))


def _digits(number: int) -> str:
    return f"{secrets.randbelow(10**number):0{number}}"
