"""The audit has a row for each kind of reader, and believes no certificate that cannot be true."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations_with_replacement

import pytest
from flask import Flask

from berakhlak.cycles.rater_groups import Relation
from berakhlak.disclosure.attackers import ATTACKERS, may_be_certain
from berakhlak.disclosure.attackers_wording import attacker_rows
from berakhlak.disclosure.promises import certificate_sentences, remedy_sentences
from berakhlak.disclosure.published import PublishedCycle
from berakhlak.disclosure.report import AuditReport, FigureKind, LeakKind
from berakhlak.statistics.frozen_result import CellFigures, CellStatus
from berakhlak.statistics.statements import DisclosureCertificate
from tests.disclosure.cycles import audited, published, random_sheets
from tests.disclosure.test_certificate import tried

SIZES = [
    {Relation.SELF: 1, Relation.PEER: 3 + n % 3, Relation.CITIZEN: 3 + n % 2} for n in range(8)
]


def release() -> PublishedCycle:
    return published(random_sheets(11, SIZES, cannot_rate=0.05), len(SIZES))


def cell(answers: tuple[int, ...]) -> CellFigures:
    mean = round(sum(answers) / len(answers) + 1e-9, 2)
    return CellFigures(status=CellStatus.SHOWN, n=len(answers), mean=mean, sd=None)


@pytest.mark.parametrize("k", [0, 1, 2])
@pytest.mark.parametrize("n", [2, 3, 4, 5])
def test_the_bound_from_print_is_what_some_answers_with_that_mean_allow(n: int, k: int) -> None:
    """Brute force: of all groups with one sum, whether in one of them k raters are certain."""
    certain: dict[int, bool] = {}
    groups = list(combinations_with_replacement(range(1, 6), n))
    for group in groups:
        total = sum(group)
        certain[total] = certain.get(total, False) or (n > k and tried(group, k, 5) == 0)

    for group in groups:
        assert may_be_certain(cell(group), k, 5) == certain[sum(group)], group


def test_every_attacker_has_a_row_with_a_count(app: Flask) -> None:
    report = audited(release())
    with app.app_context():
        told = list(attacker_rows(report))

    assert report.is_safe
    assert len(told) == len(ATTACKERS) + 2
    assert all(any(sign.isdigit() for sign in row) for row in told[:-1])
    assert report.certificate is not None
    assert AuditReport.from_json(report.to_json()) == report


def test_an_older_cycle_gets_rows_with_the_most_there_can_be(app: Flask) -> None:
    found = release()
    older = replace(found, whole=replace(found.whole, certificate=None))
    with app.app_context():
        told = list(attacker_rows(audited(older)))

    assert sum("paling banyak" in row for row in told) == 6
    assert not any("sekitar" in row for row in told)


def flattered(
    certificate: DisclosureCertificate, reader: str, **changes: float
) -> DisclosureCertificate:
    now = certificate.now
    learned = {**now.learned, reader: replace(now.learned[reader], **changes)}
    return replace(certificate, now=replace(now, learned=learned))


@pytest.mark.parametrize("lie", ["outsider", "accomplice", "figures"])
def test_a_certificate_that_cannot_be_true_is_a_finding(lie: str) -> None:
    found = release()
    kept = found.whole.certificate
    assert kept is not None
    told = {
        "outsider": flattered(kept, "0", certain=0.9),
        "accomplice": flattered(kept, "1", certain=1.0),
        "figures": replace(kept, now=replace(kept.now, figures=kept.now.figures + 1)),
    }[lie]

    report = audited(replace(found, whole=replace(found.whole, certificate=told)))

    (finding,) = report.findings
    assert (finding.leak, finding.source.subject) == (LeakKind.UNEXPLAINED, FigureKind.CERTIFICATE)


def test_hr_reads_shares_and_what_a_higher_minimum_would_change(app: Flask) -> None:
    kept = release().whole.certificate
    assert kept is not None
    with app.app_context():
        told, raised = list(certificate_sentences(kept)), list(remedy_sentences(kept, 5))

    assert len(told) == 4
    assert told[0].startswith(f"Dari {kept.now.figures} angka perilaku kelompok")
    assert len(raised) == len(kept.raised) + 1
    assert all("seorang penilai" in each for each in raised[:-1])
    assert "(sekarang 5)" in raised[-1]
