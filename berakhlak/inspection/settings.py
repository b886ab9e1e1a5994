"""Settings: what production refuses, and what it accepts but should not have."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from limits.storage import storage_from_string

from berakhlak import clock
from berakhlak.clock import day_of
from berakhlak.counter_file import CounterFile
from berakhlak.disk import is_open_to_others
from berakhlak.inspection.findings import (
    InspectionFinding,
    good_finding,
    problem_finding,
    warning_finding,
)
from berakhlak.inspection.served_host import inspect_served_host
from berakhlak.signing.signers import SigningFailed, signer_from
from config import Config, SigningSettings

SOON = 30  # Days.
SETTINGS = lazy_gettext("Pengaturan")
TRIES = lazy_gettext("Batas percobaan")
SIGNATURE = lazy_gettext("Tanda tangan")


def inspect_settings(config: Config) -> Iterator[InspectionFinding]:
    """Everything that the environment decides."""
    yield from _mode(config)
    if config.is_production:
        yield from _outside(config)
    yield from _timezone(config)
    yield _counters(config)
    if not config.defects:
        yield inspect_signer(config.signing)


def _mode(config: Config) -> Iterator[InspectionFinding]:
    defects = config.found()
    for each in defects:
        yield problem_finding(each.name, each.words, each.remedy)
    if not config.is_production:
        yield warning_finding(
            SETTINGS,
            _("mode %(mode)s, hanya untuk mencoba", mode=config.environment),
            _("untuk melayani orang, setel BERAKHLAK_ENV=production"),
        )
    elif not defects:
        yield good_finding(SETTINGS, _("aman untuk produksi"))


def _outside(config: Config) -> Iterator[InspectionFinding]:
    """How the server meets the world."""
    if config.public_url.startswith("https://"):
        yield good_finding("PUBLIC_URL", config.public_url)
    elif config.public_url:
        remedy = _("setel ke alamat yang dibuka masyarakat")
        yield warning_finding("PUBLIC_URL", _("bukan alamat https"), remedy)
    if not config.trusted_proxies:
        yield warning_finding(
            "TRUSTED_PROXIES",
            _("0: di belakang proxy, semua orang terhitung satu alamat dalam batas percobaan"),
            _("setel ke banyaknya proxy di depan aplikasi (biasanya 1)"),
        )
    yield from inspect_served_host(config)
    yield _contact(config)
    if config.demo_accounts_shown:
        yield problem_finding(
            "SHOW_DEMO_ACCOUNTS",
            _("akun demo tampil di halaman masuk"),
            _("hapus pengaturan ini"),
        )


def _contact(config: Config) -> InspectionFinding:
    """Whether who finds a weakness knows whom to tell."""
    day = config.security_contact_until
    if not config.security_contact or day is None:
        words = _("kosong: yang menemukan celah keamanan tidak tahu harus melapor ke mana")
        return warning_finding("SECURITY_CONTACT", words, _("isi alamat yang dibaca setiap hari"))
    left = (day - day_of(clock.utc_now(), config.timezone)).days
    if left >= SOON:
        return good_finding("SECURITY_CONTACT", config.security_contact)
    words = (
        _("habis pada %(day)s", day=day.isoformat())
        if left >= 0
        else _(
            "sudah habis pada %(day)s; pelapor akan mengira alamatnya tidak dibaca lagi",
            day=day.isoformat(),
        )
    )
    remedy = _(
        "bila %(contact)s masih dibaca, setel ke paling lama setahun lagi",
        contact=config.security_contact,
    )
    return warning_finding("SECURITY_CONTACT_UNTIL", words, remedy)


def _timezone(config: Config) -> Iterator[InspectionFinding]:
    if "TIMEZONE" not in {each.name for each in config.defects}:
        yield good_finding("TIMEZONE", config.timezone)


def _counters(config: Config) -> InspectionFinding:
    """The store of rate limits; the memory of a process needs no check."""
    if not config.counts_together:
        return good_finding(TRIES, _("dihitung di memori tiap proses"))
    if not config.uses_redis:
        return _counter_file(CounterFile(config.rate_limit_storage))
    try:
        answers = storage_from_string(config.rate_limit_storage, socket_connect_timeout=2).check()
        reason = _("tidak menjawab")
    except Exception as error:  # Whatever the library of that store raises.
        answers, reason = False, type(error).__name__
    if answers:
        return good_finding(TRIES, _("dihitung bersama di REDIS_URL"))
    return problem_finding(
        TRIES,
        _(
            "REDIS_URL tidak terjangkau (%(why)s); sementara ini tiap proses menghitung sendiri",
            why=reason,
        ),
        _("periksa alamat dan servernya"),
    )


def _counter_file(store: CounterFile) -> InspectionFinding:
    if store.check():
        return good_finding(TRIES, _("dihitung bersama oleh semua proses di mesin ini"))
    return problem_finding(
        TRIES,
        _("%(path)s tidak dapat ditulis; tiap proses menghitung sendiri", path=store.path),
        _("periksa hak dan ruang disk; bila berkasnya rusak, hapus saja: isinya dibuat lagi"),
    )


def inspect_signer(settings: SigningSettings) -> InspectionFinding:
    """Whether documents can be signed; a token is not opened, since wrong PINs lock it."""
    if settings.signer in ("", "none"):
        return good_finding(SIGNATURE, _("SIGNER=none, profil terbit tanpa tanda tangan"))
    file = settings.key_file
    if settings.signer == "key" and file and file.exists() and is_open_to_others(file):
        words = _("%(path)s dapat dibaca pengguna lain", path=file)
        return problem_finding(SIGNATURE, words, f"chmod 600 {file}")
    if settings.signer == "token":
        return good_finding(
            SIGNATURE, _("SIGNER=token; coba dengan: %(command)s", command="signing check")
        )
    try:
        signer_from(settings)
    except SigningFailed as error:
        return problem_finding(SIGNATURE, error.detail, _("lihat docs/signing.md"))
    return good_finding(SIGNATURE, _("SIGNER=%(name)s siap", name=settings.signer))
