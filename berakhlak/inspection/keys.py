"""The key folder against the cycles: a missing key loses answers, a spare one can link them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from berakhlak.backups.database_contents import StoredCycle
from berakhlak.backups.key_check import (
    ANSWERED,
    CycleKeyCheck,
    KeyCheckOutcome,
    check_cycle_keys,
    leftover_keys,
)
from berakhlak.cycles.key_errors import KeyUnreachable
from berakhlak.cycles.keys import KeyForeign, KeyMissing, KeyStore, KeyUnproven
from berakhlak.disk import is_open_to_others
from berakhlak.inspection.findings import (
    InspectionFinding,
    good_finding,
    problem_finding,
    warning_finding,
)

SUBJECT = lazy_gettext("Kunci siklus")
FOLDER = lazy_gettext("Folder kunci")


def inspect_key_folder(
    folder: Path, *, database: Path | None, production: bool
) -> list[InspectionFinding]:
    """Who may read the folder, and what copies of files take it along.

    `database` is the file of SQLite; None on PostgreSQL.
    """
    if not folder.is_dir():
        return [
            problem_finding(
                FOLDER, _("%(path)s tidak ada", path=folder), f"mkdir -p -m 700 {folder}"
            )
        ]
    findings = [*_access(folder)]
    if production and database is not None and folder.is_relative_to(database.parent):
        findings.append(
            warning_finding(
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
    return findings or [good_finding(FOLDER, _("%(path)s, hanya untuk pemiliknya", path=folder))]


def _access(folder: Path) -> Iterator[InspectionFinding]:
    if is_open_to_others(folder):
        words = _("%(path)s terbuka bagi orang lain", path=folder)
        yield problem_finding(FOLDER, words, f"chmod 700 {folder}")
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield problem_finding(
            FOLDER,
            _("%(path)s tidak dapat ditulisi pengguna ini", path=folder),
            _("jalankan sebagai pengguna aplikasi, atau ubah pemiliknya (chown)"),
        )
    for file in sorted(folder.glob("*.key")):
        if is_open_to_others(file):
            words = _("%(path)s terbuka bagi orang lain", path=file)
            yield problem_finding(SUBJECT, words, f"chmod 600 {file}")
    for file in sorted(folder.glob(".*.part")):
        words = _("%(path)s sisa pembuatan yang terputus", path=file)
        yield warning_finding(SUBJECT, words, f"shred -u {file}")


def inspect_keys(cycles: Sequence[StoredCycle], keys: KeyStore) -> list[InspectionFinding]:
    """Every open cycle has its key, and no key is there without one."""
    checks = check_cycle_keys(cycles, keys)
    findings = [finding for each in checks if (finding := _finding(each, keys))]
    for name in leftover_keys(cycles, keys):
        findings.append(
            problem_finding(
                SUBJECT,
                _("%(path)s bukan milik siklus yang terbuka", path=keys.place_of(name)),
                _(
                    "bila tidak ada cadangan yang masih akan dipulihkan dengannya: %(command)s",
                    command=keys.secrets.removal_of(name),
                ),
            )
        )
    opened = sum(each.outcome is KeyCheckOutcome.OPEN for each in checks)
    words = ngettext(
        "%(num)s siklus terbuka, masing-masing dengan kuncinya",
        "%(num)s siklus terbuka, masing-masing dengan kuncinya",
        opened,
    )
    return findings or [good_finding(SUBJECT, words)]


def _finding(check: CycleKeyCheck, keys: KeyStore) -> InspectionFinding | None:
    subject = _("Siklus %(id)s (%(name)s)", id=check.cycle.id, name=check.cycle.name)
    if check.cycle.state in ANSWERED and (trouble := _trouble(check.cycle, keys)):
        return problem_finding(subject, *trouble)
    if check.outcome is KeyCheckOutcome.SEALING_OWED:
        words = _("penguncian belum selesai; kuncinya masih ada")
        return problem_finding(subject, words, _finishing(check.cycle))
    return None


def _finishing(cycle: StoredCycle) -> str:
    """How what a closing still owes is done."""
    if cycle.is_talk_survey:
        return str(_("tuntaskan di halaman Pendapat tentang percakapan"))
    if cycle.is_satisfaction_survey:
        return str(_("tuntaskan di halaman SKM unitnya"))
    return f"cycle close {cycle.id}"


def _trouble(cycle: StoredCycle, keys: KeyStore) -> tuple[str, str] | None:
    """What is wrong with the key of a cycle that takes answers or is being sealed; the remedy."""
    path = keys.place_of(cycle.key_name)
    try:
        keys.key_of(cycle)
    except KeyMissing as missing:
        words = _(
            "terbuka, tetapi kuncinya tidak terbaca, jadi jawabannya juga: %(why)s",
            why=missing.detail,
        )
        if isinstance(missing, KeyUnreachable):
            return words, str(_("periksa token itu; kuncinya belum tentu hilang"))
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


def _found_elsewhere(cycle: StoredCycle, keys: KeyStore, path: str) -> str | None:
    """The command that brings the key back, where it lies in the folder under another name."""
    if not keys.is_folder:
        return None
    for name in keys.key_names():
        file = keys.place_of(name)
        try:
            if keys.load_key(name).fingerprint == cycle.key_fingerprint:
                command = f"mv {path} {path}.lain; cp -p {file} {path}"
                return str(_("kunci yang benar ada di %(path)s: %(how)s", path=file, how=command))
        except KeyMissing:
            continue
    return None
