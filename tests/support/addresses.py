"""The addresses of a package's pages, as people have them in bookmarks, e-mails and posters."""

from __future__ import annotations

from flask import Flask

HTML = {"HEAD", "OPTIONS"}  # What Flask adds by itself.


def addresses(app: Flask, package: str) -> dict[str, tuple[str, str]]:
    """View -> address and methods."""
    return {
        rule.endpoint.partition(".")[2]: (
            rule.rule,
            " ".join(sorted((rule.methods or set()) - HTML)),
        )
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] == package
    }
