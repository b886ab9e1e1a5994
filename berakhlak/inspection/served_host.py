"""Where `serve` listens, for `doctor`: past the proxy, anybody is believed."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from berakhlak.disk import write_whole
from berakhlak.inspection.findings import InspectionFinding, good_finding, warning_finding
from config import Config

SUBJECT = lazy_gettext("Alamat mendengarkan")
_FILE = "served-host"


def record_host(folder: Path, host: str) -> None:
    """Remember where the server listens."""
    with suppress(OSError):  # Only `doctor` misses it.
        write_whole(folder / _FILE, host.encode())


def is_of_this_machine(host: str) -> bool:
    """Whether nobody else can connect there."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.startswith("unix:")


def open_port_words(host: str) -> str:
    """What is wrong with a port that the network can reach."""
    words = _(
        "portnya terbuka bagi jaringan (%(host)s): yang melewati proxy dapat mengaku dari alamat "
        "mana pun",
        host=host,
    )
    return str(words)


def inspect_served_host(config: Config) -> Iterator[InspectionFinding]:
    """Where the last `serve` has listened; nothing before the first."""
    try:
        host = (config.job_dir / _FILE).read_text()
    except OSError:
        return
    if is_of_this_machine(host):
        yield good_finding(SUBJECT, host)
    else:
        remedy = _("jalankan: %(command)s", command="serve --host 127.0.0.1")
        yield warning_finding(SUBJECT, open_port_words(host), remedy)
