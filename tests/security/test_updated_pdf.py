"""A signed PDF to which something was appended: its signature still fits its part of the bytes."""

from __future__ import annotations

from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from berakhlak.signing.signatures import BrokenSignature, read_signature
from berakhlak.signing.signers.keyfile import KeyFileSigner
from tests.signing import keys
from tests.signing.conftest import ROOT, seal, small_pdf  # noqa: F401  Fixtures.


def appended(pdf: bytes, what: str) -> bytes:
    """The file with an incremental update: nothing that was signed changes."""
    if what == "bytes":
        return pdf + b"\n% tambahan\n%%EOF\n"
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    if what == "title":
        writer.set_info(
            generic.DictionaryObject({generic.pdf_name("/Title"): generic.pdf_string("Lain")})
        )
    else:
        page = writer.find_page_for_modification(0)[0].get_object()
        page["/Contents"] = writer.add_object(
            generic.StreamObject(stream_data=b"BT /F1 20 Tf 50 700 Td (Nilai 5,00) Tj ET")
        )
        writer.update_container(page)
    changed = BytesIO()
    writer.write(changed)
    return changed.getvalue()


@pytest.mark.parametrize("what", ["bytes", "title", "page"])
def test_a_signature_vouches_for_the_whole_file_alone(
    seal: KeyFileSigner,  # noqa: F811
    small_pdf: bytes,  # noqa: F811
    what: str,
) -> None:
    signed, roots = seal.sign(small_pdf, reason="uji"), [keys.root_as_asn1(ROOT)]
    untouched = read_signature(signed, roots)
    assert untouched is not None
    assert untouched.intact
    assert untouched.covers_all

    changed = appended(signed, what)
    assert changed.startswith(signed)
    try:
        found = read_signature(changed, roots)
    except BrokenSignature:
        return
    # Its own bytes are as they were, so the file must be told from what they say.
    assert found is None or not (found.intact and found.covers_all)
