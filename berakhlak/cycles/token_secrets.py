"""Secrets of cycles in a PKCS#11 token: a security module on the network, which all hosts ask.

The token makes each key itself and never hands it out. What a cycle's keys are derived from is an
HMAC that the token computes with it, the same at every host, and kept nowhere. So destroying the
key in the token is the end of it everywhere; see docs/decisions/0234-several-hosts.md.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any
from urllib.parse import quote

from berakhlak.cycles.key_errors import KeyMissing, KeyNotMade, KeyUnreachable
from berakhlak.run_language import N_, operator_gettext

PREFIX = "berakhlak-"  # A token may hold keys of others.
PURPOSE = b"berakhlak:cycle-secret"


@dataclass
class _Device:
    """A process's one session at one token; a token knows one login of each process."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    session: Any = None
    process: int = 0
    refused_pin: str | None = None


_DEVICES: dict[tuple[str, str], _Device] = {}


@dataclass(frozen=True)
class TokenSecrets:
    """`module`: the driver's file. `label`: the token's. `pin`: its user's."""

    module: str
    label: str
    pin: str = field(repr=False)

    def make(self, name: str) -> bytes:
        """Where two make one name at once, neither takes it for its own."""
        try:
            return bytes(self._do(lambda session: self._make(session, name)))
        except KeyUnreachable as error:
            raise KeyNotMade(error.detail) from error

    def require_makeable(self, name: str) -> None:
        """Tried out with a key that ends with the session, and goes at once."""
        try:
            self._do(lambda session: self._generate(session, name, store=False))
        except KeyUnreachable as error:
            raise KeyNotMade(error.detail) from error

    def read(self, name: str) -> bytes:
        found = self._do(lambda session: [_secret_of(key) for key in self._found(session, name)])
        if len(found) != 1:
            absent = N_("%(path)s tidak ada di token; kembalikan dari cadangan token itu")
            raise KeyMissing(operator_gettext(absent, path=self.place_of(name)))
        return bytes(found[0])

    def exists(self, name: str) -> bool:
        try:
            return bool(self._do(lambda session: self._found(session, name)))
        except KeyUnreachable:
            return True

    def names(self) -> list[str]:
        labels = self._do(lambda session: [str(key.label) for key in self._keys(session)])
        return sorted(each.removeprefix(PREFIX) for each in labels if each.startswith(PREFIX))

    def wipe(self, name: str) -> None:
        """A token overwrites nothing: destroyed."""
        if not self.exists(name):
            raise FileNotFoundError(self.place_of(name))
        self.destroy(name)

    def destroy(self, name: str) -> None:
        """By the token itself, which is asked afterwards whether it is gone."""

        def _destroy(session: Any) -> bool:
            for key in self._found(session, name):
                key.destroy()
            return bool(self._found(session, name))

        if self._do(_destroy):
            raise KeyUnreachable(self.place_of(name))

    def place_of(self, name: str) -> str:
        """An address as RFC 7512 writes it."""
        return f"{self.place};object={PREFIX}{name}"

    @property
    def place(self) -> str:
        return f"pkcs11:token={quote(self.label)}"

    def removal_of(self, name: str) -> str:
        return f"p11tool --provider {self.module} --login --delete '{self.place_of(name)}'"

    def maker(self) -> str:
        """Who made the token. Raises KeyUnreachable."""
        return str(self._do(lambda session: session.token.manufacturer_id)).strip()

    def _make(self, session: Any, name: str) -> bytes:
        if self._found(session, name):
            raise FileExistsError(self.place_of(name))
        secret = self._generate(session, name)
        if len(self._found(session, name)) > 1:
            raise FileExistsError(self.place_of(name))
        return secret

    def _generate(self, session: Any, name: str, **changes: object) -> bytes:
        pkcs11 = _library()
        wanted = {
            "label": PREFIX + name,
            "store": True,
            "mechanism": pkcs11.Mechanism.GENERIC_SECRET_KEY_GEN,
            "template": _never_handed_out(pkcs11),
        }
        kind = pkcs11.KeyType.GENERIC_SECRET
        return _secret_of(session.generate_key(kind, 256, **(wanted | changes)))

    def _keys(self, session: Any, label: str | None = None) -> list[Any]:
        attribute, kind = _library().Attribute, _library().ObjectClass.SECRET_KEY
        wanted = {attribute.CLASS: kind, attribute.TOKEN: True}
        return list(session.get_objects(wanted | ({attribute.LABEL: label} if label else {})))

    def _found(self, session: Any, name: str) -> list[Any]:
        return self._keys(session, PREFIX + name)

    def _do(self, act: Callable[[Any], Any]) -> Any:
        """Act in a session; once more in a new one, where the token has forgotten ours.

        Raises KeyUnreachable.
        """
        device = _DEVICES.setdefault((self.module, self.label), _Device())
        with device.lock, self._told():
            if device.session is not None and device.process == os.getpid():
                try:
                    return act(device.session)
                except _library().PKCS11Error:
                    device.session = None
            return act(self._open(device))

    def _open(self, device: _Device) -> Any:
        pkcs11 = _library()
        if device.refused_pin == self.pin:  # Tokens lock themselves after a few wrong ones.
            raise pkcs11.PinIncorrect
        driver = pkcs11.lib(self.module)
        if device.process != os.getpid():  # What was opened before a fork is the parent's.
            driver.reinitialize()
        token = driver.get_token(token_label=self.label)
        try:
            device.session = token.open(rw=True, user_pin=self.pin)
        except pkcs11.UserAlreadyLoggedIn:  # By an earlier session of ours.
            device.session = token.open(rw=True)
        except (pkcs11.PinIncorrect, pkcs11.PinLocked, pkcs11.PinInvalid, pkcs11.PinLenRange):
            device.refused_pin = self.pin
            raise
        device.process, device.refused_pin = os.getpid(), None
        return device.session

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (RuntimeError, ImportError) as error:  # Drivers that do not load raise the former.
            words = N_("token %(label)s tidak dapat dipakai (%(why)s)")
            why = type(error).__name__
            raise KeyUnreachable(operator_gettext(words, label=self.label, why=why)) from error


def _secret_of(key: Any) -> bytes:
    return bytes(key.sign(PURPOSE, mechanism=_library().Mechanism.SHA256_HMAC))


def _never_handed_out(pkcs11: ModuleType) -> dict[Any, bool]:
    given = pkcs11.Attribute
    allowed = {given.PRIVATE, given.SENSITIVE, given.SIGN}
    refused = {
        given.EXTRACTABLE,
        given.MODIFIABLE,
        given.ENCRYPT,
        given.DECRYPT,
        given.WRAP,
        given.UNWRAP,
        given.DERIVE,
    }
    return dict.fromkeys(allowed, True) | dict.fromkeys(refused, False)


def _library() -> ModuleType:
    """Optional, and loaded by those alone who have a token."""
    import pkcs11

    return pkcs11
