"""Fail when a sentence of the product has no English, or a catalogue is not compiled."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = ROOT / "berakhlak" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
SHOWN = 20
# What stands before a sentence, beside what Babel knows by itself; the Makefile names them too.
MARKS = ("_", "_lazy", "lazy_gettext")


def extracted(target: Path) -> Catalog:
    """Every sentence that the code and the templates mark for translation."""
    target.parent.mkdir(exist_ok=True)
    command = [
        "pybabel",
        "-q",
        "extract",
        "-F",
        "babel.toml",
        "-k",
        "_",
        "-k",
        "lazy_gettext",
        "-k",
        "_lazy",
    ]
    CommandLineInterface().run([*command, "-o", str(target), "."])
    return read_po(BytesIO(target.read_bytes()))


def untranslated(wanted: Catalog, english: Catalog) -> list[str]:
    """Sentences without English, or whose English is marked as doubtful."""
    missing = []
    for message in wanted:
        known = english.get(message.id, message.context)
        texts = (
            known.string if known and isinstance(known.string, tuple) else (known and known.string,)
        )
        if message.id and (known is None or known.fuzzy or not all(texts)):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def main() -> int:
    wanted = extracted(ROOT / "build" / "messages.pot")
    english = read_po(BytesIO(ENGLISH.read_bytes()), locale="en") if ENGLISH.exists() else Catalog()
    missing = untranslated(wanted, english)
    for sentence in missing[:SHOWN]:
        sys.stderr.write(f"no English for: {sentence!r}\n")
    sys.stderr.write(f"{len(missing)} of {len(wanted)} sentences lack English\n" if missing else "")
    if missing:
        sys.stderr.write("Run `make translations`, then fill berakhlak/translations/en\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
