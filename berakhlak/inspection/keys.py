"""The key folder against the cycles: a missing key loses answers, a spare one can link them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from berakhlak.backups.database_contents import CycleRow
from berakhlak.backups.key_check import ANSWERED, CycleFate, Fate, fates, keys_left_over
from berakhlak.cycles.keys import KeyForeign, KeyMissing, KeyStore, KeyUnproven
from berakhlak.disk import is_open_to_others
from berakhlak.inspection.findings import Finding, fine, problem, warning

SUBJECT = lazy_gettext("Kunci siklus")
FOLDER = lazy_gettext("Folder kunci")


def inspect_key_folder(folder: Path, *, database: Path | None, production: bool) -> list[Finding]:
    """Who may read the folder, and what copies of files take it along.

    `database` is the file of SQLite; None on PostgreSQL.
    """
    if not folder.is_dir():
        return [problem(FOLDER, _("%(path)s tidak ada", path=folder), f"mkdir -p -m 700 {folder}")]
    findings = [*_access(folder)]
    if production and database is not None and folder.is_relative_to(database.parent):
        findings.append(
            warning(
                FOLDER,
                _(
                    "%(path)s berada di bawah folder basis data; salinan folder itu membawa "
                    "keduanya",
                    path=folder,
                ),
                _(
                    "pindahkan dengan KEY_DIR ke media lain, dan jangan cadangkan bersama basis "
                    "data"
                ),
            )
        )
    return findings or [fine(FOLDER, _("%(path)s, hanya untuk pemiliknya", path=folder))]


def _access(folder: Path) -> Iterator[Finding]:
    if is_open_to_others(folder):
        words = _("%(path)s terbuka bagi orang lain", path=folder)
        yield problem(FOLDER, words, f"chmod 700 {folder}")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield problem(
            FOLDER,
            _("%(path)s tidak dapat ditulisi pengguna ini", path=folder),
            _("jalankan sebagai pengguna aplikasi, atau ubah pemiliknya (chown)"),
        )
    for file in sorted(folder.glob("*.key")):
        if is_open_to_others(file):
            words = _("%(path)s terbuka bagi orang lain", path=file)
            yield problem(SUBJECT, words, f"chmod 600 {file}")
    for file in sorted(folder.glob(".*.part")):
        words = _("%(path)s sisa pembuatan yang terputus", path=file)
        yield warning(SUBJECT, words, f"shred -u {file}")


def inspect_keys(cycles: Sequence[CycleRow], keys: KeyStore) -> list[Finding]:
    """Every open cycle has its key, and no key is there without one."""
    told = [finding for each in fates(cycles, keys) if (finding := _finding(each, keys))]
    for name in keys_left_over(cycles, keys):
        file = keys.folder / f"{name}.key"
        told.append(
            problem(
                SUBJECT,
                _("%(path)s bukan milik siklus yang terbuka", path=file),
                _(
                    "bila tidak ada cadangan yang masih akan dipulihkan dengannya: %(command)s",
                    command=f"shred -u {file}",
                ),
            )
        )
    opened = sum(each.fate is Fate.OPEN for each in fates(cycles, keys))
    words = ngettext(
        "%(num)s siklus terbuka, masing-masing dengan kuncinya",
        "%(num)s siklus terbuka, masing-masing dengan kuncinya",
        opened,
    )
    return told or [fine(SUBJECT, words)]


def _finding(told: CycleFate, keys: KeyStore) -> Finding | None:
    subject = _("Siklus %(id)s (%(name)s)", id=told.cycle.id, name=told.cycle.name)
    if told.cycle.state in ANSWERED and (trouble := _trouble(told.cycle, keys)):
        return problem(subject, *trouble)
    if told.fate is Fate.SEALING_OWED:
        words = _("penguncian belum selesai; kuncinya masih ada")
        return problem(subject, words, f"cycle close {told.cycle.id}")
    return None


def _trouble(cycle: CycleRow, keys: KeyStore) -> tuple[str, str] | None:
    """What is wrong with the key of a cycle that takes answers or is being sealed; the remedy."""
    path = keys.folder / f"{cycle.key_name}.key"
    try:
        keys.key_of(cycle)
    except KeyMissing as missing:
        words = _(
            "terbuka, tetapi kuncinya tidak terbaca, jadi jawabannya juga: %(why)s",
            why=missing.detail,
        )
        return words, _found_elsewhere(cycle, keys, path) or _(
            "letakkan kuncinya di %(path)s dari salinan atau server yang membuka siklus; "
            "tanpa kunci, jawaban hilang",
            path=path,
        )
    except KeyForeign:
        words = _("terbuka, tetapi %(path)s bukan kuncinya; jawaban tidak terbaca", path=path)
        return words, _found_elsewhere(cycle, keys, path) or _(
            "pindahkan %(path)s (jangan hapus), lalu letakkan kunci yang benar di sana", path=path
        )
    except KeyUnproven:
        return _("kuncinya belum dipastikan"), f"cycle adopt-key {cycle.id}"
    return None


def _found_elsewhere(cycle: CycleRow, keys: KeyStore, path: Path) -> str | None:
    """The command that brings the key back, where it lies in the folder under another name."""
    for name in keys.names():
        file = keys.folder / f"{name}.key"
        try:
            if keys.load(name).fingerprint == cycle.key_fingerprint:
                command = f"mv {path} {path}.lain; cp -p {file} {path}"
                return str(_("kunci yang benar ada di %(path)s: %(how)s", path=file, how=command))
        except KeyMissing:
            continue
    return None
