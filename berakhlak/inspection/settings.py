"""Settings: what production refuses, and what it accepts but should not have."""

from __future__ import annotations

from collections.abc import Iterator

from limits.storage import storage_from_string

from berakhlak.disk import is_open_to_others
from berakhlak.inspection.findings import Finding, fine, problem, warning
from berakhlak.signing.signers import SigningFailed, signer_from
from config import Config, SigningSettings


def inspect_settings(config: Config) -> Iterator[Finding]:
    """Everything that the environment decides."""
    yield from _mode(config)
    if config.is_production:
        yield from _outside(config)
    yield from _timezone(config)
    yield _counters(config)
    if not config.defects:
        yield inspect_signer(config.signing)


def _mode(config: Config) -> Iterator[Finding]:
    defects = config.found()
    for each in defects:
        yield problem(each.name, each.words, each.remedy)
    if not config.is_production:
        yield warning(
            "Pengaturan",
            f"mode {config.environment}, hanya untuk mencoba",
            "untuk melayani orang, setel BERAKHLAK_ENV=production",
        )
    elif not defects:
        yield fine("Pengaturan", "aman untuk produksi")


def _outside(config: Config) -> Iterator[Finding]:
    """How the server meets the world."""
    if config.public_url.startswith("https://"):
        yield fine("PUBLIC_URL", config.public_url)
    elif config.public_url:
        yield warning("PUBLIC_URL", "bukan alamat https", "setel ke alamat yang dibuka masyarakat")
    if not config.trusted_proxies:
        yield warning(
            "TRUSTED_PROXIES",
            "0: di belakang proxy, semua orang terhitung satu alamat dalam batas percobaan",
            "setel ke banyaknya proxy di depan aplikasi (biasanya 1)",
        )
    if config.demo_accounts_shown:
        yield problem(
            "SHOW_DEMO_ACCOUNTS", "akun demo tampil di halaman masuk", "hapus pengaturan ini"
        )


def _timezone(config: Config) -> Iterator[Finding]:
    if "TIMEZONE" not in {each.name for each in config.defects}:
        yield fine("TIMEZONE", config.timezone)


def _counters(config: Config) -> Finding:
    """The store of rate limits; the memory of a process needs no check."""
    if not config.counts_together:
        return fine("Batas percobaan", "dihitung di memori tiap proses")
    try:
        answers = storage_from_string(config.rate_limit_storage, socket_connect_timeout=2).check()
        reason = "tidak menjawab"
    except Exception as error:  # Whatever the library of that store raises.
        answers, reason = False, type(error).__name__
    if answers:
        return fine("Batas percobaan", "dihitung bersama di REDIS_URL")
    return problem(
        "Batas percobaan",
        f"REDIS_URL tidak terjangkau ({reason}); sementara ini tiap proses menghitung sendiri",
        "periksa alamat dan servernya",
    )


def inspect_signer(settings: SigningSettings) -> Finding:
    """Whether documents can be signed; a token is not opened, since wrong PINs lock it."""
    if settings.signer in ("", "none"):
        return fine("Tanda tangan", "SIGNER=none, profil terbit tanpa tanda tangan")
    file = settings.key_file
    if settings.signer == "key" and file and file.exists() and is_open_to_others(file):
        return problem("Tanda tangan", f"{file} dapat dibaca pengguna lain", f"chmod 600 {file}")
    if settings.signer == "token":
        return fine("Tanda tangan", "SIGNER=token; coba dengan: signing check")
    try:
        signer_from(settings)
    except SigningFailed as error:
        return problem("Tanda tangan", error.detail, "lihat docs/signing.md")
    return fine("Tanda tangan", f"SIGNER={settings.signer} siap")
