"""Every page for every reader, of cycles in every state, in both languages: its words are true.

What a test of one page overlooks is of few kinds: a word of the code, a sentence in the other
language, a day written as machines do, a door said to be open until a day that is over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask_babel import force_locale
from sqlalchemy import select

from berakhlak.cycles.models import Cycle, CycleState, Participant
from berakhlak.cycles.operations import create_cycle
from berakhlak.cycles.rater_groups import Relation
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.instrument.operations import reference_instrument
from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.printing import results_pdf
from berakhlak.results.queries import results_source
from berakhlak.roles import Role
from berakhlak.sealing.models import CycleResult
from tests.factories.cycles import AT
from tests.factories.people import make_account, make_agency, make_person, make_unit
from tests.support.markup import words
from tests.support.pdf import text_of
from tests.whole_app.test_access import (  # `world` is a fixture.
    World,
    address,
    rules,
    world,  # noqa: F401
)

# Arguments of pages that a draft has not.
NOWHERE = dict.fromkeys(
    (
        "unit_id",
        "person_id",
        "counter_id",
        "participant_id",
        "comment",
        "assignment_id",
        "source_id", "objection_id", "colleague_id", "feedback_id", "correction_id",
        "access_id",
        "survey_id", "line_id", "work_unit_id", "service_id", "change_id",
        "programme_id", "provider_id", "run_id", "need_id", "number",
    ),
    1,
)  # fmt: skip
# Papers for citizens say everything in both languages, or in Indonesian whoever prints them.
FOR_CITIZENS = re.compile(r"/(poster|slip(-rol|-a4)?)\.pdf$")
DEVELOPERS = {"/gaya"}  # The style guide, of development alone.
CODE = (
    r"\b(?:granted|revoked|sealing|sealed|nomination|subordinate|peer|submitted|"
    r"archived|published|None|nan|null|undefined)\b"
)
FUNCTION_WORDS = {
    "id": r"\b(?:the|and|with|this|your|have|has|from|which|until|not)\b",
    "en": r"\b(?:yang|dan|untuk|Anda|atau|dari|dengan|tidak|belum|sudah|ini|akan|dapat|pada|"
    r"oleh|setiap|semua|bila|hanya|sampai|siapa)\b",
}
MONTHS = {
    "id": r"\d (?:January|February|March|May|June|July|August|October|December)\b",
    "en": r"\d (?:Januari|Februari|Maret|Mei|Juni|Juli|Agustus|Oktober|Desember)\b",
}
FALSE = {
    "a day as machines write it": r"\b\d{4}-\d\d-\d\d\b",
    "nobody, and how many it takes": r"\b0 (?:\S+ ){0,4}(?:paling sedikit|at least) \d",
    "a door open until a day that is over": (
        r"\b(?:[Ii]si sampai|[Ff]ill in until) [^.]*(?:lewat|ago)"
    ),
    "a number without its separator": r"(?<![\w.,/:-])(?!(?:19|20)\d\d\b)[1-9]\d{3}(?![\d.,/:-])",
    "a blank that nobody filled": r"%\(\w+\)|\{\w+\}",
}


def faults_in(text: str, language: str) -> list[str]:
    """What these words should not say, each with what stands around it."""
    kinds = FALSE | {"the other language": FUNCTION_WORDS[language], "a month": MONTHS[language]}
    if language == "id":
        kinds |= {"a word of the code": CODE}
    return [
        f"{kind}: …{text[max(found.start() - 40, 0) : found.end() + 30]}…"
        for kind, pattern in kinds.items()
        for found in re.finditer(pattern, text)
    ]


def spoken(html: str, language: str) -> str:
    """All that is read on the page, but for what people wrote and what is marked as foreign."""
    soup = BeautifulSoup(html, "html.parser")  # A third of the time; markup is checked elsewhere.
    other = "en" if language == "id" else "id"
    for element in soup.select(f"body [lang={other}], blockquote, code, textarea, script, option"):
        element.decompose()
    labels = [str(each["aria-label"]) for each in soup.select("[aria-label]")]
    return " ".join([words(soup.body), str(soup.title and soup.title.get_text()), *labels])


def addresses(app, world) -> Iterator[str]:  # noqa: F811
    """Every GET address; those of a cycle once for each cycle, whatever its state."""
    every = (world.samples["cycle_id"], world.closed_id, world.gathering_id, world.draft_id)
    for rule in rules(app):
        # Where the address says in which language, the tests of the room ask.
        if rule.rule in DEVELOPERS or hasattr(app.view_functions[rule.endpoint], "is_same_for_all"):
            continue
        values = world.values(rule)
        for each in every if "cycle_id" in values else (None,):
            yield address(app, rule, values | ({"cycle_id": each} if each else {}))


def faults_of(client, account, paths: Iterable[str], language: str) -> Iterator[str]:
    """What the pages that open to this reader should not say, each with its address."""
    client.http.set_cookie("bahasa", language)
    if account is not None:
        client.sign_in(account)
    for path in paths:
        answer = client.open(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            text = spoken(answer.get_data(as_text=True), language)
            yield from (f"{path}: {fault}" for fault in faults_in(text, language))


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_words_of_every_page_are_true(app, client, session, world, language):  # noqa: F811
    _close_in(session, world, days=3)
    faults = []
    for name in (
        "nobody",
        "officer",
        "supervisor",
        "hr",
        "admin",
        "unit_hr",
        "partner",
        "operator",
    ):
        found = faults_of(client, world.readers[name], addresses(app, world), language)
        faults += [f"{name} {fault}" for fault in found]

    assert not faults, "\n".join(sorted(set(faults)))


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_words_are_true_after_the_last_day(app, client, session, world, language):  # noqa: F811
    _close_in(session, world, days=-7)
    faults = []
    for name in ("officer", "supervisor", "hr", "unit_hr"):
        paths = of_one_cycle(app, world, world.samples["cycle_id"])
        found = faults_of(client, world.readers[name], paths, language)
        faults += [f"{name} {fault}" for fault in found]

    assert not faults, "\n".join(sorted(set(faults)))


def _close_in(session, world, *, days: int) -> None:  # noqa: F811
    cycle = session.get(Cycle, world.samples["cycle_id"])
    cycle.closes_on = local_today() + timedelta(days=days)
    session.commit()


def of_one_cycle(app, world, cycle_id: int) -> Iterator[str]:  # noqa: F811
    """Every GET address that names a cycle or a sheet of it, and the pages that list cycles."""
    for rule in rules(app):
        lists = not rule.arguments - {"kind", "group", "value_code"}
        names = rule.arguments & {"cycle_id", "assignment_id"}
        if (lists or names) and rule.rule not in DEVELOPERS:
            yield address(app, rule, world.values(rule) | {"cycle_id": cycle_id})


@pytest.mark.parametrize("state", [CycleState.SEALING, CycleState.PUBLISHED, CycleState.ARCHIVED])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_words_of_states_that_pass_are_true(app, client, session, world, language, state):  # noqa: F811
    published = session.get(Participant, world.samples["participant_id"]).cycle_id
    cycle_id = world.samples["cycle_id"] if state is CycleState.SEALING else published
    session.get(Cycle, cycle_id).state = state
    session.commit()
    faults = []
    for name in ("officer", "supervisor", "hr"):
        paths = of_one_cycle(app, world, cycle_id)
        found = faults_of(client, world.readers[name], paths, language)
        faults += [f"{name} {fault}" for fault in found]

    assert not faults, "\n".join(sorted(set(faults)))


@pytest.mark.parametrize("people", [0, 1_200])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_words_are_true_of_nobody_and_of_many(app, client, session, language, people):
    agency = make_agency(session, name="Dinas Baru")
    hr = make_account(session, agency, Role.HR)
    unit = make_unit(session, agency)
    for _each in range(people):
        make_person(session, unit)
    draft = create_cycle(
        session,
        agency_id=agency.id,
        name="Siklus pertama",
        instrument=reference_instrument(session),
        opens_on=local_today(),
        closes_on=local_today() + timedelta(days=14),
        units=[unit],
        by=None,
        at=AT,
    )
    session.commit()
    samples = {"cycle_id": draft.id, "kind": "csv", "group": Relation.PEER, "value_code": "AK"}
    alone = World({}, samples | NOWHERE, draft.id, draft.id, draft.id, NOWHERE["participant_id"])

    faults = list(faults_of(client, hr, of_one_cycle(app, alone, draft.id), language))

    assert not faults, "\n".join(sorted(set(faults)))


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_words_of_every_printed_page_are_true(app, client, world, tmp_path, language):  # noqa: F811
    client.http.set_cookie("bahasa", language)
    client.sign_in(world.readers["hr"])
    paths = [path for path in addresses(app, world) if not FOR_CITIZENS.search(path)]
    answers = [(path, client.open(path)) for path in paths]
    files = {path: each.data for path, each in answers if each.mimetype == "application/pdf"}
    files |= printed_results(app, language)
    faults = [
        f"{path}: {fault}"
        for path, pdf in files.items()
        for fault in faults_in(" ".join(text_of(pdf, tmp_path).split()), language)
    ]

    assert len(files) >= 3
    assert not faults, "\n".join(faults)


def printed_results(app, language) -> dict[str, bytes]:
    """What a job prints, of the agency and of each unit."""
    with app.app_context(), force_locale(language):
        cycle = db.session.get_one(Cycle, db.session.scalars(select(CycleResult.cycle_id)).first())
        source = results_source(db.session(), cycle, app.config["BERAKHLAK"].timezone)
        reports = [unit_results(source, each, language) for each in source.units]
        reports.append(agency_results(source, language))
        return {report.heading: results_pdf(report, str(cycle.id)) for report in reports}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "Operator granted hr"),
        ("id", "Bawahan 0 dari 0, paling sedikit 3"),
        ("id", "Isi sampai 20 November (lewat 7 hari)"),
        ("id", "1500 pegawai"),
        ("id", "ditutup 2026-11-20"),
        ("en", "The cycle is sudah closed"),
        ("en", "until 3 Oktober"),
        ("id", "%(num)s hari"),
    ],
)
def test_what_is_not_true_is_noticed(language, text):
    assert faults_in(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [("id", "1.500 pegawai pada 20 November 2026"), ("en", "1,500 officers in 2026")],
)
def test_what_is_true_is_left_alone(language, text):
    assert faults_in(text, language) == []
