"""The key folder against the cycles: a missing key loses answers, a spare one can link them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from berakhlak.backups.contents import CycleRow
from berakhlak.backups.fates import ANSWERED, CycleFate, Fate, fates, keys_left_over
from berakhlak.cycles.keys import KeyForeign, KeyMissing, KeyStore, KeyUnproven
from berakhlak.disk import is_open_to_others
from berakhlak.inspection.findings import Finding, fine, problem, warning

SUBJECT = "Kunci siklus"


def inspect_key_folder(folder: Path, *, database: Path | None, production: bool) -> list[Finding]:
    """Who may read the folder, and what copies of files take it along.

    `database` is the file of SQLite; None on PostgreSQL.
    """
    if not folder.is_dir():
        return [problem("Folder kunci", f"{folder} tidak ada", f"mkdir -p -m 700 {folder}")]
    findings = [*_access(folder)]
    if production and database is not None and folder.is_relative_to(database.parent):
        findings.append(
            warning(
                "Folder kunci",
                f"{folder} berada di bawah folder basis data; salinan folder itu membawa keduanya",
                "pindahkan dengan KEY_DIR ke media lain, dan jangan cadangkan bersama basis data",
            )
        )
    return findings or [fine("Folder kunci", f"{folder}, hanya untuk pemiliknya")]


def _access(folder: Path) -> Iterator[Finding]:
    if is_open_to_others(folder):
        yield problem("Folder kunci", f"{folder} terbuka bagi orang lain", f"chmod 700 {folder}")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield problem(
            "Folder kunci",
            f"{folder} tidak dapat ditulisi pengguna ini",
            "jalankan sebagai pengguna aplikasi, atau ubah pemiliknya (chown)",
        )
    for file in sorted(folder.glob("*.key")):
        if is_open_to_others(file):
            yield problem(SUBJECT, f"{file} terbuka bagi orang lain", f"chmod 600 {file}")
    for file in sorted(folder.glob(".*.part")):
        yield warning(SUBJECT, f"{file} sisa pembuatan yang terputus", f"shred -u {file}")


def inspect_keys(cycles: Sequence[CycleRow], keys: KeyStore) -> list[Finding]:
    """Every open cycle has its key, and no key is there without one."""
    told = [finding for each in fates(cycles, keys) if (finding := _finding(each, keys))]
    for name in keys_left_over(cycles, keys):
        file = keys.folder / f"{name}.key"
        told.append(
            problem(
                SUBJECT,
                f"{file} bukan milik siklus yang terbuka",
                "bila tidak ada cadangan yang masih akan dipulihkan dengannya: shred -u "
                + str(file),
            )
        )
    opened = sum(each.fate is Fate.OPEN for each in fates(cycles, keys))
    return told or [fine(SUBJECT, f"{opened} siklus terbuka, masing-masing dengan kuncinya")]


def _finding(told: CycleFate, keys: KeyStore) -> Finding | None:
    subject = f"Siklus {told.cycle.id} ({told.cycle.name})"
    if told.cycle.state in ANSWERED and (trouble := _trouble(told.cycle, keys)):
        return problem(subject, *trouble)
    if told.fate is Fate.SEALING_OWED:
        words = "penguncian belum selesai; kuncinya masih ada"
        return problem(subject, words, f"cycle close {told.cycle.id}")
    return None


def _trouble(cycle: CycleRow, keys: KeyStore) -> tuple[str, str] | None:
    """What is wrong with the key of a cycle that takes answers or is being sealed; the remedy."""
    path = keys.folder / f"{cycle.key_name}.key"
    try:
        keys.key_of(cycle)
    except KeyMissing as missing:
        words = f"terbuka, tetapi kuncinya tidak terbaca, jadi jawabannya juga: {missing.detail}"
        return words, _found_elsewhere(cycle, keys, path) or (
            f"letakkan kuncinya di {path} dari salinan atau server yang membuka siklus; "
            "tanpa kunci, jawaban hilang"
        )
    except KeyForeign:
        return f"terbuka, tetapi {path} bukan kuncinya; jawaban tidak terbaca", (
            _found_elsewhere(cycle, keys, path)
            or f"pindahkan {path} (jangan hapus), lalu letakkan kunci yang benar di sana"
        )
    except KeyUnproven:
        return "kuncinya belum dipastikan", f"cycle adopt-key {cycle.id}"
    return None


def _found_elsewhere(cycle: CycleRow, keys: KeyStore, path: Path) -> str | None:
    """The command that brings the key back, where it lies in the folder under another name."""
    for name in keys.names():
        file = keys.folder / f"{name}.key"
        try:
            if keys.load(name).fingerprint == cycle.key_fingerprint:
                return f"kunci yang benar ada di {file}: mv {path} {path}.lain; cp -p {file} {path}"
        except KeyMissing:
            continue
    return None
