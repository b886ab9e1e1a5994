"""Exports are whole, safe to interrupt, and never do the same work twice."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from berakhlak.audit.models import AuditEntry
from berakhlak.exports import export as module
from berakhlak.exports.export import ExportProgress, export_profiles
from berakhlak.exports.file_names import safe_name_part
from berakhlak.exports.index import CSV_FILE, XLSX_FILE
from berakhlak.exports.manifest import MANIFEST, ExportManifest, WrittenFile
from berakhlak.extensions import db
from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.profile import Profile
from config import ROOT
from tests.factories.profiles import rendering_app, rich_officer
from tests.factories.published import PublishedCycle


@pytest.fixture(autouse=True)
def _context() -> Iterator[None]:
    with rendering_app().app_context():
        yield


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Work without worker processes, and note which files were made."""
    made: list[str] = []

    def batch(
        _pool: object, jobs: Iterator[module._Job], folder: Path, _room: int
    ) -> Iterator[WrittenFile]:
        for job in jobs:
            made.append(job.file)
            yield module.write_profile(job, folder)

    # What a file holds is no matter here, so none is typeset.
    monkeypatch.setattr(module, "render_document", lambda document: b"%PDF-" + document.identifier)
    monkeypatch.setattr(module, "_batch", batch)
    return made


def index_of(folder: Path) -> list[dict[str, str]]:
    with (folder / CSV_FILE).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def profiles(count: int) -> list[Profile]:
    return [build_profile(rich_officer(participant_id=number)) for number in range(1, count + 1)]


def test_worker_processes_write_whole_files_and_an_index(tmp_path: Path) -> None:
    told: list[ExportProgress] = []
    done = export_profiles(profiles(2), tmp_path, total=2, workers=1, report=told.append)
    assert done == ExportProgress(done=2, skipped=0, total=2)
    assert told[-1] == done
    files = sorted(path.name for path in tmp_path.glob("*.pdf"))
    rows = index_of(tmp_path)
    assert sorted(row["berkas"] for row in rows) == files
    for row in rows:
        content = (tmp_path / row["berkas"]).read_bytes()
        assert content.startswith(b"%PDF-")
        assert content.rstrip().endswith(b"%%EOF")
        assert sha256(content).hexdigest() == row["sha256"]
        assert row["nip"] == "198503152010011014"


def test_a_second_run_makes_nothing(tmp_path: Path, in_process: list[str]) -> None:
    export_profiles(profiles(2), tmp_path, total=2)
    again = export_profiles(profiles(2), tmp_path, total=2)
    assert again == ExportProgress(done=0, skipped=2, total=2)
    assert len(in_process) == 2


def test_damaged_and_outdated_files_are_made_again(tmp_path: Path, in_process: list[str]) -> None:
    first, second = profiles(2)
    export_profiles([first, second], tmp_path, total=2)
    (tmp_path / f"{first.file_stem}.pdf").write_bytes(b"%PDF-torn")
    changed = replace(second, summary=("Lain.",))
    again = export_profiles([first, changed], tmp_path, total=2)
    assert again == ExportProgress(done=2, skipped=0, total=2)


def test_a_killed_export_goes_on_where_it_was(tmp_path: Path, in_process: list[str]) -> None:
    def killed() -> Iterator[Profile]:
        yield from profiles(2)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export_profiles(killed(), tmp_path, total=3)
    (tmp_path / ".Profil.pdf.99.part").write_bytes(b"%PDF-half")
    with (tmp_path / MANIFEST).open("a", encoding="utf-8") as file:
        file.write('{"file": "half')
    after = export_profiles(profiles(3), tmp_path, total=3)
    assert after == ExportProgress(done=1, skipped=2, total=3)
    assert list(tmp_path.glob(".*.part")) == []
    assert export_profiles(profiles(3), tmp_path, total=3).skipped == 3


def test_the_manifest_survives_torn_and_foreign_lines(tmp_path: Path) -> None:
    path = tmp_path / MANIFEST
    path.write_text('{"file": "a.pdf"}\n[1]\nnonsense\n{"file": "b', encoding="utf-8")
    manifest = ExportManifest(path)
    (tmp_path / "c.pdf").write_bytes(b"x")
    manifest.add(WrittenFile(file="c.pdf", source="s", sha256=sha256(b"x").hexdigest()))
    assert ExportManifest(path).holds("c.pdf", "s")
    assert not ExportManifest(path).holds("c.pdf", "other")
    assert json.loads(path.read_text("utf-8").splitlines()[-1])["file"] == "c.pdf"


