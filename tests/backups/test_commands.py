"""What an operator types, and what the terminal answers."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db
from berakhlak.sealing.sealing import seal_cycle
from tests.backups import AT
from tests.factories.cycles import LAST_DAY, make_open_cycle


@pytest.fixture
def opened(session):
    made = make_open_cycle(session, key_store(), staff=5)
    session.commit()
    return made


@pytest.fixture
def run(app, session):
    """Run a command as if in a process of its own: this one lets go of the database first."""

    def invoke(*arguments):
        session.remove()
        db.engine.dispose()
        result = app.test_cli_runner().invoke(args=[*map(str, arguments)], catch_exceptions=False)
        db.engine.dispose()
        return result

    return invoke


@pytest.fixture
def file(tmp_path):
    return tmp_path / "cadangan.tar"


def test_a_backup_says_what_is_in_it_what_is_not_and_what_keys_mean(run, opened, file):
    cycle = f"{opened.cycle.id} ({opened.cycle.name})"

    result = run("backup", file)

    assert result.exit_code == 0
    assert f"Cadangan selesai: {file}" in result.output
    assert f"Tidak di dalamnya: kunci siklus ({key_store().folder})" in result.output
    assert "SECRET_KEY" in result.output
    assert f"Siklus {cycle} sedang menerima jawaban" in result.output
    assert "bila kunci hilang, jawaban hilang" in result.output


def test_without_an_open_cycle_nothing_is_said_of_lost_answers(run, session, file):
    session.execute(text("INSERT INTO agency (code, name) VALUES ('A', 'x')"))
    session.commit()

    assert "jawaban hilang" not in run("backup", file).output


def test_a_backup_that_is_refused_is_one_line(run, opened, file):
    run("backup", file)

    again = run("backup", file)

    assert again.exit_code == 1
    assert again.output.startswith("Kesalahan: ")
    assert len(again.output.strip().splitlines()) == 1
    assert run("backup", file, "--force").exit_code == 0


def test_a_restore_needs_the_word_replace_and_says_where_the_former_rows_are(run, opened, file):
    run("backup", file)

    unasked, asked = run("restore", file), run("restore", file, "--replace")

    assert unasked.exit_code == 1
    assert "--replace" in unasked.output
    assert asked.exit_code == 0
    assert "Isi sebelumnya disimpan di" in asked.output
    assert list(file.parent.glob("sebelum-pemulihan-*.tar"))
    assert "terbuka, kuncinya ada" in asked.output


def test_files_and_ids_of_jobs_of_today_do_not_outlive_a_restore(run, app, opened, file):
    service = app.extensions["jobs"]
    run("backup", file)
    result = service.folder_of(7) / "Profil.zip"
    result.write_text("of today")
    service.queue.deliver([7])
    service.progress(7).tell("holder", "writing", 3, 4)

    run("restore", file)  # Refused without --replace: nothing changes.
    assert result.exists()
    assert service.queue.waiting_ids() == {7}
    run("restore", file, "--replace")

    assert not result.exists()
    assert service.queue.waiting_ids() == set()
    assert service.progress(7).read().total == 0


def test_a_cycle_sealed_since_the_backup_is_told_with_where_its_results_are(
    run, session, opened, file
):
    cycle_id = opened.cycle.id
    run("backup", file)
    seal_cycle(session, cycle_id, keys=key_store(), by=None, at=AT, today=LAST_DAY)

    told = run("restore", file, "--replace").output

    [copy] = file.parent.glob("sebelum-pemulihan-*.tar")
    assert "sudah ditutup dan dikunci setelah" in told
    assert "tidak dapat dibuka siapa pun" in told
    assert f"hanya ada di {copy}" in told


def test_a_cycle_whose_key_is_missing_is_told(run, session, opened, file):
    name = opened.cycle.key_name
    run("backup", file)
    key_store().destroy(name)

    told = run("restore", file, "--replace").output

    assert f"kuncinya TIDAK ADA di {key_store().folder}" in told


def test_a_file_that_is_no_backup_is_refused_on_one_line(run, opened, file):
    file.write_text("bukan cadangan")

    result = run("restore", file, "--replace")

    assert result.exit_code == 1
    assert result.output == "Kesalahan: cadangan.tar bukan cadangan, atau rusak.\n"
