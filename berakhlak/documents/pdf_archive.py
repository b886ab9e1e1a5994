"""Finishing a file: streams packed once, with ends that no reader mistakes, and PDF/A-3a beside
PDF/UA-1.

The library marks one of the two standards, the other is added here. ISO 19005-3 (6.6.2.3) wants
every property that it does not know described in the file itself, so the mark of PDF/UA
(ISO 14289-1, clause 5) comes with its extension schema.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

ACCESSIBLE = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
END = b"</rdf:RDF>"


LAST_LINE = b"\nendstream"
LEVEL = 6
"""Of compression. The library's 9 takes three times as long for files that are 2 % smaller."""


def finish_pdf(_document: object, pdf: Any) -> None:
    """Finish any file (a `pydyf.PDF`): each stream is packed once, and ends where its length says.

    The library packs each one twice, to name the file and to write it.
    The library puts one line feed behind the bytes of a stream. Where these end in a carriage
    return, the two read as one end of line, and the stream as one byte short (ISO 19005-3,
    6.1.7.1). The streams that the library adds while it writes pass by `add_object`.
    """
    add = pdf.add_object

    def added(each: Any) -> None:
        add(_closed(each))

    pdf.objects[:] = [_written(each) for each in pdf.objects]
    pdf.add_object = added


def _written(each: Any) -> Any:
    """An object as it will stand in the file; one that is freed has no content."""
    return _closed(each) if hasattr(each, "stream") or each.free == "f" else _as_bytes(each)


def _closed(each: Any) -> Any:
    if hasattr(each, "stream"):
        if each.compress:
            _pack(each)
        kind: Any = type(each)
        each.__class__ = _closed_kind(kind)
    return each


def _as_bytes(each: Any) -> Any:
    """An object whose content is made once: the library makes it to name the file, and to write."""
    kind: Any = type(each).__mro__[1]  # What all objects of the library are.
    written = _written_kind(kind)()
    written.number, written.generation, written.data = each.number, each.generation, content(each)
    return written


def content(each: Any) -> bytes:
    """What an object says in a file. The many plain ones are written here, all else by the library.

    Text is text of ours (names, operators, addresses): what people brought is a `String` of the
    library, which escapes it.
    """
    if isinstance(each, bytes):
        return each
    if isinstance(each, str):
        return each.encode("ascii")
    if isinstance(each, dict):
        entries = [b"/%b %b" % (_key(key), content(value)) for key, value in each.items()]
        return b"<<%b>>" % b"".join(entries)
    if isinstance(each, list):
        return b"[%b]" % b" ".join(map(content, each))
    if type(each) is int:
        return b"%d" % each
    written: bytes = _list_class()([each]).data
    return written[1:-1]


@lru_cache(maxsize=200)
def _key(name: Any) -> bytes:
    return name if isinstance(name, bytes) else str(name).encode("ascii")


@lru_cache(maxsize=1)
def _list_class() -> Any:
    from pydyf import Array  # type: ignore[import-untyped]

    return Array


@lru_cache(maxsize=8)
def _written_kind(kind: Any) -> Any:
    return type("WrittenObject", (kind,), {"data": b""})


def _pack(each: Any) -> None:
    """Put the packed bytes in the place of what they are made of."""
    raw = b"\n".join([part if type(part) is bytes else content(part) for part in each.stream])
    each.stream, each.compress = [zlib.compress(raw, LEVEL)], False
    each.extra = each.extra | {"Filter": "/FlateDecode"}


@lru_cache(maxsize=8)
def _closed_kind(kind: Any) -> Any:
    class ClosedStream(kind):  # type: ignore[misc]
        """A stream whose last byte cannot be taken for a part of the end of its line."""

        @property
        def data(self) -> bytes:
            whole: bytes = super().data
            return stream_with_end_of_line(whole)

    return ClosedStream


def stream_with_end_of_line(stream: bytes) -> bytes:
    """A written stream with an end of line of its own: two bytes, after a carriage return."""
    body = stream.removesuffix(LAST_LINE)
    return body + b"\r" + LAST_LINE if body.endswith(b"\r") else stream


def finish_archive(document: object, pdf: Any) -> None:
    """Finish a PDF/A file: mark it PDF/UA-1 too, name each attachment once.

    Its description of itself is not compressed (ISO 19005-3, 6.6.2.1), so that programs which know
    nothing of PDF find it.
    """
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    [packet] = metadata.stream
    if packet.count(END) != 1:
        raise ValueError("the metadata of a PDF/A file must hold one description of itself")
    metadata.stream = [packet.replace(END, ACCESSIBLE + END)]
    metadata.compress = False
    # The library names an attachment twice: by its name and by its object.
    pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))
    finish_pdf(document, pdf)
