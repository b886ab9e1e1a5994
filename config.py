"""Every setting in one typed place; the environment overrides, the README lists them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

ROOT = Path(__file__).resolve().parent
DEVELOPMENT_SECRET = "hanya-untuk-pengembangan"  # noqa: S105  Refused in production.


class InsecureConfiguration(click.ClickException):
    """Production was asked to start with a setting that is only safe on a developer's machine.

    Commands tell it on one line and exit with 1.
    """


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "ya", "on"}


def _path(name: str, default: Path) -> Path:
    return Path(os.environ.get(name, default)).resolve()


def _instance_dir() -> Path:
    return _path("INSTANCE_DIR", ROOT / "instance")


def _database_url() -> str:
    url = os.environ.get("DATABASE_URL", f"sqlite:///{_instance_dir() / 'berakhlak.sqlite3'}")
    for plain in ("postgres://", "postgresql://"):
        if url.startswith(plain):
            return "postgresql+psycopg://" + url.removeprefix(plain)
    return url


def _path_or_none(text: str) -> Path | None:
    return Path(text).resolve() if text else None


@dataclass(frozen=True, kw_only=True)
class SigningSettings:
    """Who signs profiles (docs/signing.md). `passphrase` opens the key file, the token or, at the
    national service, the signer's certificate."""

    signer: str = "none"
    passphrase: str = field(default="", repr=False)
    key_file: Path | None = None
    token_module: str = ""
    token_label: str = ""
    token_key: str = ""
    bsre_url: str = ""
    bsre_user: str = ""
    bsre_password: str = field(default="", repr=False)
    bsre_nik: str = field(default="", repr=False)
    bsre_issuer: str = "BSrE"
    roots_file: Path | None = None
    timeout_seconds: float = 30.0

    @classmethod
    def from_environment(cls) -> SigningSettings:
        """Read the settings; what is missing for the chosen signer is told when it is used."""
        return cls(
            signer=os.environ.get("SIGNER", "none").strip().lower(),
            passphrase=os.environ.get("SIGNING_PASSPHRASE", ""),
            key_file=_path_or_none(os.environ.get("SIGNING_KEY_FILE", "")),
            token_module=os.environ.get("SIGNING_TOKEN_MODULE", ""),
            token_label=os.environ.get("SIGNING_TOKEN_LABEL", ""),
            token_key=os.environ.get("SIGNING_TOKEN_KEY", ""),
            bsre_url=os.environ.get("BSRE_URL", "").rstrip("/"),
            bsre_user=os.environ.get("BSRE_USER", ""),
            bsre_password=os.environ.get("BSRE_PASSWORD", ""),
            bsre_nik=os.environ.get("BSRE_NIK", ""),
            bsre_issuer=os.environ.get("BSRE_ISSUER", "BSrE"),
            roots_file=_path_or_none(os.environ.get("SIGNING_ROOTS", "")),
            timeout_seconds=float(os.environ.get("SIGNING_TIMEOUT", "30")),
        )


@dataclass(frozen=True, kw_only=True)
class Config:
    """Settings of one running application.

    Read with :meth:`from_environment`; tests build it directly. ``key_dir`` holds the cycle keys
    and must never lie inside a database backup: whoever has both can link open sheets to raters.
    """

    environment: str = "development"
    secret_key: str = DEVELOPMENT_SECRET
    database_url: str = field(default_factory=_database_url)
    key_dir: Path = field(default_factory=lambda: _path("KEY_DIR", _instance_dir() / "keys"))
    secure_cookies: bool = False
    default_locale: str = "id"
    timezone: str = "Asia/Jakarta"
    session_hours: int = 8
    sign_in_limit: str = "10 per minute"
    sign_in_address_limit: str = "60 per minute"
    citizen_limit: str = "30 per minute"
    verification_limit: str = "30 per minute"
    public_url: str = ""
    limits_enabled: bool = True
    rate_limit_storage: str = "memory://"
    max_upload_megabytes: int = 8
    trusted_proxies: int = 0
    demo_accounts_shown: bool = False
    signing: SigningSettings = field(default_factory=SigningSettings)
    testing: bool = False

    @classmethod
    def from_environment(cls) -> Config:
        """Read the settings; raises InsecureConfiguration when production would be unsafe."""
        config = cls(
            environment=os.environ.get("BERAKHLAK_ENV", "development"),
            secret_key=os.environ.get("SECRET_KEY", DEVELOPMENT_SECRET),
            secure_cookies=_flag("SECURE_COOKIES", default=False),
            timezone=os.environ.get("TIMEZONE", "Asia/Jakarta"),
            session_hours=int(os.environ.get("SESSION_HOURS", "8")),
            sign_in_limit=os.environ.get("SIGN_IN_LIMIT", "10 per minute"),
            sign_in_address_limit=os.environ.get("SIGN_IN_ADDRESS_LIMIT", "60 per minute"),
            citizen_limit=os.environ.get("CITIZEN_LIMIT", "30 per minute"),
            verification_limit=os.environ.get("VERIFICATION_LIMIT", "30 per minute"),
            public_url=os.environ.get("PUBLIC_URL", "").rstrip("/"),
            rate_limit_storage=os.environ.get("REDIS_URL", "memory://"),
            max_upload_megabytes=int(os.environ.get("MAX_UPLOAD_MB", "8")),
            trusted_proxies=int(os.environ.get("TRUSTED_PROXIES", "0")),
            demo_accounts_shown=_flag("SHOW_DEMO_ACCOUNTS", default=False),
            signing=SigningSettings.from_environment(),
        )
        config.check()
        return config

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    def check(self) -> None:
        """Refuse, in production, what is only safe on a developer's machine."""
        if not self.is_production:
            return
        if self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < 32:
            raise InsecureConfiguration(
                "SECRET_KEY must be set to at least 32 random characters in production, e.g.: "
                'python3 -c "import secrets; print(secrets.token_hex(32))"'
            )
        if not self.secure_cookies:
            raise InsecureConfiguration(
                "SECURE_COOKIES=1 is required in production (serve over HTTPS)."
            )
        address = urlsplit(self.public_url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise InsecureConfiguration(
                "PUBLIC_URL must be set in production to the address under which the public "
                "reaches this server, e.g. https://360.example.go.id: links in QR codes would "
                "otherwise lead wherever a request's Host header says, which anybody can forge."
            )

    def for_flask(self) -> dict[str, object]:
        """The same settings under the names that Flask and its extensions read."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.secure_cookies,
            "PERMANENT_SESSION_LIFETIME": timedelta(hours=self.session_hours),
            # Renewed now and then by berakhlak.accounts.session.
            "SESSION_REFRESH_EACH_REQUEST": False,
            "MAX_CONTENT_LENGTH": self.max_upload_megabytes * 1024 * 1024,
            "BABEL_DEFAULT_LOCALE": self.default_locale,
            "BABEL_DEFAULT_TIMEZONE": self.timezone,
            "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "berakhlak" / "translations"),
            "RATELIMIT_ENABLED": self.limits_enabled,
            "RATELIMIT_STORAGE_URI": self.rate_limit_storage,
            "TESTING": self.testing,
            "BERAKHLAK": self,
        }
