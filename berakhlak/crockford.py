"""The 32 signs of codes on paper (Crockford's base 32), and what readers take for them."""

from __future__ import annotations

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Without I, L, O and U.
MISREAD = str.maketrans("OIL", "011")
