"""Where a list has no rows, the page says what is missing and leads to whatever comes next."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from berakhlak.accounts.models import AccountRole
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.operations import create_cycle
from berakhlak.instrument.operations import reference_instrument
from berakhlak.roles import Role
from tests.factories.cycles import AT, make_open_cycle
from tests.factories.people import make_account, make_agency, make_unit
from tests.support.markup import words
from tests.support.pages import Page, PageClient
from tests.whole_app.test_access import address, rules

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# What a list of nothing may not say alone: it names nothing that is missing.
EMPTY_WORDS = re.compile(r"^(Belum ada|Tidak ada|Kosong)\W*$")
LOOK_ALONE = {"style.style_page"}  # Shows components with invented rows.
UNFOUND = "zzqq tidak ada"


@pytest.fixture
def agency(session):
    """Just made: no people, no cycles, one unit for HR of units."""
    return make_agency(session)


def reader_of(session, agency, name):
    if name != "hr of a unit":
        return make_account(session, agency, Role(name))
    account = make_account(session, agency)
    unit_id = make_unit(session, agency).id
    account.role_rows.append(AccountRole(role=Role.HR, unit_id=unit_id))
    return account


def pages(app, reader, **values):
    """Every page that opens to the reader and takes just these values; those with a search also as
    they are when nothing is found."""
    for rule in rules(app):
        if rule.arguments != set(values) or rule.endpoint in LOOK_ALONE:
            continue
        answer = reader.open(address(app, rule, values))
        if answer.status_code != 200 or "html" not in answer.content_type:
            continue
        yield rule.endpoint, (page := Page(answer))
        if page.all("main input[name=cari]"):
            yield rule.endpoint, reader.get(page.path, cari=UNFOUND)


def wanting(reader, page):
    """What is wrong with the empty lists of a page."""
    assert not [table for table in page.all("main table") if not table.select("tbody tr")]
    for empty in page.all("main .empty"):
        said = words(empty.p)
        if len(said) < 20 or EMPTY_WORDS.match(said):
            yield f"says too little: {said!r}"
        leads = [link["href"] for link in empty.select("a[href]")]
        # The form for the first row may stand on the page itself.
        if not leads and not page.all("main form:not([role=search]) button"):
            yield f"leads nowhere: {said!r}"
        for lead in leads:
            if reader.open(lead, follow_redirects=True).status_code != 200:
                yield f"leads to a page that does not open: {lead}"


def looked_at(app, account, **values):
    """What is wrong, and on which pages an empty list was seen."""
    reader, found, seen = PageClient(app).sign_in(account), [], set()
    for endpoint, page in pages(app, reader, **values):
        found += [f"{endpoint} {each}" for each in wanting(reader, page)]
        seen |= {endpoint.split(".")[1]} if page.all("main .empty") else set()
    return found, seen


# Pages of each reader that have an empty list: the guard would be content if it found none.
OF_EVERYBODY = {"jobs", "tasks_page", "profiles_page"}
LISTS = {
    "officer": {"home_page"},
    "hr": {
        "directory_page", "units_page", "cycles_page", "published_results", "audit_page",
        "downloads_page", "overview_page", "rules_page", "home_page", "roles_page",
    },
    "admin": {"directory_page", "units_page", "audit_page", "rules_page", "roles_page"},
    "reader": {"published_results"},
    "hr of a unit": {"directory_page", "cycles_page", "audit_page", "rules_page"},
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_in_a_new_agency_every_list_leads_on(app, session, agency, name):
    account = reader_of(session, agency, name)
    session.commit()

    found, seen = looked_at(app, account)

    assert found == []
    assert OF_EVERYBODY | LISTS[name] <= seen


def test_lists_of_a_draft_without_people_lead_on(app, session, agency):
    account = reader_of(session, agency, "hr")
    draft = create_cycle(
        session,
        agency_id=agency.id,
        name="Semester I",
        instrument=reference_instrument(session),
        opens_on=date(2027, 1, 1),
        closes_on=date(2027, 1, 31),
        units=[make_unit(session, agency)],
        by=None,
        at=AT,
    )
    session.commit()

    found, seen = looked_at(app, account, cycle_id=draft.id)

    assert found == []
    assert {"coverage_page", "late_raters_page", "comments_page", "messenger_page"} <= seen


def test_lists_of_a_cycle_that_was_just_opened_lead_on(app, session):
    opened = make_open_cycle(session, key_store(), staff=3)
    session.commit()

    found, seen = looked_at(app, opened.hr, cycle_id=opened.cycle.id)

    assert found == []
    assert {"declined_page", "counters_page", "minimum_forecast_page", "changes_page"} <= seen


def test_every_empty_list_is_made_of_the_component():
    by_hand = [
        str(path.relative_to(TEMPLATES))
        for path in sorted(TEMPLATES.rglob("*.html"))
        if 'class="empty"' in path.read_text(encoding="utf-8")
    ]

    assert by_hand == ["components/empty.html"]
