"""The hash over all results of a cycle, as closing makes it."""

from __future__ import annotations

from collections.abc import Mapping

from berakhlak.sealing.freezing.frozen_cycle import RULES_VERSION, digest_of_payloads


def results_digest(
    whole: str,
    officers: Mapping[int, str],
    units: Mapping[int, str],
    rules_version: str = RULES_VERSION,
) -> str:
    """Of payloads by their ids."""
    parts = ({0: whole}, officers, units)
    texts = (payloads[key] for payloads in parts for key in sorted(payloads))
    return digest_of_payloads(texts, rules_version)
