"""A spreadsheet as a zip of XML parts: read up to a limit, whatever the zip says of its sizes."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from xml.etree import ElementTree

from berakhlak.people.personnel_file import sheets

Element = ElementTree.Element


class ArchiveParts:
    """The parts of an archive by name; other programs write names in any case and slash."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._names = {_plain(name): name for name in self._archive.namelist()}
        self._left = sheets.MOST_UNPACKED_BYTES
        # A declared size is only ever a reason to stop early; reading counts for itself.
        if sum(part.file_size for part in self._archive.infolist()) > self._left:
            raise sheets.TooLarge

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return _plain(name) in self._names

    def read_part(self, name: str) -> bytes:
        """The part, unpacked. Raises KeyError or TooLarge."""
        with self._archive.open(self._names[_plain(name)]) as part:
            found = part.read(self._left + 1)
        if b"<!DOCTYPE" in found[:4096]:
            # No spreadsheet declares a document type; entities that unfold into gigabytes do.
            raise ValueError(name)
        self._left -= len(found)
        if self._left < 0:
            raise sheets.TooLarge
        return found

    def root(self, name: str) -> Element:
        """The part as a tree."""
        return ElementTree.fromstring(self.read_part(name))  # noqa: S314 - see read_part()

    def elements(self, name: str, *wanted: str) -> Iterator[Element]:
        """Elements with these local names, each whole, then forgotten."""
        part = io.BytesIO(self.read_part(name))
        for _event, element in ElementTree.iterparse(part):  # noqa: S314 - see read_part()
            if local_name(element.tag) in wanted:
                yield element
                element.clear()

    def targets(self, part: str) -> dict[str, tuple[str, str]]:
        """Relations of a part ("" for the archive): id to local type and name of the target."""
        folder, name = posixpath.split(part)
        found: dict[str, tuple[str, str]] = {}
        with suppress(KeyError):
            for relation in self.root(posixpath.join(folder, "_rels", f"{name}.rels")):
                target = posixpath.join("/", folder, relation.get("Target", ""))
                kind = relation.get("Type", "").rpartition("/")[2]
                found[relation.get("Id", "")] = kind, posixpath.normpath(target)
        return found


def local_name(tag: object) -> str:
    """The name without its namespace, of which there are two for one and the same format."""
    return str(tag).rpartition("}")[2]


def find_attribute(element: Element, name: str) -> str:
    """The attribute with this local name, in whatever namespace, or ""."""
    return next((value for key, value in element.attrib.items() if local_name(key) == name), "")


def find_child(element: Element, name: str) -> Element | None:
    """The first child with this local name."""
    return next((each for each in element if local_name(each.tag) == name), None)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()
