"""Every setting in one typed place; the environment overrides, the README lists them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import click

from berakhlak import run_language
from berakhlak.connections import OpenConnection, open_connections, server_options
from berakhlak.environment import SettingDefect, SettingsReader
from berakhlak.key_settings import KeyTokenSettings
from berakhlak.languages import LANGUAGES, SOURCE
from berakhlak.mail_settings import MailSettings
from berakhlak.run_language import N_
from berakhlak.single_sign_on_settings import SingleSignOnSettings

ROOT = Path(__file__).resolve().parent
COUNTER_FILE = "counter-file://"  # See berakhlak.counter_file.
ENVIRONMENTS = ("development", "production")
FILE_STORES = ("folder", "database")
SIGNERS = ("none", "key", "token", "bsre")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")  # Health checks ask there.
RANDOM_LETTERS = 'python3 -c "import secrets; print(secrets.token_hex(32))"'


def command_language() -> str:
    """The language that the environment asks commands to speak; known before all other settings."""
    return SettingsReader(os.environ).language


class SettingsRefused(click.ClickException):
    """Settings that cannot be used, or that production must not start with; all of them at once.

    Commands tell them, one on a line, and exit with 1.
    """

    def __init__(self, defects: Sequence[SettingDefect], language: str = SOURCE) -> None:
        lines = [str(each) for each in defects]
        first = run_language.gettext_in(language, N_("pengaturan ini tidak dapat dipakai:"))
        super().__init__("\n  ".join([first, *lines]) if len(lines) > 1 else lines[0])


# Set while `doctor` looks: it tells of the defects itself.
_told_elsewhere: ContextVar[bool] = ContextVar("told_elsewhere", default=False)


@contextmanager
def defects_told_elsewhere() -> Iterator[None]:
    """Build an application in spite of defects, only to look at it."""
    token = _told_elsewhere.set(True)
    try:
        yield
    finally:
        _told_elsewhere.reset(token)


def _default_database(instance: Path) -> str:
    return f"sqlite:///{instance / 'berakhlak.sqlite3'}"


def _default_counters(instance: Path) -> str:
    return f"{COUNTER_FILE}{instance / 'counters.sqlite3'}"


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
    def read(cls, read: SettingsReader) -> SigningSettings:
        """Read the settings; what is missing for the chosen signer is told when it is used."""
        return cls(
            signer=read.choice("SIGNER", "none", SIGNERS),
            passphrase=read.secret("SIGNING_PASSPHRASE"),
            key_file=read.file("SIGNING_KEY_FILE"),
            token_module=read.text("SIGNING_TOKEN_MODULE"),
            token_label=read.text("SIGNING_TOKEN_LABEL"),
            token_key=read.text("SIGNING_TOKEN_KEY"),
            bsre_url=read.address("BSRE_URL"),
            bsre_user=read.text("BSRE_USER"),
            bsre_password=read.secret("BSRE_PASSWORD"),
            bsre_nik=read.text("BSRE_NIK"),
            bsre_issuer=read.text("BSRE_ISSUER", "BSrE"),
            roots_file=read.file("SIGNING_ROOTS"),
            timeout_seconds=read.seconds("SIGNING_TIMEOUT", 30.0, 600),
        )


@dataclass(frozen=True, kw_only=True)
class Config:
    """Settings of one running application.

    Read with :meth:`from_environment`; tests build it directly. ``key_dir`` holds the cycle keys
    and must never lie inside a database backup: whoever has both can link open sheets to raters.
    """

    environment: str = "development"
    secret_key: str = field(default="", repr=False)
    secret_file: Path | None = None
    database_url: str = _default_database(ROOT / "instance")
    key_dir: Path = ROOT / "instance" / "keys"
    key_token: KeyTokenSettings = field(default_factory=KeyTokenSettings)
    database_lock_seconds: float = 10.0
    database_statement_seconds: float = 30.0
    job_dir: Path = ROOT / "instance" / "jobs"
    file_store: str = "folder"
    backup_dir: Path = ROOT / "instance-backups"
    job_lease_seconds: float = 60.0
    security_log: str = ""
    log_format: str = "text"
    slow_query_seconds: float = 5.0
    metrics_port: int = 0
    drain_seconds: int = 0
    secure_cookies: bool = False
    default_locale: str = "id"
    command_language: str = SOURCE
    timezone: str = "Asia/Jakarta"
    session_hours: int = 8
    session_max_hours: int = 24
    role_session_max_hours: int = 12
    password_again_minutes: int = 15
    second_factor_required: bool = False
    publishing_by_two: bool = False
    exceptional_access_hours: int = 4
    breached_passwords: Path | None = None
    sign_in_limit: str = "10 per minute"
    sign_in_address_limit: str = "60 per minute"
    sign_in_name_limit: str = "100 per hour"
    citizen_limit: str = "30 per minute"
    citizen_proof: int = 100_000
    verification_limit: str = "30 per minute"
    public_url: str = ""
    security_contact: str = ""
    security_contact_until: date | None = None
    limits_enabled: bool = True
    rate_limit_storage: str = "memory://"
    max_upload_megabytes: int = 8
    trusted_proxies: int = 0
    demo_accounts_shown: bool = False
    signing: SigningSettings = field(default_factory=SigningSettings)
    mail: MailSettings = field(default_factory=MailSettings)
    single_sign_on: SingleSignOnSettings = field(default_factory=SingleSignOnSettings)
    testing: bool = False
    defects: tuple[SettingDefect, ...] = ()

    @classmethod
    def from_environment(cls) -> Config:
        """Read the settings; raises SettingsRefused with everything that is wrong with them."""
        config = cls.read(os.environ)
        if defects := config.found():
            config.refuse(defects)
        return config

    def refuse(self, defects: Sequence[SettingDefect]) -> None:
        """Raise SettingsRefused, unless somebody else tells of the defects."""
        if not _told_elsewhere.get():
            raise SettingsRefused(defects, self.command_language)

    @classmethod
    def read(cls, source: Mapping[str, str]) -> Config:
        """Read the settings; what cannot be used has its default, and a line in `defects`."""
        read = SettingsReader(source)
        instance = read.folder("INSTANCE_DIR", ROOT / "instance")
        environment = read.choice("BERAKHLAK_ENV", "development", ENVIRONMENTS)
        config = cls(
            environment=environment,
            secret_key=read.secret("SECRET_KEY"),
            secret_file=instance / "secret-key",
            database_url=read.database("DATABASE_URL", _default_database(instance)),
            database_lock_seconds=read.seconds("DATABASE_LOCK_SECONDS", 10.0, 600),
            database_statement_seconds=read.seconds("DATABASE_STATEMENT_SECONDS", 30.0, 3600),
            key_dir=read.folder("KEY_DIR", instance / "keys"),
            key_token=KeyTokenSettings.read(read),
            job_dir=read.folder("JOB_DIR", instance / "jobs"),
            file_store=read.choice("FILE_STORE", "folder", FILE_STORES),
            # Not below INSTANCE_DIR: a copy of that takes the keys along.
            backup_dir=read.folder("BACKUP_DIR", instance.with_name(f"{instance.name}-backups")),
            job_lease_seconds=read.seconds("JOB_LEASE_SECONDS", 60.0, 3600),
            security_log=read.log("SECURITY_LOG", instance / "security.log"),
            log_format=read.choice("LOG_FORMAT", "text", ("text", "json")),
            slow_query_seconds=read.seconds("SLOW_QUERY_SECONDS", 5.0, 3600),
            metrics_port=read.number("METRICS_PORT", 0, 0, 65535),
            drain_seconds=read.number("DRAIN_SECONDS", 0, 0, 300),
            secure_cookies=read.flag("SECURE_COOKIES", default=False),
            command_language=read.choice("COMMAND_LANGUAGE", SOURCE, LANGUAGES),
            timezone=read.zone("TIMEZONE", "Asia/Jakarta"),
            session_hours=read.number("SESSION_HOURS", 8, 1, 720),
            session_max_hours=read.number("SESSION_MAX_HOURS", 24, 1, 720),
            role_session_max_hours=read.number("ROLE_SESSION_MAX_HOURS", 12, 1, 720),
            password_again_minutes=read.number("PASSWORD_AGAIN_MINUTES", 15, 1, 1440),
            # Where somebody only tries things out, accounts of invented people open at once.
            second_factor_required=read.flag(
                "SECOND_FACTOR_REQUIRED", default=environment == "production"
            ),
            publishing_by_two=read.flag("PUBLISHING_BY_TWO", default=False),
            exceptional_access_hours=read.number("EXCEPTIONAL_ACCESS_HOURS", 4, 1, 72),
            breached_passwords=read.file("BREACHED_PASSWORDS"),
            sign_in_limit=read.rate("SIGN_IN_LIMIT", "10 per minute"),
            sign_in_address_limit=read.rate("SIGN_IN_ADDRESS_LIMIT", "60 per minute"),
            sign_in_name_limit=read.rate("SIGN_IN_NAME_LIMIT", "100 per hour"),
            citizen_limit=read.rate("CITIZEN_LIMIT", "30 per minute"),
            citizen_proof=read.number("CITIZEN_PROOF", 100_000, 1_000, 10_000_000),
            verification_limit=read.rate("VERIFICATION_LIMIT", "30 per minute"),
            public_url=read.address("PUBLIC_URL"),
            security_contact=read.contact("SECURITY_CONTACT"),
            security_contact_until=read.day("SECURITY_CONTACT_UNTIL"),
            rate_limit_storage=read.counters("REDIS_URL", _default_counters(instance)),
            max_upload_megabytes=read.number("MAX_UPLOAD_MB", 8, 1, 1000),
            trusted_proxies=read.number("TRUSTED_PROXIES", 0, 0, 10),
            demo_accounts_shown=read.flag("SHOW_DEMO_ACCOUNTS", default=False),
            signing=SigningSettings.read(read),
            mail=MailSettings.read(read),
            single_sign_on=SingleSignOnSettings.read(read),
        )
        if config.security_contact and not config.security_contact_until:
            read.refuse_missing("SECURITY_CONTACT_UNTIL", "SECURITY_CONTACT")
        return replace(config, defects=tuple(read.defects))

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    def found(self) -> tuple[SettingDefect, ...]:
        """Everything with which the application must not start."""
        named = {each.name for each in self.defects}
        return (*self.defects, *(each for each in self._unsafe() if each.name not in named))

    def _unsafe(self) -> Iterator[SettingDefect]:
        """In production: what is only safe on a developer's machine."""
        say = partial(run_language.gettext_in, self.command_language)
        if not self.is_production:
            return
        if len(self.secret_key) < 32:
            yield SettingDefect(
                "SECRET_KEY",
                say(N_("untuk produksi harus paling sedikit 32 huruf acak")),
                say(N_("buat dengan: %(command)s"), command=RANDOM_LETTERS),
            )
        if not self.secure_cookies:
            yield SettingDefect(
                "SECURE_COOKIES",
                say(N_("untuk produksi harus 1")),
                say(N_("layani lewat HTTPS, setel 1")),
            )
        if not self.public_url:
            # Links in QR codes would lead wherever a request's Host header says: anybody's choice.
            yield SettingDefect(
                "PUBLIC_URL",
                say(N_("untuk produksi harus diisi, karena tautan di kode QR menuju ke sana")),
                say(
                    N_("setel ke alamat yang dibuka masyarakat, misalnya %(example)s"),
                    example="https://360.example.go.id",
                ),
            )

        for each in self._open_connections():
            yield SettingDefect(
                each.setting,
                say(N_("ke mesin lain tanpa enkripsi, atau tanpa memastikan siapa yang menjawab")),
                say(N_("tulis seperti %(example)s"), example=each.remedy),
            )

    def _open_connections(self) -> Iterator[OpenConnection]:
        return open_connections(
            database=self.database_url,
            counters=self.rate_limit_storage,
            mail_host=self.mail.host,
            mail_encryption=self.mail.encryption,
            signing_url=self.signing.bsre_url if self.signing.signer == "bsre" else "",
        )

    @property
    def counts_together(self) -> bool:
        """Whether tries are counted in one place for all processes."""
        return not self.rate_limit_storage.startswith("memory:")

    @property
    def uses_redis(self) -> bool:
        """Whether a Redis holds the counts, and the queue of jobs."""
        return self.counts_together and not self.rate_limit_storage.startswith(COUNTER_FILE)

    @property
    def _own_counters(self) -> dict[str, str]:
        """Where this host counts tries while Redis is away."""
        if not self.uses_redis:
            return {}
        return {"file": _default_counters(self.job_dir.parent)}

    @property
    def trusted_hosts(self) -> tuple[str, ...]:
        """The hosts that requests may name, of PUBLIC_URL and of this machine; none means any."""
        host = urlsplit(self.public_url).hostname
        return (host, *LOOPBACK) if host else ()

    def for_flask(self) -> dict[str, object]:
        """The same settings under the names that Flask and its extensions read."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            # Errors of the database would carry handles, words and names into the log.
            # A new connection sees what was gathered about the tables since the last one.
            "SQLALCHEMY_ENGINE_OPTIONS": {
                "hide_parameters": True,
                "pool_recycle": 900,
                **server_options(self.database_url),
            },
            # Browsers take a name that begins so from this host alone, over HTTPS, for all paths.
            "SESSION_COOKIE_NAME": "__Host-session" if self.secure_cookies else "session",
            "SESSION_COOKIE_PATH": "/",
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
            "RATELIMIT_STORAGE_URI": (
                f"survivable+{self.rate_limit_storage}"  # See berakhlak.counters.
                if self.uses_redis
                else self.rate_limit_storage
            ),
            "RATELIMIT_STORAGE_OPTIONS": {"secret": self.secret_key, **self._own_counters},
            "TESTING": self.testing,
            "BERAKHLAK": self,
        }
