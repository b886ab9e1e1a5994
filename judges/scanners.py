"""wapiti signed in as each role, sqlmap on each family of parameters: both attack."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qsl, urlencode, urlsplit

from judges.demonstration import Reader, SentForm, family_of
from judges.tools import program, run
from judges.verdicts import Finding, Verdict

# Without those that ask machines elsewhere for lists or wait to be called back from there, and
# without "backup", which puts a tilde into the number of a port and then ends the whole run.
MODULES = (
    "sql,xss,permanentxss,file,exec,crlf,redirect,csrf,cookieflags,http_headers,csp,methods,"
    "upload,ldap,xxe,htaccess"
)
WALK, ATTACK = 45, 15  # Seconds: looking around as one role, and one kind of attack.
LONGEST, IN_ALL = 240, 2700  # Seconds for one parameter, and for all of them.
LONGEST_ROLE = 2700  # Seconds for wapiti as one role; its own bounds come before.
HOLDS = "all tested parameters do not appear to be injectable"  # What it says at the end.
MEMORY = Path("/dev/shm")  # noqa: S108 -- a folder with a name of its own is made in it
TOKENS = {"csrf_token", "mark"}


def wapiti(readers: list[Reader], folder: Path) -> Verdict:
    """Vulnerabilities and anomalies that it reports, for each role."""
    if not (tool := program("wapiti")):
        return Verdict("wapiti", absent="not installed")
    found, asked = [], 0
    for number, reader in enumerate(readers):
        report = folder / f"wapiti-{number}.json"
        # Its own database gives up after seconds where a disk is slow; memory never is.
        with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as session:
            ended = run(_wapiti(tool, reader, Path(session), report), LONGEST_ROLE)
        if not report.exists():
            last = (ended.stderr or ended.stdout).strip().splitlines()[-1:]
            return Verdict("wapiti", absent=f"no report as {reader.name}: {' '.join(last)[:200]}")
        told = json.loads(report.read_text())
        asked += told["infos"].get("crawled_pages_nbr", 0)
        found += list(_complaints(told))
    return Verdict("wapiti", "3.2.3", f"{asked} addresses, {len(readers)} readers", tuple(found))


def _wapiti(tool: str, reader: Reader, session: Path, report: Path) -> list[str]:
    signed_in = ["-H", f"Cookie: {reader.cookies}"] if reader.cookies else []
    bounds = ["--max-scan-time", str(WALK), "--max-attack-time", str(ATTACK), "-d", "6", "-t", "20"]
    output = ["-f", "json", "-o", str(report), "-v", "0", "--store-session", str(session)]
    keep_in = ["-x", f"{reader.address}/keluar", "--scope", "domain", "--no-bugreport"]
    return [
        *(tool, "-u", f"{reader.address}/", "-m", MODULES, "--flush-session", "--tasks", "2"),
        *(bounds + output + keep_in + signed_in),
    ]


def _complaints(told: dict[str, dict[str, list[dict[str, str]]]]) -> Iterator[Finding]:
    for kind in ("vulnerabilities", "anomalies"):
        for name, each in told[kind].items():
            for one in each:
                what = f"{name}: {one.get('parameter') or one.get('info', '')}"[:150]
                yield Finding("wapiti", what, f"{one['method']} {family_of(one['path'])}")


@dataclass(frozen=True)
class AttackedParameter:
    """A parameter, and a request that carries it; `*` marks a part of a path."""

    name: str
    url: str
    data: str
    cookies: str


def parameters(readers: list[Reader]) -> list[AttackedParameter]:
    """One of each family: by its name, and whether it is asked or sent; one of each path."""
    found: dict[tuple[str, str], AttackedParameter] = {}
    for reader in readers:
        for address in reader.pages:
            for name, _value in parse_qsl(urlsplit(address).query):
                found.setdefault(("GET", name), _asked(name, address, reader))
            if path := _marked(address):
                found.setdefault(("path", family_of(address)), _asked("#1*", path, reader))
        for form in reader.forms():
            for name in form.fields.keys() - TOKENS:
                found.setdefault(
                    (form.method, re.sub(r"\d+", "N", name)), _sent(name, form, reader)
                )
    return list(found.values())


def _asked(name: str, address: str, reader: Reader) -> AttackedParameter:
    return AttackedParameter(name, address, "", reader.cookies)


def _sent(name: str, form: SentForm, reader: Reader) -> AttackedParameter:
    fields = urlencode(form.fields)
    if form.method == "POST":
        return AttackedParameter(name, form.action, fields, reader.cookies)
    return AttackedParameter(name, f"{form.action.split('?')[0]}?{fields}", "", reader.cookies)


def _marked(address: str) -> str:
    """The path with its last number marked; "" without one."""
    parts = address.split("?")[0].split("/")
    places = [place for place, part in enumerate(parts) if part.isdigit()]
    if not places:
        return ""
    parts[places[-1]] += "*"
    return "/".join(parts)


def sqlmap(readers: list[Reader], folder: Path) -> Verdict:
    """Injections that it finds in any parameter."""
    if not (tool := program("sqlmap")):
        return Verdict("sqlmap", absent="not installed")
    attacked = parameters(readers)
    found, undecided, end = [], 0, time.monotonic() + IN_ALL
    for each in attacked:
        if time.monotonic() > end:
            undecided += 1
            continue
        said = run(_sqlmap(tool, each, folder), LONGEST).stdout
        is_found = "identified the following injection point" in said
        undecided += not (is_found or HOLDS in said)
        if is_found:
            found.append(Finding("sqlmap", each.name, family_of(each.url)))
    rest = f", {undecided} of them not to the end" if undecided else ""
    asked = f"{len(attacked)} parameters{rest}"
    return Verdict("sqlmap", _version_of(tool), asked, tuple(found))


def _sqlmap(tool: str, each: AttackedParameter, folder: Path) -> list[str]:
    sent = ["--data", each.data] if each.data else []
    signed_in = ["--cookie", each.cookies] if each.cookies else []
    which = [] if each.name == "#1*" else ["-p", each.name]
    bounds = ["--timeout", "20", "--retries", "0", "--time-sec", "2", "--threads", "1"]
    return [
        *(tool, "-u", each.url, "--batch", "--level", "1", "--risk", "1", "--technique", "BEU"),
        *(
            "--ignore-code",
            "*",
            "--flush-session",
            "--output-dir",
            str(folder / "sqlmap"),
            "--disable-coloring",
        ),
        *(sent + signed_in + which + bounds),
    ]


def _version_of(tool: str) -> str:
    return run([tool, "--version"], 60).stdout.strip().split("#")[0]
