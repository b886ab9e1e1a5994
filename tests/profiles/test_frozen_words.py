"""What was published keeps its words, whatever limits and versions come into force later."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from types import ModuleType
from typing import Any

import pytest

import berakhlak.documents
import berakhlak.profiles
import berakhlak.results
import berakhlak.sealing
import berakhlak.statistics
from berakhlak.profiles.editions import FORMS, build_form
from berakhlak.profiles.printing import profile_html
from berakhlak.profiles.profile import ProfileSource
from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.report import ResultsSource
from berakhlak.sealing.freezing import frozen_cycle
from berakhlak.statistics.inference.cutoffs import EARLIER_CUTOFFS, StatementCutoffs
from tests.factories.results import UNITS, version_2
from tests.profiles.test_words_by_version import judged

LOOKS = {  # Drawing, length of names, export: they decide no word.
    "charts", "funnel", "layout", "palette", "pdf", "pdf_archive", "views", "weasyprint_shortcuts",
}  # fmt: skip
LENGTHS = {"CYCLE_LIMIT", "NAME_LIMIT", "FOOT_LIMIT", "FINGERPRINT_LENGTH"}


def modules() -> Iterator[ModuleType]:
    packages = (
        berakhlak.documents,
        berakhlak.profiles,
        berakhlak.results,
        berakhlak.sealing,
        berakhlak.statistics,
    )
    for package in packages:
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            yield importlib.import_module(found.name)


def constants() -> Iterator[tuple[ModuleType, str, float]]:
    """Every number with a name in a module that computes or tells."""
    for module in modules():
        if module.__name__.rsplit(".", 1)[-1] in LOOKS:
            continue
        for name, value in vars(module).items():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if name.isupper() and number and name not in LENGTHS:
                yield module, name, value


def published() -> ProfileSource:
    """With everything that can be decided, as sealed under today's limits."""
    source = judged(["higher", "lower", "undecided"], ["higher", "undecided", "lower"], "higher")
    figures = replace(source.figures, advice=("BP2", "KB1"), overall_se=0.2)
    frozen = StatementCutoffs.of_frozen(asdict(StatementCutoffs()))
    return replace(source, figures=figures, cutoffs=frozen)


def words(source: ProfileSource, whole: ResultsSource) -> list[Any]:
    """Everything that is told of a published cycle of these rules."""
    profiles = [profile_html(build_form(source, form=form)) for form in FORMS]
    return [*profiles, agency_results(whole, "id"), unit_results(whole, UNITS[0], "id")]


def test_no_number_in_the_code_changes_what_was_published(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = published(), version_2()
    before = words(*sealed)
    changed = list(constants())
    assert len(changed) > 20
    for module, name, value in changed:
        monkeypatch.setattr(module, name, value * 3 + 1)
    assert words(*sealed) == before


def test_new_limits_and_versions_leave_what_was_published(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sealed = published(), version_2()
    before = words(*sealed)
    defaults: dict[str, Any] = dict(StatementCutoffs.__init__.__kwdefaults__)
    monkeypatch.setattr(
        StatementCutoffs.__init__,
        "__kwdefaults__",
        {name: x * 3 + 1 for name, x in defaults.items()},
    )
    monkeypatch.setattr(frozen_cycle, "RULES_VERSION", "99")
    assert StatementCutoffs().z > 6
    assert words(*sealed) == before


def test_every_limit_is_frozen_and_those_that_came_later_are_known_for_older_cycles() -> None:
    names = {each.name for each in fields(StatementCutoffs)}
    assert set(EARLIER_CUTOFFS) <= names
    assert asdict(StatementCutoffs.of_frozen(asdict(StatementCutoffs()))) == asdict(
        StatementCutoffs()
    )
    old = {name: x for name, x in asdict(StatementCutoffs()).items() if name not in EARLIER_CUTOFFS}
    assert (
        StatementCutoffs.of_frozen({**old, "no_longer_used": 1}).level_near
        == EARLIER_CUTOFFS["level_near"]
    )


@pytest.mark.parametrize(
    ("limit", "value"),
    [("level_near", 0.0), ("most_named", 1), ("most_kept", 1), ("z", 1.0)],
)
def test_a_cycle_with_other_limits_is_told_by_its_own(limit: str, value: float) -> None:
    source = published()
    other = replace(source, cutoffs=replace(source.cutoffs, **{limit: value}))
    assert any(build_form(source, form=f) != build_form(other, form=f) for f in FORMS)