def test_processes_are_replaced_now_and_then(
    tmp_path: Path, in_process: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []

    def pool(workers: int) -> ThreadPoolExecutor:
        started.append(workers)
        return ThreadPoolExecutor(workers)

    monkeypatch.setattr(module, "spawned_pool", pool)
    export_profiles(profiles(3), tmp_path, total=3, workers=1, recycle_after=2)
    assert (len(in_process), started) == (3, [1, 1])


def test_names_never_become_formulas(tmp_path: Path, in_process: list[str]) -> None:
    source = rich_officer()
    name = '=HYPERLINK("http://203.0.113.9")'
    profile = build_profile(replace(source, identity=replace(source.identity, name=name)))
    export_profiles([profile], tmp_path, total=1)
    [row] = index_of(tmp_path)
    assert row["nama"] == f"'{name}"


def test_an_export_needs_a_worker(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one worker"):
        export_profiles([], tmp_path, total=0, workers=0)


def test_the_commands_write_every_profile_and_a_sample(
    app: Flask, published: PublishedCycle, tmp_path: Path, in_process: list[str]
) -> None:
    run = app.test_cli_runner().invoke
    cycle, unit = str(published.cycle.id), published.opened.unit.code
    out = tmp_path / "out"
    answer = run(args=["profiles", "export", "--cycle", cycle, "--out", str(out), "--unit", unit])
    assert answer.exit_code == 0, answer.output
    assert len(list(out.glob("*.pdf"))) == 3
    assert "3 ditulis, 0 sudah ada" in answer.output
    sample = run(args=["profiles", "sample", "--out", str(tmp_path / "sample")])
    assert sample.exit_code == 0, sample.output
    assert Path(sample.output.strip()).read_bytes().startswith(b"%PDF-")


def test_names_follow_the_pattern_and_the_record_keeps_who_was_exported(
    app: Flask, session: Any, published: PublishedCycle, tmp_path: Path, in_process: list[str]
) -> None:
    cycle, unit = published.cycle.id, published.opened.unit.code
    officers = [(officer.nip, officer.name) for officer in published.officers[:2]]
    chosen = tmp_path / "nip.txt"
    chosen.write_text("\n".join(nip for nip, _name in officers))
    answer = app.test_cli_runner().invoke(
        args=["profiles", "export", "--cycle", str(cycle), "--out", str(tmp_path / "out")]
        + ["--unit", unit, "--select", str(chosen), "--form", "short"]
        + ["--pattern", "{unit}/{bentuk}-{nip3}-{nama}.pdf"]
    )
    assert answer.exit_code == 0, answer.output
    files = {path.relative_to(tmp_path / "out").as_posix() for path in tmp_path.rglob("*.pdf")}
    assert files == {
        f"{safe_name_part(unit)}/short-{nip[-3:]}-{safe_name_part(name)}.pdf"
        for nip, name in officers
    }
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "exported profiles")).one()
    assert entry.detail == {"profiles": 2, "form": "short", "unit": unit, "selected": 1}
    assert (entry.object_kind, entry.object_id, entry.account_id) == ("cycle", cycle, None)


def test_a_zip_is_whole_and_holds_the_lists(
    app: Flask, published: PublishedCycle, tmp_path: Path, in_process: list[str]
) -> None:
    place = tmp_path / "semua.zip"
    arguments = ["profiles", "export", "--cycle", str(published.cycle.id), "--out", str(place)]
    answer = app.test_cli_runner().invoke(args=arguments)
    assert answer.exit_code == 0, answer.output
    with ZipFile(place) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert len([name for name in names if name.endswith(".pdf")]) == 3
    assert {CSV_FILE, XLSX_FILE} <= set(names)
    assert [path.name for path in tmp_path.iterdir()] == ["semua.zip"]
    again = app.test_cli_runner().invoke(args=arguments)
    assert again.exit_code == 1
    assert "sudah ada; tidak ada yang dilakukan" in again.output


