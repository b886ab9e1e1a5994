"""Reading the rules of a cycle from `config.json`, with refusals that say how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from berakhlak.run_language import N_, operator_gettext
from berakhlak.statistics.rules import (
    NULL_VARIANCES_OF_FIVE_STEPS,
    InvalidScoringRules,
    ScoringRules,
)

IMPOSSIBLE = {
    "scale": N_("scale: dua bilangan bulat, yang kecil lebih dahulu"),
    "groups": N_("groups: sebut tiap kelompok sekali"),
    "per_group": N_("weights, min_n: satu bilangan untuk tiap kelompok"),
    "weights": N_("weights: bilangan berhingga paling kecil 0"),
    "min_n": N_("min_n: bilangan bulat, paling kecil 1"),
    "min_items_per_value": N_("min_items_per_value: paling kecil 1"),
    "min_officers_per_unit": N_("min_officers_per_unit: paling kecil 1"),
    "ci_level": N_("ci_level: antara 0 dan 1"),
    "null_variance": N_("null_variance: bilangan di atas 0"),
}


class RulesRefused(ValueError):
    """A rule is missing or impossible; the message says which and how to mend it."""


def rules_from_config(config: Mapping[str, Any]) -> ScoringRules:
    """Read the rules from the keys of `config.json`; unknown keys are left alone.

    Weights and minimum sizes of groups that the cycle does not have are ignored; a group
    without a weight counts in no composite. A group without a minimum size is refused,
    because guessing one could disclose single answers. Raises RulesRefused.
    """
    try:
        return ScoringRules(**_read(config))
    except InvalidScoringRules as error:
        raise RulesRefused(operator_gettext(IMPOSSIBLE[error.rule])) from None
    except KeyError as missing:
        raise RulesRefused(
            operator_gettext(N_("%(key)s: tidak ada; tambahkan"), key=missing.args[0])
        ) from None
    except (TypeError, AttributeError) as error:
        raise RulesRefused(
            operator_gettext(N_("jenis nilai sebuah aturan keliru (%(why)s)"), why=error)
        ) from None


_PLAIN_KEYS = {
    "min_officers_per_unit": int,
    "min_items_per_value": int,
    "gap_threshold": float,
    "strength_threshold": float,
    "favourable_from": float,
    "z_half_sd": float,
    "half_sd_min_officers": int,
    "ci_level": float,
    "straightline_min_items": int,
    "compare_eps": float,
    "pool_withheld": bool,
    "borrow_variance": bool,
    "self_group": str,
}


def _read(config: Mapping[str, Any]) -> dict[str, Any]:
    groups = tuple(config["groups"])
    low, high = config["scale"]
    if int(low) != low or int(high) != high:
        raise RulesRefused(operator_gettext(IMPOSSIBLE["scale"]))
    minimums = config["min_n"]
    plain = {key: kind(config[key]) for key, kind in _PLAIN_KEYS.items() if key in config}
    self_group = plain.get("self_group", "self")
    for group in groups:
        if group not in minimums and group != self_group:
            lacking = N_("min_n: tidak ada bilangan untuk kelompok %(group)s; tambahkan")
            raise RulesRefused(operator_gettext(lacking, group=group))
    return plain | {
        "scale": (int(low), int(high)),
        "groups": groups,
        "weights": tuple(float(config["weights"].get(group, 0.0)) for group in groups),
        "min_n": tuple(int(minimums.get(group, 1)) for group in groups),
        "null_variance": _null_variances(config, int(high) - int(low) + 1),
    }


def _null_variances(config: Mapping[str, Any], steps: int) -> dict[str, float]:
    """Null variances of the scale: those configured for its number of steps, else what is known.

    The uniform one is (A^2 - 1) / 12 for A steps; the skewed ones are published for five steps
    only, so on another scale they stay undefined unless configured.
    """
    known = {"uniform": (steps**2 - 1) / 12}
    if steps == 5:
        known |= NULL_VARIANCES_OF_FIVE_STEPS
    given = config.get(f"null_variance_{steps}pt", config.get("null_variance", {}))
    return known | {name: float(variance) for name, variance in given.items()}
