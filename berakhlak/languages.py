"""The languages of the product; sentences in the code are written in the first."""

from __future__ import annotations

SOURCE = "id"
LANGUAGES = (SOURCE, "en")
