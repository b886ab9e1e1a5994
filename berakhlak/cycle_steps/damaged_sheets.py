"""Whose sheets did not open when a cycle was to be closed, kept for the page that tells HR.

The list lies among the files of the job that found it, encrypted by the key of its cycle. It goes
with them, and nobody reads it once the key is gone, not even from a backup.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from berakhlak.cycles.keys import BoxDamaged, KeyStore, KeyUnusable
from berakhlak.cycles.models import Cycle
from berakhlak.disk import write_whole
from berakhlak.jobs.files import JobFiles
from berakhlak.sealing.closing import SheetsSpoilt
from berakhlak.sealing.row_counts import SealingCounts

FILE = "damaged-sheets"


def keep_damaged(folder: Path, cycle: Cycle, keys: KeyStore, spoilt: SheetsSpoilt) -> None:
    """Where it cannot be kept, closing is refused all the same, and only the names are missing."""
    content = {"counts": spoilt.counts.as_detail(), "named": spoilt.named}
    written = json.dumps(content, ensure_ascii=False).encode()
    with suppress(KeyUnusable, OSError):
        write_whole(folder / FILE, keys.key_of(cycle).encrypt(written, _handle(cycle)))


def share_damaged(files: JobFiles, job_id: int) -> None:
    """Let the page find it at every host."""
    if (path := files.folder_of(job_id) / FILE).exists():
        files.share(job_id, path)


def kept_damaged(folder: Path, cycle: Cycle, keys: KeyStore) -> SheetsSpoilt | None:
    """What a job kept; None where there is nothing, or nothing that can be read any more."""
    try:
        box = (folder / FILE).read_bytes()
        content = json.loads(keys.key_of(cycle).decrypt(box, _handle(cycle)))
    except (OSError, KeyUnusable, BoxDamaged):
        return None
    counts = SealingCounts.of_detail(content["counts"])
    named = [(rater, ratee) for rater, ratee in content["named"]]
    return SheetsSpoilt(counts, named) if counts else None


def forget_damaged(files: JobFiles, job_id: int) -> None:
    """Before another look at the sheets."""
    files.drop(job_id, FILE)


def _handle(cycle: Cycle) -> bytes:
    return b"damaged:%d" % cycle.id
