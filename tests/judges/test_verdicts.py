"""A complaint stays open until somebody has accepted it with a reason."""

from __future__ import annotations

import json

from config import ROOT
from judges.verdicts import (
    Acceptance,
    Finding,
    Verdict,
    acceptances,
    open_findings,
    paper,
    summary,
)

FOUND = (Finding("vnu", "bad attribute", "/masuk?"), Finding("vnu", "bad element", "/masuk?"))
SEEN = Verdict("vnu", "26", "9 pages", FOUND)
ABSENT = Verdict("sqlmap", absent="not installed")
REASON = Acceptance("vnu", "bad attr*", "/masuk*", "Browsers need it.")


def test_what_is_accepted_is_not_open_and_the_rest_is() -> None:
    assert open_findings([SEEN, ABSENT], [REASON]) == [FOUND[1]]
    assert open_findings([SEEN], []) == sorted(FOUND)


def test_an_acceptance_is_of_one_judge_one_rule_and_one_place() -> None:
    for other in (
        Finding("bandit", "bad attribute", "/masuk?"),
        Finding("vnu", "other", "/masuk?"),
        Finding("vnu", "bad attribute", "/akun?"),
    ):
        assert not REASON.covers(other)


def test_the_paper_tells_what_is_open_what_is_accepted_and_who_could_not_come() -> None:
    record = {each.judge: summary(each, [REASON], "2026-11-29") for each in (SEEN, ABSENT)}

    text = paper(record)

    assert "| vnu | 26 | 2026-11-29 | 9 pages | 2 | 1 | 1 |" in text
    assert "**not run**: not installed" in text
    assert "- vnu: bad element (/masuk?)" in text
    assert "Browsers need it." in text


def test_the_paper_in_docs_is_that_of_the_last_runs() -> None:
    record = json.loads((ROOT / "judges" / "record.json").read_text(encoding="utf-8"))

    assert (ROOT / "docs" / "judges.md").read_text(encoding="utf-8") == paper(record)
    assert [line for each in record.values() for line in each["open"]] == []


def test_every_acceptance_gives_a_reason() -> None:
    assert [each for each in acceptances() if len(each.reason) < 20] == []
