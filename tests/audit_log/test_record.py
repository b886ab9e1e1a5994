"""The audit record is complete in words, newest first, and ends at the agency's border."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

from berakhlak.assignments.widening import NARROW
from berakhlak.audit import operations as audit
from berakhlak.audit_log.queries import ACTS, PER_PAGE
from berakhlak.cycles.changes import OPENED
from berakhlak.roles import Role
from berakhlak.sealing.row_counts import SEALED_ACT
from tests.factories.cycles import AT, make_open_cycle

ROOT = Path(__file__).resolve().parents[2] / "berakhlak"


def recorded_acts():
    """Each (kind, act) in a call of `record_act`; an act that names a role stands for all roles."""
    for file in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "record_act":
                act, kind = node.args[1:3]
                if isinstance(kind, ast.Constant):
                    yield from ((kind.value, words) for words in spelled_out(act))


def spelled_out(act):
    """The literal act, `granted {role}` for each role that can be given, or `sealed` and
    `opened` without their counts."""
    if isinstance(act, ast.Constant):
        return [act.value]
    if isinstance(act, ast.JoinedStr) and ast.unparse(act.values[-1].value) == "role":
        return [f"{act.values[0].value}{role}" for role in (Role.HR, Role.ADMIN)]
    if getattr(act, "attr", "") == "act":
        return [NARROW]
    counted = {"sealed_act": SEALED_ACT, "opened_act": OPENED}
    return [word for name, word in counted.items() if called(act) == name]


def called(act):
    return getattr(getattr(act, "func", None), "id", "")


def test_every_act_that_the_code_records_has_words():
    acts = set(recorded_acts())

    assert {("cycle", "created"), ("cycle", "sealed"), ("account", "granted hr")} <= acts
    assert acts <= set(ACTS), f"give words to {sorted(acts - set(ACTS))}"


def test_the_newest_act_stands_first_with_its_author_and_cycle(client, session, opened):
    audit.record_act(
        session, "published", "cycle", opened.cycle.id, by=opened.hr, at=AT + timedelta(days=1)
    )

    page = client.sign_in(opened.admin).get("/audit")

    first = page.all("tbody tr")[0].get_text(" ", strip=True)
    assert first == "3 November 2026 08.00 WIB Sri Wahyuni Menerbitkan hasil Penilaian 2026"
    assert "Operator" in page.all("tbody tr")[1].get_text()


def test_long_records_are_read_page_by_page(client, session, opened):
    for number in range(PER_PAGE + 5):
        audit.record_act(
            session, "signed in", "account", 1, by=opened.hr, at=AT + timedelta(hours=number)
        )
    admin = client.sign_in(opened.admin)

    first, second = admin.get("/audit"), admin.get("/audit", halaman=2)

    assert len(first.all("tbody tr")) == PER_PAGE
    # Five sign-ins, the cycle created and opened, and what it said of small circles.
    assert len(second.all("tbody tr")) == 8
    assert "Halaman 1 dari 2" in first.text


def test_what_another_agency_does_is_not_in_the_record(client, session, keys, opened):
    foreign = make_open_cycle(session, keys)
    audit.record_act(session, "signed in", "account", foreign.hr.id, by=foreign.hr, at=AT)

    page = client.sign_in(opened.admin).get("/audit")

    assert len(page.all("tbody tr")) == 3
    assert "Masuk" not in [cell.get_text(strip=True) for cell in page.all("tbody td")]
