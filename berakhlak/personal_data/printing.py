"""Letters as PDF."""

from __future__ import annotations

from hashlib import sha256

from flask import render_template

from berakhlak.documents.pdf import STYLES, PrintableDocument, render_document


def letter_pdf(letter: str) -> bytes:
    """A letter of paragraphs parted by empty lines; lines within one stay lines."""
    paragraphs = [each.strip().splitlines() for each in letter.split("\n\n") if each.strip()]
    html = render_template(
        "personal_data/letter.html", paragraphs=paragraphs, language="id", title=paragraphs[1][0]
    )
    identifier = sha256(letter.encode()).digest()[:16]
    styles = (*STYLES, "css/letter.css")
    return render_document(PrintableDocument(html=html, identifier=identifier, styles=styles))
