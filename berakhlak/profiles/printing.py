"""Profiles as HTML documents and as PDF, in the profile's own form and language."""

from __future__ import annotations

from hashlib import sha256

from flask import current_app
from flask_babel import force_locale

from berakhlak.documents.palette import chart_palette
from berakhlak.documents.pdf import STATIC, STYLES, PrintableDocument, render_document
from berakhlak.profiles.profile import Profile
from berakhlak.signing.codes import code_marker

TEMPLATES = {
    "standard": "profiles/document.html",
    "full": "profiles/full.html",
    "short": "profiles/short.html",
}
FORM_STYLES = {"full": ("css/full.css",), "short": ("css/short.css",)}
DATA_FILE = "angka-profil.json"


def profile_html(profile: Profile) -> str:
    """The printed profile as one HTML document; needs an application context."""
    template = current_app.jinja_env.get_template(TEMPLATES[profile.form])
    with force_locale(profile.language):
        return template.render(profile=profile, palette=chart_palette())


def printable_profile(profile: Profile) -> PrintableDocument:
    """All that a process without application context needs to make the file."""
    return PrintableDocument(
        html=profile_html(profile),
        identifier=file_identifier(profile),
        styles=(*STYLES, *FORM_STYLES.get(profile.form, ())),
        data=profile.data,
        data_file=DATA_FILE,
        is_one_of_many=True,
    )


def profile_pdf(profile: Profile) -> bytes:
    """The printed profile; the same profile gives the same bytes."""
    return render_document(printable_profile(profile))


def file_identifier(profile: Profile) -> bytes:
    """What a PDF reader tells two files apart by: the result, the officer, form and language.

    An issued file carries its verification code instead, which is found there even when the rest
    of the file is damaged.
    """
    if profile.verification:
        return code_marker(profile.verification.code).encode()
    kind = "archive" if profile.data else "print"
    parts = (profile.fingerprint, profile.participant_id, profile.language, profile.form, kind)
    return "/".join(map(str, parts)).encode()


def document_source_hash(document: PrintableDocument) -> str:
    """The hash of everything that a printed document is made from: words, styles and data."""
    source = sha256(document.html.encode())
    for style in document.styles:
        source.update((STATIC / style).read_bytes())
    source.update((document.data or "").encode())
    return source.hexdigest()
