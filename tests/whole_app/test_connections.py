"""In production, what goes to other machines goes encrypted, and to the right one."""

from __future__ import annotations

import pytest

from config import Config
from tests.whole_app.test_production import SAFE

MAIL = {"SMTP_HOST": "mail.sukamaju.go.id", "MAIL_SENDER": "360@sukamaju.go.id"}
BSRE = {"SIGNER": "bsre"}
OUTSIDE = "postgresql://u@db.sukamaju.go.id/x"


def refused(**settings: str) -> list[str]:
    return [each.name for each in Config.read(SAFE | settings).found()]


@pytest.mark.parametrize(
    "settings",
    [
        {"DATABASE_URL": OUTSIDE},
        {"DATABASE_URL": f"{OUTSIDE}?sslmode=require"},
        {"DATABASE_URL": f"{OUTSIDE}?sslmode=prefer"},
        {"DATABASE_URL": "postgresql:///x?host=10.0.0.7"},
        {"DATABASE_URL": "postgresql:///x?host=/run/postgresql,10.0.0.7"},
        {"DATABASE_URL": "postgresql:///x?host=127.0.0.1:5432&host=db.sukamaju.go.id:5432"},
        {"REDIS_URL": "redis://redis.sukamaju.go.id/0"},
        {"REDIS_URL": "rediss://redis.sukamaju.go.id/0?ssl_cert_reqs=none"},
        {"SMTP_TLS": "none"} | MAIL,
        {"BSRE_URL": "http://10.1.2.3"} | BSRE,
    ],
)
def test_words_in_clear_to_another_machine_are_refused(settings: dict[str, str]) -> None:
    assert refused(**settings) == [next(iter(settings))]
    assert not Config.read(settings | {"PUBLIC_URL": SAFE["PUBLIC_URL"]}).found()


@pytest.mark.parametrize(
    "settings",
    [
        {"DATABASE_URL": f"{OUTSIDE}?sslmode=verify-full&sslrootcert=/etc/ssl/ca.pem"},
        {"DATABASE_URL": "postgresql://u@127.0.0.1/x"},
        {"DATABASE_URL": "postgresql://u@[::1]/x"},
        {"DATABASE_URL": "postgresql:///x?host=/run/postgresql"},
        {"DATABASE_URL": "postgresql:///x?host=127.0.0.1:5432&host=[::1]:5433"},
        {"REDIS_URL": "redis://localhost:6379/0"},
        {"REDIS_URL": "rediss://redis.sukamaju.go.id/0"},
        {"SMTP_TLS": "starttls"} | MAIL,
        {"SMTP_TLS": "none", "SMTP_HOST": "localhost"} | {"MAIL_SENDER": MAIL["MAIL_SENDER"]},
        {"BSRE_URL": "https://10.1.2.3"} | BSRE,
        {"BSRE_URL": "http://127.0.0.1:8080"} | BSRE,
        {"BSRE_URL": "http://10.1.2.3"},  # Nothing is signed there.
    ],
)
def test_this_machine_and_what_is_encrypted_are_accepted(settings: dict[str, str]) -> None:
    assert refused(**settings) == []
