"""The file of a backup: a tar with a manifest and a dump, whole or not there at all."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from typing import IO

from flask_babel import gettext as _

from berakhlak.backups.errors import BackupDamaged
from berakhlak.backups.manifest import BackupManifest
from berakhlak.disk import flush_folder, flush_to_disk, new_private_file

MANIFEST = "manifest.json"
MANIFEST_LIMIT = 1 << 20
_BLOCK = 1 << 20


def write_archive(part: Path, target: Path, manifest: BackupManifest, dump: Path) -> None:
    """Pack into `part`, flush it to the disk, then give it the name of `target`.

    Both must lie on one file system. Only the last step makes a file that passes for a backup.
    """
    with new_private_file(part) as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            text = manifest.to_json().encode()
            tar.addfile(_member(MANIFEST, len(text), manifest), BytesIO(text))
            with dump.open("rb") as content:
                tar.addfile(_member(manifest.dump, manifest.size, manifest), content)
        flush_to_disk(file)
    part.replace(target)
    flush_folder(target.parent)


def read_manifest(file: Path) -> BackupManifest:
    """What the backup says of itself. Raises BackupDamaged, BackupUnfit."""
    with _opened(file) as tar:
        return _manifest(tar)


def unpack_archive(file: Path, folder: Path) -> tuple[BackupManifest, Path]:
    """Take the dump out into `folder`, compared byte for byte with its SHA-256 on the way.

    Raises BackupDamaged, BackupUnfit.
    """
    with _opened(file) as tar:
        manifest = _manifest(tar)
        member = tar.next()
        if member is None or member.name != manifest.dump or member.size != manifest.size:
            raise BackupDamaged(_("%(file)s rusak: isinya tidak lengkap.", file=file.name))
        dump = folder / "dump"
        if _copied(_content(tar, member), dump) != manifest.sha256:
            raise BackupDamaged(_("%(file)s rusak: SHA-256 isinya tidak cocok.", file=file.name))
        if tar.next() is not None:
            raise BackupDamaged(
                _("%(file)s rusak: isinya lebih dari yang semestinya.", file=file.name)
            )
    return manifest, dump


def sha256_of_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _member(name: str, size: int, manifest: BackupManifest) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(manifest.moment.timestamp())
    return member


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, mode="r:") as tar:
            yield tar
    # The last two are for numbers in a header that are none, or too large for any file.
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise BackupDamaged(_("%(file)s bukan cadangan, atau rusak.", file=file.name)) from error


def _manifest(tar: tarfile.TarFile) -> BackupManifest:
    member = tar.next()
    if member is None or member.name != MANIFEST or member.size > MANIFEST_LIMIT:
        raise BackupDamaged(_("Berkas ini bukan cadangan BerAKHLAK 360."))
    return BackupManifest.from_json(_content(tar, member).read())


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    # Of a sparse member few bytes may stand for more than the disk holds.
    content = tar.extractfile(member) if member.isreg() and not member.issparse() else None
    if content is None:
        raise BackupDamaged(_("Berkas ini bukan cadangan BerAKHLAK 360."))
    return content


def _copied(content: IO[bytes], target: Path) -> str:
    """Copy, and return the SHA-256 of what was copied."""
    seen = sha256()
    with new_private_file(target) as file:
        while block := content.read(_BLOCK):
            seen.update(block)
            file.write(block)
    return seen.hexdigest()
