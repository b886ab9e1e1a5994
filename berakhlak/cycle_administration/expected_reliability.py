"""Before a cycle opens: how dependable its overall figure will be under the policy at hand. Pure.

A D-study (Brennan 2001) from the components of the agency's last cycle; without one, from the
proportions that Scullen, Mount & Goff (2000) published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from berakhlak.cycles.policy import Group, Policy
from berakhlak.formats import format_number, format_percent
from berakhlak.statistics.inference.generalizability import (
    SCULLEN_COMPONENTS,
    DesignPrecision,
    VarianceComponents,
    d_study,
)

SMALLER_SHARE = 0.20
"""Weight of the superior to compare with: the product's default."""
SUBORDINATES, CITIZENS = 5, 10


@dataclass(frozen=True, kw_only=True)
class DependabilityForecast:
    """What to expect: sentences, and rows of (who rates, G under this policy, its margin, G with
    the smaller weight) under `columns`."""

    sentences: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def forecast_dependability(
    policy: Policy, stored: Mapping[str, Any] | None
) -> DependabilityForecast:
    """What the policy will give; `stored` are `CycleFigures.components` of the last cycle."""
    known = variance_components_of(stored)
    peers = policy.peers_per_officer
    designs = (
        (_("atasan saja"), (1, 0, 0, 0)),
        (_("atasan dan %(n)s rekan", n=format_number(peers)), (1, peers, 0, 0)),
        (
            _("ditambah %(n)s bawahan", n=format_number(SUBORDINATES)),
            (1, peers, SUBORDINATES, 0),
        ),
        (
            _("ditambah %(n)s warga", n=format_number(CITIZENS)),
            (1, peers, SUBORDINATES, CITIZENS),
        ),
    )
    rows = tuple(_row(str(label), raters, policy, known) for label, raters in designs)
    return DependabilityForecast(
        sentences=(_sentence(policy, known), _origin(stored)),
        columns=(
            str(_("Penilai seorang pegawai")),
            str(_("Keandalan")),
            str(_("Meleset sekitar")),
            str(_("Bila atasan %(share)s", share=format_percent(SMALLER_SHARE))),
        ),
        rows=rows,
    )


def variance_components_of(stored: Mapping[str, Any] | None) -> VarianceComponents:
    """The components as computed with; the published proportions where none are stored."""
    if not stored:
        return SCULLEN_COMPONENTS
    return VarianceComponents(
        officer=stored["officer"],
        perspective=stored["perspective"],
        rater=tuple(float(stored["rater"].get(group) or 0.0) for group in Group),
    )


def _design(
    weights: Mapping[str, float], raters: tuple[int, ...], known: VarianceComponents
) -> DesignPrecision | None:
    others = (Group.SUPERVISOR, Group.PEER, Group.SUBORDINATE, Group.CITIZEN)
    return d_study(known, (0.0, *(weights[group] for group in others)), (0, *raters))


def _with_smaller_share(policy: Policy) -> dict[str, float]:
    """The same policy with the superior at SMALLER_SHARE of all weights."""
    rest = {g: w for g, w in policy.weights.items() if g != Group.SUPERVISOR}
    total = sum(rest.values()) or 1.0
    scaled = {group: weight / total * (1 - SMALLER_SHARE) for group, weight in rest.items()}
    return {**scaled, Group.SUPERVISOR: SMALLER_SHARE}


def _row(
    label: str, raters: tuple[int, ...], policy: Policy, known: VarianceComponents
) -> tuple[str, ...]:
    own = _design(policy.weights, raters, known)
    other = _design(_with_smaller_share(policy), raters, known)
    return (label, _coefficient(own), _margin(own), _coefficient(other))


def _coefficient(design: DesignPrecision | None) -> str:
    return format_number(design.coefficient if design else None, 2)


def _margin(design: DesignPrecision | None) -> str:
    return f"±{format_number(1.96 * design.standard_error, 2)}" if design else format_number(None)


def _sentence(policy: Policy, known: VarianceComponents) -> str:
    raters = (1, policy.peers_per_officer, 0, 0)
    own, other = (
        _design(weights, raters, known) for weights in (policy.weights, _with_smaller_share(policy))
    )
    share = policy.weights[Group.SUPERVISOR] / sum(policy.weights.values())
    words = {
        "share": format_percent(share),
        "peers": format_number(policy.peers_per_officer),
        "g": _coefficient(own),
    }
    said = str(
        _(
            "Dengan bobot atasan %(share)s dan %(peers)s rekan, keandalan angka keseluruhan "
            "sekitar %(g)s",
            **words,
        )
    )
    if abs(share - SMALLER_SHARE) < 0.005 or other is None:
        return f"{said}."
    return said + str(
        _(
            "; dengan bobot atasan %(share)s sekitar %(g)s.",
            share=format_percent(SMALLER_SHARE),
            g=_coefficient(other),
        )
    )


def _origin(stored: Mapping[str, Any] | None) -> str:
    meaning = _(
        "Keandalan 1 berarti beda antarpegawai sepenuhnya berasal dari pegawainya; 0,70 lazimnya "
        "dianggap cukup."
    )
    source = (
        _("Perkiraan ini dari siklus terakhir instansi Anda.")
        if stored
        else _(
            "Perkiraan ini dari penelitian (Scullen dkk., 2000), sampai instansi Anda punya siklus "
            "sendiri."
        )
    )
    return f"{meaning} {source}"
