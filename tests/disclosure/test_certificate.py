"""The certificate counts what readers with answers of their own really can conclude."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.cycles.policy import Policy
from berakhlak.cycles.rater_groups import Relation
from berakhlak.statistics.certificate import FEWEST_FIGURES, feasible_answer_widths, share_step
from berakhlak.statistics.frozen_result import CycleFigures
from berakhlak.statistics.statements import DisclosureCertificate, ReaderKnowledge
from tests.disclosure.cycles import Sheet, published, random_sheets

PEER, CITIZEN = Relation.PEER, Relation.CITIZEN
Sheets = tuple[int, ...]


@cache
def possible(raters: int, total: int, steps: int) -> tuple[int, ...]:
    """Every answer that one of `raters` can have given whose answers add up to `total`."""
    return tuple(
        sorted(
            {
                answer
                for answers in combinations_with_replacement(range(1, steps + 1), raters)
                if sum(answers) == total
                for answer in answers
            }
        )
    )


def tried(answers: Sheets, k: int, steps: int) -> int:
    """The width for the worst choice of k raters, by trying all choices and all sheets."""
    if len(answers) <= k:
        return steps
    found = []
    for known in combinations(answers, k):
        open_ones = possible(len(answers) - k, sum(answers) - sum(known), steps)
        found.append(open_ones[-1] - open_ones[0])
    return min(found)


def histogram(groups: Sequence[Sheets], steps: int) -> np.ndarray:
    return np.array([[group.count(step) for group in groups] for step in range(1, steps + 1)])


def every_group(most: int, steps: int) -> Iterator[Sheets]:
    for n in range(1, most + 1):
        yield from combinations_with_replacement(range(1, steps + 1), n)


@pytest.mark.parametrize(("most", "steps"), [(6, 5), (5, 4), (5, 7), (8, 2)])
@pytest.mark.parametrize("k", [0, 1, 2, 3])
def test_the_closed_form_is_what_trying_every_sheet_gives(most: int, steps: int, k: int) -> None:
    groups = list(every_group(most, steps))

    assert feasible_answer_widths(histogram(groups, steps), k).tolist() == [
        tried(group, k, steps) for group in groups
    ]


def test_every_answer_between_the_ends_is_possible() -> None:
    """Else a width would say less than a reader knows."""
    for raters in range(1, 7):
        for total in range(raters, 5 * raters + 1):
            answers = possible(raters, total, 5)
            assert answers == tuple(range(answers[0], answers[-1] + 1))


def certificate(
    sheets: Sequence[Sheet], officers: int, policy: Policy | None = None
) -> DisclosureCertificate:
    found = published(sheets, officers, policy=policy).whole.certificate
    assert found is not None
    return found


def shown_groups(
    sheets: Sequence[Sheet], officers: int, least: int, of: tuple[str, ...]
) -> list[Sheets]:
    """Answers to each behaviour that is printed, where nobody left one out."""
    found = []
    for officer in range(officers):
        for group in of:
            rows = [s.answers for s in sheets if (s.officer, s.group) == (officer, group)]
            for answers in zip(*rows, strict=True) if len(rows) >= least else ():
                if 255 not in answers:
                    found.append(tuple(answers))
    return found


def share(groups: Sequence[Sheets], k: int, width: int) -> float:
    return sum(tried(group, k, 5) <= width for group in groups) / len(groups)


def agrees(told: ReaderKnowledge, groups: Sequence[Sheets], k: int) -> bool:
    half = share_step(len(groups)) / 2 + 1e-4
    return (
        told.figures == len(groups)
        and abs(told.certain - share(groups, k, 0)) <= half
        and abs(told.nearly - share(groups, k, 1)) <= half
        and told.narrowest == min(tried(group, k, 5) for group in groups)
    )


sizes = st.fixed_dictionaries(
    {Relation.SELF: st.just(1), PEER: st.integers(0, 6), CITIZEN: st.integers(0, 5)}
)


@settings(max_examples=15)
@given(groups=st.lists(sizes, min_size=5, max_size=7), seed=st.integers(0, 10**6))
def test_a_release_carries_the_shares_that_its_sheets_have(
    groups: list[dict[str, int]], seed: int
) -> None:
    sheets, n = random_sheets(seed, groups, cannot_rate=0.0), len(groups)
    everybody = shown_groups(sheets, n, 3, (PEER, CITIZEN))
    if len(everybody) < FEWEST_FIGURES:
        assert published(sheets, n).whole.certificate is None
        return

    found = certificate(sheets, n)

    assert all(agrees(found.now.learned[str(k)], everybody, k) for k in (0, 1, 2))
    voices = shown_groups(sheets, n, 3, (CITIZEN,))
    for k in (1, 2):
        told = found.now.learned.get(f"citizen{k}")
        assert (told is None) == (len(voices) < FEWEST_FIGURES)
        assert told is None or agrees(told, voices, k)
    for by in (1, 2):
        larger = shown_groups(sheets, n, 3 + by, (PEER, CITIZEN))
        raised = found.raised.get(str(by))
        assert (raised is None) == (len(larger) < FEWEST_FIGURES)
        assert raised is None or agrees(raised.learned["2"], larger, 2)


def test_no_share_tells_of_fewer_than_five_figures() -> None:
    alike = [Sheet(n, PEER, 10 + r, (4,) * 21) for n in range(5) for r in range(4)]
    odd = [
        Sheet(s.officer, s.group, s.rater, (5, *s.answers[1:])) if s.officer == 0 else s
        for s in alike
    ]

    before, after = (certificate(sheets, 5).now for sheets in (alike, odd))

    assert before.learned["1"].certain == after.learned["1"].certain == 0.0
    assert after.learned["0"].certain > 0.0  # What an outsider counts from print is no secret.
    assert share_step(before.figures) * before.figures >= FEWEST_FIGURES


def test_a_small_agency_and_self_ratings_alone_have_none() -> None:
    few = random_sheets(1, [{PEER: 5}] * 4, cannot_rate=0.0)
    alone = random_sheets(1, [{Relation.SELF: 1, Relation.SUPERVISOR: 1}] * 9, cannot_rate=0.0)

    assert published(few, 4).whole.certificate is None
    assert published(alone, 9).whole.certificate is None


def test_a_higher_minimum_is_what_was_promised_of_it() -> None:
    sheets = random_sheets(7, [{PEER: 3 + n % 3} for n in range(30)], cannot_rate=0.0)
    policy = Policy().with_numbers(min_n={PEER: 4, CITIZEN: 4, Relation.SUBORDINATE: 4})

    assert certificate(sheets, 30).raised["1"] == certificate(sheets, 30, policy).now


def test_a_release_is_read_with_its_certificate_and_without_where_it_is_older() -> None:
    whole = published(random_sheets(3, [{PEER: 5}] * 6, cannot_rate=0.1), 6).whole
    older = json.loads(whole.to_json())
    del older["certificate"]

    assert whole.certificate is not None
    assert CycleFigures.from_json(whole.to_json()) == whole
    assert CycleFigures.from_json(json.dumps(older)).certificate is None
