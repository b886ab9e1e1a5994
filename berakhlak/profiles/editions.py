"""The three forms of a profile: two pages, three to four, and six to ten."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from flask_babel import force_locale

from berakhlak.profiles.behaviour_listings import contrast_listings
from berakhlak.profiles.builder import build_profile
from berakhlak.profiles.full.builder import build_full_profile
from berakhlak.profiles.profile import Profile, ProfileSource

STANDARD = "standard"
FORMS = (STANDARD, "full", "short")
SUFFIXES = {"full": "lengkap", "short": "ringkas"}
ARCHIVE = "arsip"
SHORT_CONTRASTS = 2
SHORT_LINES, LINE, BEFORE = 3, 60, 27
"""Lines of expectations that two pages hold, letters of a line, and of the words before each."""
SCHEMA = "berakhlak-360/profile/1"


def build_form(
    source: ProfileSource, language: str = "id", form: str = STANDARD, *, archive: bool = False
) -> Profile:
    """A profile for print. With `archive` it carries its own figures along as JSON."""
    if form not in FORMS:
        raise ValueError(f"form must be one of {FORMS}, not {form!r}")
    omits = form == "short" and _lines(source) > SHORT_LINES
    if omits:
        source = replace(source, expectations={})
    profile = replace(build_profile(source, language), form=form, omits_expectations=omits)
    with force_locale(language):
        if form == "full":
            profile = build_full_profile(profile, source, language)
        if form == "short":
            profile = replace(
                profile, contrasts=contrast_listings(source, language, SHORT_CONTRASTS)
            )
    parts = [profile.file_stem, SUFFIXES.get(form, ""), ARCHIVE if archive else ""]
    return replace(
        profile,
        file_stem="-".join(part for part in parts if part),
        data=figures_json(source) if archive else None,
    )


def _lines(source: ProfileSource) -> int:
    """How many lines the expectations take beside their values."""
    return sum(1 + (BEFORE + len(each)) // LINE for each in source.expectations.values())


def figures_json(source: ProfileSource) -> str:
    """The frozen figures of one officer with what it takes to read them; nothing is withheld in
    print and told here, because the frozen figures hold no withheld number."""
    release, instrument = source.release, source.instrument
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "participant": source.participant_id,
        "name": source.identity.name,
        "cycle": release.cycle,
        "published_on": release.published_on.isoformat() if release.published_on else None,
        "rules_version": release.rules_version,
        "result_sha256": release.sha256,
        "instrument": {
            "code": instrument.code,
            "version": instrument.version,
            "max_score": instrument.max_score,
        },
        "policy": json.loads(source.policy_json or source.policy.to_json()),
        "figures": json.loads(source.figures.to_json()),
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
