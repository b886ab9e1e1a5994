"""Every setting, spoilt in every way that people spoil it: told in words, all at once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from berakhlak import create_app
from config import Config, SettingsRefused

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
RATES = ["ten a minute", "10", "10 per", "per minute", "0 per minute", "-1 per minute", "10/x"]
RATES += ["10 per 99999999999 years", "99999999999999999999 per minute"]
WHOLE = ["x", "8.5", "-1", "1e3", "satu", "99999999", "8 jam"]
ADDRESSES = ["360.sukamaju.go.id", "https://", "javascript:alert(1)", "http://a:x/", "http://[/"]
ADDRESSES += ["https://a.id/?x=1", "https://a.id/#x", "https://siapa:rahasia@a.id"]
SPOILT = {
    "BERAKHLAK_ENV": ["prod", "Produksi", "1"],
    "SECURE_COOKIES": ["maybe", "2", "benar"],
    "SHOW_DEMO_ACCOUNTS": ["maybe", "-"],
    "SECOND_FACTOR_REQUIRED": ["maybe", "2"],
    "PUBLISHING_BY_TWO": ["maybe", "2"],
    "INSTANCE_DIR": ["/dev/null/x", "/etc/passwd", "~tidak-ada/x"],
    "KEY_DIR": ["/dev/null/x", "/etc/passwd", "~tidak-ada/x"],
    "KEY_STORE": ["vault", "1"],
    "FILE_STORE": ["s3", "1"],
    "BACKUP_DIR": ["/dev/null/x", "/etc/passwd", "~tidak-ada/x"],
    "JOB_DIR": ["/dev/null/x", "/etc/passwd", "~tidak-ada/x"],
    "SECURITY_LOG": ["/dev/null/x", "/etc", "/etc/passwd/x", "~tidak-ada/x"],
    "DATABASE_LOCK_SECONDS": ["x", "0", "-3", "nan", "inf", "10 detik"],
    "DATABASE_STATEMENT_SECONDS": ["x", "0", "-3", "nan", "inf", "30 detik"],
    "JOB_LEASE_SECONDS": ["x", "0", "-3", "nan", "inf", "60 detik"],
    "DATABASE_URL": [
        "berakhlak",
        "mysql://a/b",
        "sqlite://",
        "postgresql://u@h",
        "postgres:/x",
        "postgresql://u@a:1,b:2/x",
    ]
    + ["sqlite:////tmp", "sqlite:////", "sqlite:////tmp/a?mode=memory", "sqlite:///a?x=1"]
    + ["postgresql://u@h:99999/x", "postgresql://u@h/x?sandi=1"],
    "REDIS_URL": ["localhost:6379", "redis://", "redis://h:port", "http://h", "redis://h/nol"]
    + ["redis://h?db=x", "redis://h?foo=1", "rediss://h?ssl_cert_reqs=x", "redis+unix:///s?foo=1"],
    # The system knows some zones that the library of the pages does not.
    "TIMEZONE": ["Asia/Sukamaju", "WIB", "../etc/passwd", "Asia/", "+7", "posixrules", "localtime"],
    "EXCEPTIONAL_ACCESS_HOURS": [*WHOLE, "0", "73"],
    "SESSION_HOURS": [*WHOLE, "0"],
    "SESSION_MAX_HOURS": [*WHOLE, "0"],
    "ROLE_SESSION_MAX_HOURS": [*WHOLE, "0"],
    "PASSWORD_AGAIN_MINUTES": [*WHOLE, "0"],
    "BREACHED_PASSWORDS": ["/tidak/ada.txt", "/etc"],
    "MAX_UPLOAD_MB": [*WHOLE, "0"],
    "COMMAND_LANGUAGE": ["fr", "indonesia", "id,en"],
    "TRUSTED_PROXIES": WHOLE,
    "LOG_FORMAT": ["xml", "JSON lines"],
    "SLOW_QUERY_SECONDS": ["x", "0", "-3", "nan", "inf", "5 detik"],
    "METRICS_PORT": [*WHOLE, "65536"],
    "DRAIN_SECONDS": [*WHOLE, "301"],
    "SIGN_IN_LIMIT": RATES,
    "SIGN_IN_ADDRESS_LIMIT": RATES,
    "SIGN_IN_NAME_LIMIT": ["banyak", "0 per minute", "10 per"],
    "CITIZEN_LIMIT": RATES,
    "CITIZEN_PROOF": [*WHOLE, "0"],
    "VERIFICATION_LIMIT": RATES,
    "PUBLIC_URL": ADDRESSES,
    "SECURITY_CONTACT": [
        "keamanan",
        "@a.go.id",
        "a b@c.go.id",
        "http://a.go.id",
        "mailto:a",
        "a@b.id\nX: y",
    ],
    "SECURITY_CONTACT_UNTIL": ["besok", "31-12-2027", "2027-02-30", "2027"],
    "BSRE_URL": ADDRESSES,
    "OIDC_ISSUER": [*ADDRESSES, "http://sso.example.go.id"],
    "OIDC_TIMEOUT": ["x", "0", "-3", "nan", "inf", "31"],
    "SIGNER": ["kunci", "key,token"],
    "SIGNING_KEY_FILE": ["/tidak/ada.p12", "/etc"],
    "SIGNING_ROOTS": ["/tidak/ada.pem", "/etc"],
    "SMTP_PORT": [*WHOLE, "0", "70000"],
    "SMTP_TLS": ["ssl", "1", "ya"],
    "SMTP_ROOTS": ["/tidak/ada.pem", "/etc"],
    "SMTP_TIMEOUT": ["x", "0", "-3", "nan", "inf"],
    "MAIL_SENDER": ["360", "360@", "@instansi.go.id", "Penilaian 360"],
    "MAIL_REPLY_TO": ["360", "360@", "Kepegawaian"],
    "MAIL_BOUNCE_ADDRESS": ["360", "360@", "a+b@example.go.id", "a" * 38 + "@example.go.id"],
    "MAIL_HOUR": [*WHOLE, "24"],
    "MAIL_QUIET_FROM": [*WHOLE, "24"],
    "MAIL_QUIET_TO": [*WHOLE, "24"],
    "SIGNING_TIMEOUT": ["x", "0", "-3", "nan", "inf", "30 detik"],
}
# Any words will do, so none of them is malformed.
WORDS = {"SECRET_KEY", "SIGNING_PASSPHRASE", "SIGNING_TOKEN_MODULE", "SIGNING_TOKEN_LABEL"}
WORDS |= {"KEY_TOKEN_MODULE", "KEY_TOKEN_LABEL", "KEY_TOKEN_PIN"}
WORDS |= {
    "SMTP_HOST",
    "SMTP_USER",
    "SMTP_PASSWORD",
    "SIGNING_TOKEN_KEY",
    "BSRE_USER",
    "BSRE_PASSWORD",
    "BSRE_NIK",
    "BSRE_ISSUER",
    "OIDC_CLIENT_ID",
    "OIDC_CLIENT_SECRET",
    "OIDC_LABEL",
    "OIDC_NIP_CLAIM",
    "OIDC_EMAIL_VERIFIED_CLAIM",
    "OIDC_SECOND_STEP_ACR",
}
EVERY = [(name, value) for name, values in SPOILT.items() for value in values]


def run(command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: text for name, text in os.environ.items() if name not in SPOILT.keys() | WORDS}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "berakhlak", *command.split()],
        cwd=ROOT,
        env=kept | settings,
        capture_output=True,
        text=True,
    )


def test_every_documented_setting_is_spoilt_here_or_takes_any_words() -> None:
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", README, flags=re.MULTILINE))

    assert told == SPOILT.keys() | WORDS


@pytest.mark.parametrize(("name", "value"), EVERY)
def test_a_malformed_value_is_one_defect_with_its_mending(name: str, value: str) -> None:
    [defect] = Config.read({name: value}).defects

    assert defect.name == name
    assert defect.words
    assert defect.remedy


@pytest.mark.parametrize("name", sorted(SPOILT.keys() | WORDS))
def test_nothing_written_is_the_default(name: str) -> None:
    assert Config.read({name: "  " if name in SPOILT else ""}) == Config.read({})


def test_a_provider_of_single_sign_on_needs_what_the_sign_in_needs() -> None:
    defects = Config.read({"OIDC_ISSUER": "https://sso.example.go.id/"}).defects

    assert {each.name for each in defects} == {"OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "PUBLIC_URL"}
    assert all("OIDC_ISSUER" in each.words for each in defects)


def test_a_path_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    found = Config.read({"INSTANCE_DIR": "~/data"})

    assert not found.defects
    assert found.database_url == f"sqlite:///{tmp_path / 'data' / 'berakhlak.sqlite3'}"
    assert found.key_dir == tmp_path / "data" / "keys"


@pytest.mark.parametrize("written", ["REDIS://127.0.0.1:1/0", "redis+unix:///tidak/ada"])
def test_an_address_of_redis_that_is_accepted_can_be_used(written: str, tmp_path: Path) -> None:
    config = Config.read({"REDIS_URL": written, "INSTANCE_DIR": str(tmp_path)})

    assert not config.defects
    assert create_app(config).test_client().get("/verifikasi").status_code == 200


def test_a_password_in_an_address_is_not_repeated() -> None:
    for name in ("DATABASE_URL", "REDIS_URL"):
        [defect] = Config.read({name: "foo://pengguna:rahasia@h/x"}).defects

        assert "rahasia" not in str(defect)


def test_a_start_is_refused_with_all_of_them_at_once() -> None:
    spoilt = {name: values[0] for name, values in SPOILT.items()}

    refused = run("serve --port 1", **spoilt)

    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert {name for name in spoilt if f"  {name}: " in refused.stderr} == spoilt.keys()


def test_doctor_tells_all_of_them_and_looks_at_the_rest() -> None:
    spoilt = {name: values[0] for name, values in SPOILT.items()}

    told = run("doctor", **spoilt)

    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert {n for n in spoilt if f"masalah    {n}: " in told.stdout} == spoilt.keys()
    assert "PDF: dapat dibuat" in told.stdout


def test_what_is_unsafe_is_told_beside_what_is_malformed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BERAKHLAK_ENV", "production")
    monkeypatch.setenv("SIGN_IN_LIMIT", "x")

    with pytest.raises(SettingsRefused, match=r"SIGN_IN_LIMIT(.|\n)*SECRET_KEY(.|\n)*PUBLIC_URL"):
        Config.from_environment()