def test_an_unknown_nip_on_the_list_is_told(
    app: Flask, published: PublishedCycle, tmp_path: Path
) -> None:
    chosen = tmp_path / "nip.txt"
    chosen.write_text(f"{published.officers[0].nip}\n199001012015011999\n")
    answer = app.test_cli_runner().invoke(
        args=["profiles", "export", "--cycle", str(published.cycle.id)]
        + ["--out", str(tmp_path / "out"), "--select", str(chosen)]
    )
    assert answer.exit_code == 1
    assert "1 NIP di daftar" in answer.output
    assert not (tmp_path / "out").exists()


def test_the_workbook_lists_every_file_as_text(tmp_path: Path, in_process: list[str]) -> None:
    source = rich_officer()
    name = '=HYPERLINK("http://203.0.113.9")'
    profile = build_profile(replace(source, identity=replace(source.identity, name=name)))
    export_profiles([profile], tmp_path, total=1)
    sheet = load_workbook(tmp_path / XLSX_FILE).active
    assert sheet is not None
    [heading, row] = sheet.iter_rows()
    assert [cell.value for cell in heading][:2] == ["Berkas", "Nama"]
    assert (row[1].value, row[1].data_type) == (name, "s")
    assert row[8].value == index_of(tmp_path)[0]["sha256"]


CANCELLED = """
import sys
from pathlib import Path
from berakhlak.profiles.builder import build_profile
from berakhlak.exports.export import export_profiles
from tests.factories.profiles import rendering_app, rich_officer
if __name__ == "__main__":
    with rendering_app().app_context():
        profiles = (build_profile(rich_officer(participant_id=number)) for number in range(50))
        told = lambda progress: print(progress.done, flush=True)
        export_profiles(profiles, Path(sys.argv[1]), total=50, workers=1, report=told)
"""


def heed_interrupts() -> None:
    """In the child: a suite that runs in the background has handed down to ignore them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_ctrl_c_leaves_whole_files_and_nothing_else(tmp_path: Path) -> None:
    script, folder = tmp_path / "cancelled.py", tmp_path / "out"
    script.write_text(CANCELLED)
    with subprocess.Popen(
        [sys.executable, str(script), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
        preexec_fn=heed_interrupts,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "1\n"
        os.killpg(running.pid, signal.SIGINT)  # As a terminal does: to workers, too.
        running.wait(timeout=60)
    assert running.returncode != 0
    files = list(folder.glob("*.pdf"))
    assert 1 <= len(files) < 50
    assert all(path.read_bytes().rstrip().endswith(b"%%EOF") for path in files)
    assert list(folder.glob(".*")) == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--cycle", "999"], "Tidak ada siklus 999."),
        (["--cycle", "{id}", "--pattern", "{gaji}"], "{gaji} tidak dikenal; yang dikenal: "),
        (["--cycle", "{id}", "--unit", "no-such"], "Tidak ada profil"),
    ],
)
def test_wrong_arguments_are_told_and_no_export_is_on_record(
    app: Flask, published: PublishedCycle, tmp_path: Path, arguments: list[str], words: str
) -> None:
    given = [each.replace("{id}", str(published.cycle.id)) for each in arguments]
    answer = app.test_cli_runner().invoke(
        args=["profiles", "export", "--out", str(tmp_path), *given]
    )
    assert answer.exit_code == 1
    assert words in answer.output
    exported = select(AuditEntry).where(AuditEntry.act == "exported profiles")
    assert db.session.scalars(exported).all() == []


ORPHANING = """
import time
from berakhlak.spawned_processes import spawned_pool
if __name__ == "__main__":
    pool = spawned_pool(1)
    pool.submit(time.sleep, 0).result()
    print(*pool._processes, flush=True)
    time.sleep(60)
"""


def test_workers_end_with_a_killed_export(tmp_path: Path) -> None:
    script = tmp_path / "orphaning.py"
    script.write_text(ORPHANING)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    assert gone(worker, within=10)


def gone(process: int, *, within: float) -> bool:
    """Whether the process ends in time (seconds)."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":  # Ended; whoever inherits orphans has not noticed yet.
            return True
        time.sleep(0.05)
    return False
