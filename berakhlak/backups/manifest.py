"""The first member of a backup: what it is, when and from what it was made."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from importlib.metadata import version

from flask_babel import gettext as _

from berakhlak.backups.errors import BackupDamaged, BackupUnfit

FORMAT = 1


@dataclass(frozen=True, kw_only=True)
class BackupManifest:
    """`schema` is a revision of the migrations, `taken_at` ISO 8601 in UTC, `size` in bytes.

    `mac` is over all the rest, by a key that only installations of one SECRET_KEY have.
    """

    application: str
    schema: str
    engine: str
    engine_version: str
    taken_at: str
    rows: Mapping[str, int]
    dump: str
    size: int
    sha256: str
    mac: str = ""

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.taken_at)

    def signed(self, secret: str) -> BackupManifest:
        """The same with its MAC; `secret` is SECRET_KEY."""
        return replace(self, mac=self._mac(secret))

    def is_ours(self, secret: str) -> bool:
        """Whether an installation of the same secret has written it, and nobody changed it."""
        return hmac.compare_digest(self.mac.encode(), self._mac(secret).encode())

    def _mac(self, secret: str) -> str:
        key = hmac.digest(secret.encode(), b"backup", "sha256")
        return hmac.digest(key, replace(self, mac="").to_json().encode(), "sha256").hex()

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=2, sort_keys=True)

    @classmethod
    def from_json(cls, text: bytes) -> BackupManifest:
        """Raises BackupDamaged, or BackupUnfit when a newer application wrote it."""
        try:
            values = json.loads(text)
            if (written := values.pop("format")) != FORMAT:
                raise BackupUnfit(
                    _(
                        "Cadangan ini berbentuk nomor %(written)s; aplikasi ini mengenal "
                        "%(known)s. Pasang aplikasi versi %(version)s.",
                        written=written,
                        known=FORMAT,
                        version=values["application"],
                    )
                )
            manifest = cls(**values)
            _check(manifest)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BackupDamaged(_("Keterangan di dalam cadangan rusak.")) from error
        return manifest


def application_version() -> str:
    """The version of the installed application."""
    return version("berakhlak")


def _check(manifest: BackupManifest) -> None:
    """Types of the fields; raises ValueError."""
    texts = [manifest.application, manifest.schema, manifest.engine, manifest.engine_version]
    texts += [manifest.dump, manifest.sha256, manifest.mac]
    counts = [manifest.size, *manifest.rows.values()]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("not text")
    if not all(isinstance(count, int) and count >= 0 for count in counts):
        raise ValueError("not a count")
    if manifest.moment.tzinfo is None:
        raise ValueError("no time zone")
