"""Before a cycle opens: how dependable its overall figure will be under the policy at hand. Pure.

A D-study (Brennan 2001) from the components of the agency's last cycle; without one, from the
proportions that Scullen, Mount & Goff (2000) published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from berakhlak.cycle_administration.experiments import experiment_sentences
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import OF_THE_TREE, Relation
from berakhlak.documents.wording import group_name
from berakhlak.formats import format_number, format_percent
from berakhlak.instrument.catalogue import Instrument
from berakhlak.statistics.inference.generalizability import (
    SCULLEN_COMPONENTS,
    DesignPrecision,
    VarianceComponents,
    d_study,
)

SMALLER_SHARE = 0.20
"""Weight of the superior to compare with: the product's default."""
SUBORDINATES, CITIZENS = 5, 10
Raters = Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class DependabilityForecast:
    """What to expect: sentences, and rows of (who rates, G under this policy, its margin, G with
    the smaller weight) under `columns`."""

    sentences: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def forecast_dependability(
    policy: Policy, stored: Mapping[str, Any] | None, instrument: Instrument | None = None
) -> DependabilityForecast:
    """What the policy will give; `stored` are `CycleFigures.components` of the last cycle; with the
    `instrument`, what half forms, another order and other words of its scale do, too."""
    cost = experiment_sentences(policy, instrument) if instrument else ()
    known = variance_components_of(policy, stored)
    rows = tuple(_row(label, raters, policy, known) for label, raters in _designs(policy))
    return DependabilityForecast(
        sentences=(_sentence(policy, known), _origin(stored), *cost),
        columns=(
            str(_("Penilai seorang pegawai")),
            str(_("Keandalan")),
            str(_("Meleset sekitar")),
            str(_("Bila atasan %(share)s", share=format_percent(SMALLER_SHARE))),
        ),
        rows=rows,
    )


def _designs(policy: Policy) -> Iterator[tuple[str, Raters]]:
    """Ways of rating in words, each with the groups before it: how many raters of which group."""
    peers = policy.peers_per_officer
    steps: list[tuple[str, Raters]] = [
        (_("atasan saja"), {Relation.SUPERVISOR: 1}),
        (_("atasan dan %(n)s rekan", n=format_number(peers)), {Relation.PEER: peers}),
        (
            _("ditambah %(n)s bawahan", n=format_number(SUBORDINATES)),
            {Relation.SUBORDINATE: SUBORDINATES},
        ),
        (_("ditambah %(n)s warga", n=format_number(CITIZENS)), {Relation.CITIZEN: CITIZENS}),
    ]
    raters: Raters = {}
    for label, more in steps:
        raters = {**raters, **more}
        yield str(label), raters
    for group in policy.appointed:
        raters = {**raters, group.code: group.minimum}
        words = {"n": format_number(group.minimum), "group": group_name(policy, group.code)}
        yield str(_("ditambah %(n)s penilai kelompok %(group)s", **words)), raters


def variance_components_of(policy: Policy, stored: Mapping[str, Any] | None) -> VarianceComponents:
    """The components as computed with; the published proportions where none are stored.

    A group of which nothing is known is taken to answer as peers do.
    """
    given = stored or {
        "officer": SCULLEN_COMPONENTS.officer,
        "perspective": SCULLEN_COMPONENTS.perspective,
        "rater": dict(zip(OF_THE_TREE, SCULLEN_COMPONENTS.rater, strict=True)),
    }
    known, like_peers = given["rater"], given["rater"].get(Relation.PEER)
    return VarianceComponents(
        officer=given["officer"],
        perspective=given["perspective"],
        rater=tuple(float(known.get(code, like_peers) or 0.0) for code in policy.codes),
    )


def _design(
    policy: Policy, weights: Mapping[str, float], raters: Raters, known: VarianceComponents
) -> DesignPrecision | None:
    codes = policy.codes
    return d_study(
        known, [weights.get(code, 0.0) for code in codes], [raters.get(code, 0) for code in codes]
    )


def _with_smaller_share(policy: Policy) -> dict[str, float]:
    """The same policy with the superior at SMALLER_SHARE of all weights."""
    rest = {g: w for g, w in policy.weights.items() if g != Relation.SUPERVISOR}
    total = sum(rest.values()) or 1.0
    scaled = {group: weight / total * (1 - SMALLER_SHARE) for group, weight in rest.items()}
    return {**scaled, Relation.SUPERVISOR: SMALLER_SHARE}


def _row(label: str, raters: Raters, policy: Policy, known: VarianceComponents) -> tuple[str, ...]:
    own = _design(policy, policy.weights, raters, known)
    other = _design(policy, _with_smaller_share(policy), raters, known)
    return (label, _coefficient(own), _margin(own), _coefficient(other))


def _coefficient(design: DesignPrecision | None) -> str:
    return format_number(design.coefficient if design else None, 2)


def _margin(design: DesignPrecision | None) -> str:
    return f"±{format_number(1.96 * design.standard_error, 2)}" if design else format_number(None)


def _sentence(policy: Policy, known: VarianceComponents) -> str:
    raters: Raters = {Relation.SUPERVISOR: 1, Relation.PEER: policy.peers_per_officer}
    own, other = (
        _design(policy, weights, raters, known)
        for weights in (policy.weights, _with_smaller_share(policy))
    )
    share = policy.weights[Relation.SUPERVISOR] / sum(policy.weights.values())
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
