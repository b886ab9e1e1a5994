"""Reading PDF files as a reader, a screen reader and a printer would."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf

_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">')


@dataclass(frozen=True)
class Box:
    """Where a word stands, in points from the top left corner of its page."""

    left: float
    top: float
    right: float
    bottom: float


def text_of(pdf: bytes, folder: Path, order: str = "-layout") -> str:
    """Everything that can be copied out of it, with single spaces: line by line over the page, or
    in the `order` of writing (`-raw`), which keeps columns apart."""
    return " ".join(_pdftotext(pdf, folder, order).split())


def text_of_pages(pdf: bytes, folder: Path) -> list[str]:
    """The same, page by page."""
    pages = _pdftotext(pdf, folder, "-layout").split("\f")
    return [" ".join(page.split()) for page in pages[:-1]]


def word_boxes(pdf: bytes, folder: Path) -> list[Box]:
    """The place of every word on every page."""
    found = _WORD.findall(_pdftotext(pdf, folder, "-bbox"))
    return [Box(*map(float, place)) for place in found]


def _pdftotext(pdf: bytes, folder: Path, option: str) -> str:
    file = folder / "read.pdf"
    file.write_bytes(pdf)
    answer = subprocess.run(["pdftotext", option, str(file), "-"], capture_output=True, check=True)
    return answer.stdout.decode()


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf))


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every element of the structure tree."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary):
            continue
        if "/S" in node:
            yield node
        kids = node.get("/K")
        waiting += list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def tags(pdf: pikepdf.Pdf) -> Counter[str]:
    """How often each tag is used."""
    return Counter(str(element.S) for element in elements(pdf))
