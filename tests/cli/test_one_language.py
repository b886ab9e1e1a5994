"""A run of a command speaks one language: what it prints and refuses, its help, click's words."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from berakhlak.cli.language import translate_command
from berakhlak.cli.main import COMMANDS
from berakhlak.cli.passwords import PasswordOption
from berakhlak.languages import LANGUAGES
from berakhlak.run_language import CLICK_WORDS, gettext_in
from tests.support.warm_program import WarmProgram

ROOT = Path(__file__).resolve().parents[2]
INDONESIAN = re.compile(
    r"\b(?:yang|dan|untuk|atau|dari|dengan|tidak|belum|sudah|ini|bila|berkas|siklus|kunci|wajib|"
    r"bawaan|cara pakai|kesalahan|nilai|baris|basis|pengaturan|jalankan|adalah)\b",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    r"\b(?:the|and|for|or|of|with|not|is|are|was|this|required|usage|error|options|"
    r"database|settings|run|rows|there|no|show)\b",
    re.IGNORECASE,
)
FOREIGN = {"id": ENGLISH, "en": INDONESIAN}
# Names of commands, options, settings, programs and files, and what is quoted from them.
NAMES = re.compile(
    r"--[\w-]+(?:=\S+)?|\b[A-Z]+_[A-Z_]+\b(?:=\S+)?|`[^`]*`|'[^']*'|\{[^}]*\}|\[[a-z-]+(?:\|[^\]]+)+\]|"
    r"\S*[/\\.]\S+|\bSIGNER=\w+"
)
SPEAKING = {
    "echo",
    "secho",
    "ClickException",
    "BadParameter",
    "UsageError",
    "confirm",
    "prompt",
    "ask_password",
}
TEXTS = {"help", "short_help", "prompt", "confirmation_prompt", "metavar", "message"}
MARKED = {"_", "N_", "operator_gettext", "ngettext", "lazy_gettext", "_next"}
# Settings and units, alike in every language.
DATA = {"NIP", "EMAIL", "N", "PDF", "SIGNER", "PUBLIC_URL", "sha256", "BerAKHLAK 360: http://"}


def own(text: str) -> str:
    """What is said, without names."""
    return NAMES.sub(" ", text)


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def is_logged(node: ast.Call) -> bool:
    """Logs are one language, for whoever reads them with a program."""
    return isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "log"


def unmarked(node: ast.AST) -> list[str]:
    """Texts below a node that do not go through the catalogue."""
    if isinstance(node, ast.Call):
        if called(node) in MARKED:
            return []
        return [text for each in (*node.args, *node.keywords) for text in unmarked(each)]
    if isinstance(node, ast.Constant):
        text = node.value if isinstance(node.value, str) else ""
        return [text] if re.search(r"[A-Za-z]{2}", text) and text.strip() not in DATA else []
    if isinstance(node, ast.FormattedValue):
        return unmarked(node.value)
    return [text for each in ast.iter_child_nodes(node) for text in unmarked(each)]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "berakhlak/cli").glob("*.py")), ids=lambda p: p.stem
)
def test_what_a_command_says_is_in_the_catalogue(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and called(node) in SPEAKING:
            found += [text for each in node.args for text in unmarked(each)]
        if isinstance(node, ast.keyword) and node.arg in TEXTS:
            found += unmarked(node.value)

    assert [text for text in found if not text.isspace()] == []


SENTENCE = re.compile(r"[a-z]{2,},? [a-z]{2,}")
# A remedy may be nothing but a command.
COMMAND = re.compile(r"(?:cycle|db|make|people|instrument|\S+\.sh) [a-z]+")
REFUSALS = {
    *("good_finding", "warning_finding", "problem_finding"),
    *("BackupFailed", "BackupDamaged", "BackupUnfit", "RestoreRefused"),
    *("KeyMissing", "KeyForeign", "KeyUnproven", "KeyWiped", "SigningNotConfigured"),
    *(
        "InstrumentInvalid",
        "InstrumentVersionTaken",
        "PatternInvalid",
        "InvalidExchangeFile",
        "RulesRefused",
        "bad",
    ),
}


@pytest.mark.parametrize(
    "folder",
    [
        "inspection",
        "backups",
        "cycles",
        "signing",
        "instrument",
        "documents",
        "exports",
        "figures_files",
        "results",
        "sealing",
        "transparency",
    ],
)
def test_what_operators_are_told_is_in_the_catalogue(folder: str) -> None:
    found = []
    for path in (ROOT / "berakhlak" / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) in REFUSALS and not is_logged(node):
                texts = [text for each in node.args for text in unmarked(each)]
                found += [(path.name, text) for text in texts if SENTENCE.search(text)]

    assert [each for each in found if not COMMAND.fullmatch(each[1].strip())] == []


def leaves(name: str, command: click.Command):
    yield name, command
    if isinstance(command, click.Group):
        for each, inner in command.commands.items():
            yield from leaves(f"{name} {each}", inner)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_of_every_command_holds_no_word_of_the_other_language(app, language) -> None:
    told_in_both, silent, unnamed = [], [], []
    for _module, top in COMMANDS:
        command = app.cli.commands[top]
        translate_command(command, language)
        for name, each in leaves(top, command):
            params = [param for param in each.params if isinstance(param, click.Option)]
            texts = [each.help or "", *(param.help or "" for param in params)]
            texts.append(" ".join(each.collect_usage_pieces(click.Context(each))))
            unnamed += [name for param in each.params if not isinstance(param.metavar, str | None)]
            silent += [name] * (not each.help)
            silent += [f"{name} {param.opts[0]}" for param in params if not param.help]
            told_in_both += [
                (name, word) for word in FOREIGN[language].findall(own(" ".join(texts)))
            ]
    translate_command(app.cli, "id")

    assert silent == []
    assert unnamed == []
    assert told_in_both == []


def test_clicks_own_sentences_are_known_in_indonesian() -> None:
    known = read_po(BytesIO((CLICK_WORDS / "id/LC_MESSAGES/click.po").read_bytes()), locale="id")
    asked = {message for _f, _l, message, _c, _x in extract_from_dir(Path(click.__file__).parent)}

    assert len(asked) > 60
    lacking = [each for each in asked if not (found := known.get(each)) or not found.string]
    assert lacking == []


def run(program: WarmProgram, folder: Path, language: str, *words: str, **settings: str):
    kept = {n: v for n, v in os.environ.items() if n not in {"DATABASE_URL", "KEY_DIR"}}
    own = {"INSTANCE_DIR": str(folder), "COMMAND_LANGUAGE": language}
    return program.run(*words, environment=kept | own | settings)


RUNS = [
    ("doctor",),
    ("cycle", "status", "1"),
    ("cycle", "create", "--opens", "kemarin"),
    ("cycle", "nothing"),
    ("people", "import", "/tidak/ada.csv", "--apply", "--wrong"),
    ("people", "agency", "--help"),
    ("db", "upgrade", "--help"),
    ("restore", "/tidak/ada.tar"),
    ("backup", "/tidak/ada/x.tar"),
]


@pytest.mark.exercises("COMMAND_LANGUAGE")
@pytest.mark.parametrize("language", LANGUAGES)
def test_runs_from_the_shell_speak_one_language(program, tmp_path, language) -> None:
    mixed = []
    for words in RUNS:
        done = run(program, tmp_path, language, *words)
        said = own(done.stdout + done.stderr)
        assert len(said.split()) > 3
        mixed += [(words, said)] * bool(FOREIGN[language].search(said))

    assert mixed == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_refused_settings_are_told_in_the_language_of_the_run(program, tmp_path, language) -> None:
    wrong = {"SIGN_IN_LIMIT": "0", "SESSION_HOURS": "x", "MAX_UPLOAD_MB": "0", "TIMEZONE": "Mars"}

    done = run(program, tmp_path, language, "cycle", "list", **wrong)

    assert done.returncode == 1
    assert gettext_in(language, "pengaturan ini tidak dapat dipakai:") in done.stderr
    assert [FOREIGN[language].search(own(line)) for line in done.stderr.splitlines()] == [None] * 5


def test_a_language_that_is_not_known_is_refused_in_indonesian(program, tmp_path) -> None:
    done = run(program, tmp_path, "fr", "cycle", "list")

    assert done.returncode == 1
    assert "COMMAND_LANGUAGE: 'fr' tidak dikenal -> pilih id, en" in done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_password_from_a_pipe_brings_no_warning_in_another_language(
    app, tmp_path, language
) -> None:
    """Without a terminal Python's getpass would warn in English; a pipe shows nothing anyway."""
    asked = [
        (name, each)
        for _module, top in COMMANDS
        for name, each in leaves(top, app.cli.commands[top])
        if any(getattr(param, "hide_input", False) for param in each.params)
    ]
    assert len(asked) >= 3
    assert [
        name
        for name, each in asked
        for param in each.params
        if getattr(param, "hide_input", False) and not isinstance(param, PasswordOption)
    ] == []
    kept = {n: v for n, v in os.environ.items() if n not in {"DATABASE_URL", "KEY_DIR"}}

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "flask",
            "--app",
            "berakhlak",
            "signing",
            "make-test-key",
            "seal.p12",
        ],
        cwd=tmp_path,
        env=kept
        | {
            "INSTANCE_DIR": str(tmp_path / "instance"),
            "COMMAND_LANGUAGE": language,
            "PYTHONPATH": str(ROOT),
        },
        input="sebuah-kata-sandi\nsebuah-kata-sandi\n",
        capture_output=True,
        text=True,
        start_new_session=True,
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "seal.p12").exists()
    assert "Warning" not in done.stderr
    assert not FOREIGN[language].search(own(done.stdout + done.stderr))
