"""Settings of a token that holds the keys of cycles; `config.py` reads them with all others."""

from __future__ import annotations

from dataclasses import dataclass, field

from berakhlak.environment import SettingsReader

STORES = ("folder", "token")


@dataclass(frozen=True, kw_only=True)
class KeyTokenSettings:
    """A PKCS#11 token; no module means that keys lie in a folder."""

    module: str = ""
    label: str = ""
    pin: str = field(default="", repr=False)

    @classmethod
    def read(cls, read: SettingsReader) -> KeyTokenSettings:
        """Read the settings; a token is chosen by KEY_STORE alone, and needs all three others."""
        if read.choice("KEY_STORE", "folder", STORES) == "folder":
            return cls()
        found = cls(
            module=read.text("KEY_TOKEN_MODULE"),
            label=read.text("KEY_TOKEN_LABEL"),
            pin=read.secret("KEY_TOKEN_PIN"),
        )
        values = (found.module, found.label, found.pin)
        names = ("KEY_TOKEN_MODULE", "KEY_TOKEN_LABEL", "KEY_TOKEN_PIN")
        for name, value in zip(names, values, strict=True):
            if not value:
                read.refuse_missing(name, "KEY_STORE")
        return found
