"""Profiles as HTML documents and as PDF, in the profile's own language."""

from __future__ import annotations

from hashlib import sha256

from flask import current_app
from flask_babel import force_locale

from berakhlak.profiles.document import Profile
from berakhlak.reports.palette import palette
from berakhlak.reports.pdf import STATIC, STYLES, render_pdf
from berakhlak.signing.codes import mark


def profile_html(profile: Profile) -> str:
    """The printed profile as one HTML document; needs an application context."""
    template = current_app.jinja_env.get_template("profiles/document.html")
    with force_locale(profile.language):
        return template.render(profile=profile, palette=palette())


def profile_pdf(profile: Profile) -> bytes:
    """The printed profile; the same profile gives the same bytes."""
    return render_pdf(profile_html(profile), identifier=identifier(profile))


def identifier(profile: Profile) -> bytes:
    """What a PDF reader tells two files apart by: the result, the officer and the language.

    An issued file carries its verification code instead, which is found there even when the rest
    of the file is damaged.
    """
    if profile.verification:
        return mark(profile.verification.code).encode()
    text = f"{profile.fingerprint}/{profile.participant_id}/{profile.language}"
    return text.encode()


def source_of(html: str) -> str:
    """The hash of everything that a printed document is made from, words and styles."""
    source = sha256(html.encode())
    for style in STYLES:
        source.update((STATIC / style).read_bytes())
    return source.hexdigest()
