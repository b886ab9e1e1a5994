"""Before the database is prepared, every command says on one line what to do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from berakhlak.cli.main import COMMANDS
from berakhlak.signing.codes import new_code
from tests.support.databases import build_app

ROOT = Path(__file__).resolve().parents[2]
# They need no database, or prepare it.
APART = {
    "doctor",
    "serve",
    "restore",
    "figures",
    "version",  # Says that there is none.
    "data kinds",
    "cycle holders make",  # Writes a file alone.
    "cycle holders attach",  # Refuses the file first.
    "instrument check",
    "instrument from-table",  # Refuses the file first.
    "signing make-test-key",
    "signing check",
    "backup",  # In words of its own.
    "mail test",
    "mail send",  # What lacks first is a server of mail.
}


def leaves(name, command):
    if isinstance(command, click.Group):
        for each, inner in command.commands.items():
            yield from leaves(f"{name} {each}", inner)
    else:
        yield name, command


def arguments(command, tmp_path):
    """Something that fits each thing that a command must be told."""
    file = tmp_path / "berkas.csv"
    file.write_bytes((ROOT / "berakhlak/instrument/data/berakhlak-2021.toml").read_bytes())
    words = []
    for each in command.params:
        kind = each.type
        value = "1" if kind.name == "integer" else "x"
        if isinstance(kind, click.Choice):
            value = str(kind.choices[0])
        elif isinstance(kind, click.Path):
            value = str(file if kind.exists else tmp_path / "baru")
        elif isinstance(kind, click.DateTime):
            value = "2026-11-01"
        elif each.name == "code":
            value = new_code()  # One of another form is refused before the database is asked.
        if isinstance(each, click.Argument):
            words += [value] * max(1, each.nargs)
        elif each.required or each.name == "password":
            words += [each.opts[0], "sandi-yang-panjang" if each.name == "password" else value]
    return words


@pytest.fixture
def bare(tmp_path):
    return build_app(f"sqlite:///{tmp_path / 'tidak' / 'ada' / 'a.sqlite3'}", tmp_path / "keys")


def test_no_command_ends_in_a_traceback(bare, tmp_path):
    own = {name: bare.cli.commands[name] for _module, name in COMMANDS}
    every = [pair for name, each in own.items() for pair in leaves(name, each)]
    told, silent = {}, []
    for name, command in every:
        if name in APART:
            continue
        done = bare.test_cli_runner().invoke(args=[*name.split(), *arguments(command, tmp_path)])
        told[name] = done.output
        advised = "db upgrade" in done.output or "doctor" in done.output
        if done.exit_code != 1 or not advised or not isinstance(done.exception, SystemExit):
            silent.append((name, done.exit_code, done.output, repr(done.exception)))

    assert len(told) > 15
    assert silent == []
    assert [name for name, said in told.items() if len(said.strip().splitlines()) > 1] == []


def run(folder, *words):
    kept = {n: v for n, v in os.environ.items() if n not in {"DATABASE_URL", "KEY_DIR"}}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "berakhlak", *words],
        cwd=ROOT,
        env=kept | {"INSTANCE_DIR": str(folder)},
        capture_output=True,
        text=True,
    )


def test_the_installed_program_finds_the_application_from_any_folder(tmp_path):
    """Timers and services start it where no file of the application lies."""
    program = Path(sys.executable).with_name("berakhlak")
    kept = {n: v for n, v in os.environ.items() if n not in {"DATABASE_URL", "KEY_DIR"}}
    done = {
        words: subprocess.run(
            [program, *words.split()],
            cwd=tmp_path,
            env=kept | {"INSTANCE_DIR": str(tmp_path / "instance")},
            capture_output=True,
            text=True,
        )
        for words in ("db upgrade", "people agency CONTOH Contoh", "cycle list", "doctor")
    }

    assert {words: each.stderr for words, each in done.items() if each.returncode} == {}
    assert "CONTOH" in done["people agency CONTOH Contoh"].stdout


def test_what_doctor_advises_for_a_folder_that_is_not_there_works(tmp_path):
    folder = tmp_path / "belum" / "ada"
    before = run(folder, "doctor")

    assert before.returncode == 1
    assert "-> flask --app berakhlak db upgrade" in before.stdout
    assert run(folder, "db", "upgrade").returncode == 0
    after = run(folder, "doctor")

    assert after.returncode == 0, after.stdout


def test_the_first_steps_of_the_readme_are_true_as_written(tmp_path):
    section = (ROOT / "README.md").read_text().split("## First steps in production")[1]
    block = re.search(r"```sh\n(.*?)```", section, flags=re.DOTALL).group(1)
    steps = [line.split("  #")[0].strip() for line in block.splitlines() if "flask" in line]
    steps = [line for line in steps if not line.endswith("serve")]
    done = []
    for line in steps:
        script = line.replace("pegawai.csv", str(personnel(tmp_path))).replace(
            "flask ", f"{sys.executable} -m flask ", 1
        )
        answer = subprocess.run(
            ["bash", "-c", script],
            cwd=ROOT,
            env={n: v for n, v in os.environ.items() if n not in {"DATABASE_URL", "KEY_DIR"}}
            | production(tmp_path),
            capture_output=True,
            text=True,
            input="sandi-yang-panjang-1\nsandi-yang-panjang-1\n",
        )
        done.append((line, answer.returncode, answer.stdout + answer.stderr))

    assert len(done) >= 5
    assert [each for each in done if each[1] != 0] == []


def test_what_the_readme_installs_speaks_one_language(tmp_path):
    section = (ROOT / "README.md").read_text().split("## First steps in production")[1]
    assert section.lstrip().startswith("After `make install`, ")
    for name in ("berakhlak", "scripts", "requirements"):
        leave = shutil.ignore_patterns("*.mo", "__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=leave)
    for name in ("Makefile", "pyproject.toml", "babel.toml"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").symlink_to(sys.prefix)

    done = subprocess.run(["make", "install"], cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr
    written = sorted(tmp_path.glob("berakhlak/**/*.po"))
    assert len(written) > 1
    assert [file for file in written if not file.with_suffix(".mo").exists()] == []


def production(tmp_path):
    return {
        "BERAKHLAK_ENV": "production",
        "SECRET_KEY": "r" * 40,
        "SECURE_COOKIES": "1",
        "PUBLIC_URL": "https://360.sukamaju.go.id",
        "INSTANCE_DIR": str(tmp_path / "instance"),
    }


def personnel(tmp_path):
    from berakhlak.people.personnel_file.template import csv_template

    file = tmp_path / "pegawai.csv"
    file.write_bytes(csv_template())
    return file


@pytest.mark.parametrize("command", ["upgrade", "current"])
def test_migrating_an_unreachable_server_ends_in_one_line(tmp_path, command):
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "berakhlak", "db", command],
        cwd=ROOT,
        env=os.environ
        | {"INSTANCE_DIR": str(tmp_path), "DATABASE_URL": "postgresql://siapa@127.0.0.1:1/tiada"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "doctor" in done.stderr
    assert [line for line in done.stderr.splitlines() if not line.startswith("INFO")] == [
        done.stderr.splitlines()[-1]
    ]
