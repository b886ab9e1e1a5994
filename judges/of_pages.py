"""The Nu HTML checker on every page of every role, Google's evaluator on every policy."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.request import Request

from judges.demonstration import Reader, family_of
from judges.tools import NPM, run
from judges.verdicts import Finding, Verdict


def vnu(readers: list[Reader], folder: Path) -> Verdict:
    """Errors and warnings of HTML, CSS in it, and SVG in it."""
    jar = NPM / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if not (java := shutil.which("java")) or not jar.exists():
        return Verdict("vnu", absent="no Java" if jar.exists() else "vnu-jar is not installed")
    named = _kept(readers, folder)
    command = [java, "-Xmx1g", "-jar", str(jar), "--format", "json", "--exit-zero-always"]
    said = run([*command, *named], 900)
    try:
        messages = json.loads(said.stderr or said.stdout)["messages"]
    except (ValueError, KeyError):
        return Verdict("vnu", absent=(said.stderr or "no report")[-200:])
    found = tuple(
        Finding("vnu", each["message"][:150], named.get(each["url"].removeprefix("file:"), "?"))
        for each in messages
        if each["type"] == "error" or each.get("subType") == "warning"
    )
    return Verdict(
        "vnu", _pinned("vnu-jar"), f"{len(named)} pages of {len(readers)} readers", found
    )


def _kept(readers: list[Reader], folder: Path) -> dict[str, str]:
    """Pages as files: the family of addresses by the file's name."""
    folder.mkdir(parents=True, exist_ok=True)
    named = {}
    for who, reader in enumerate(readers):
        for number, (address, html) in enumerate(reader.pages.items()):
            file = folder / f"{who}-{number}.html"
            file.write_text(html, encoding="utf-8")
            named[str(file)] = family_of(address)
    return named


def csp_evaluator(readers: list[Reader]) -> Verdict:
    """Of each policy that a page is sent with."""
    if not (node := shutil.which("node")) or not (NPM / "csp_evaluator").exists():
        return Verdict("csp_evaluator", absent="no Node, or not installed")
    script = str(Path(__file__).with_name("csp.mjs"))
    policies = sorted(_policies(readers))
    found = []
    for policy in policies:
        said = run([node, script, str(NPM)], 60, policy)
        if said.returncode:
            return Verdict("csp_evaluator", absent=said.stderr[-200:])
        found += [
            Finding(
                "csp_evaluator",
                f"{each['severity']}: {each['description'][:150]}",
                each["directive"],
            )
            for each in json.loads(said.stdout)
        ]
    asked = f"{len(policies)} policies of {sum(len(each.pages) for each in readers)} pages"
    return Verdict("csp_evaluator", _pinned("csp_evaluator"), asked, tuple(found))


def _policies(readers: list[Reader]) -> set[str]:
    policies = set()
    for reader in readers:
        for address in reader.pages:
            with reader.opener().open(Request(address, method="HEAD"), timeout=60) as answer:
                policies.add(answer.headers.get("Content-Security-Policy", ""))
    return policies


def _pinned(name: str) -> str:
    return str(json.loads((NPM / name / "package.json").read_text())["version"])
