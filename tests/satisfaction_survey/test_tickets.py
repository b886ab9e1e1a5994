"""Tickets of a survey: one for one answer, and no trace that leads from one to the other."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from berakhlak.access.codes import shown
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db, limiter
from berakhlak.formats import local_today
from berakhlak.satisfaction_survey.box_content import (
    GivenAnswers,
    GivenCharacteristics,
    read_content,
)
from berakhlak.satisfaction_survey.boxes import SatisfactionBox
from berakhlak.satisfaction_survey.models import SpentSurveyTicket
from berakhlak.satisfaction_survey.operations import receive_answers
from berakhlak.satisfaction_survey.queries import figures_of
from berakhlak.satisfaction_survey.rewriting import rewrite_answers
from berakhlak.satisfaction_survey.survey_tickets import (
    digest_of_ticket,
    is_genuine,
    new_ticket,
)
from tests.attacks.linking import rank_correlation
from tests.documents.test_conformance import ACCESSIBLE, faults
from tests.factories.satisfaction import Surveyed, close, let_the_survey_pass, make_survey
from tests.satisfaction_survey.test_pages import typed
from tests.support.pages import PageClient
from tests.support.pdf import text_of

SECRET = "rahasia"
PRINTED = re.compile(r"\b(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}\b")


@pytest.fixture
def limited(make_app):
    """With limits at work, as in production."""
    app = make_app(limits_enabled=True, citizen_limit="30 per minute")
    with app.app_context():
        yield app
        limiter.enabled = False
        db.session.remove()
        db.engine.dispose()


def test_a_printed_ticket_lets_one_answer_in_and_what_is_refused_stays_typed(limited, tmp_path):
    session = db.session()
    made = make_survey(session, key_store(), needs_tickets=True)
    other = make_survey(session, key_store(), needs_tickets=True)
    hr = PageClient(limited).sign_in(made.hr)
    assert len(hr.post(f"{made.page}/tiket", {"count": "7"}, status=422).errors) == 1
    hr.get(made.page)
    pdf = hr.open(
        f"{made.page}/tiket", method="POST", data={"count": "15", "csrf_token": hr.token()}
    ).data
    told = text_of(pdf, tmp_path)
    codes = PRINTED.findall(told)
    assert len(set(codes)) == 15
    assert "Puaskah Anda" in told
    assert faults(pdf, ACCESSIBLE) == []
    assert "Sudah dicetak: 15" in hr.get(made.page).text

    visitor = PageClient(limited)  # Two of them share a tablet.
    for code in codes[:2]:
        form = visitor.get(f"{made.address}?tiket={code}")
        assert form.one("[name=visit]")["value"] == code
        visitor.post(made.address, typed(form, visit=code.lower()))
    secret = str(limited.config["SECRET_KEY"])
    foreign = shown(new_ticket(secret, other.survey))
    for wrong, words in (
        ("", "Isi kode tiket"),
        (codes[0], "sudah dipakai"),
        (foreign, "bukan tiket survei ini"),
        ("CDFH-JKNP-RTXY-3467", "bukan tiket survei ini"),
    ):
        refused = visitor.post(
            made.address, typed(visitor.get(made.address), visit=wrong), status=422
        )
        assert words in refused.errors[0]
        assert refused.one("#u1-2").has_attr("checked")
    let_the_survey_pass(session, made)
    assert session.query(SpentSurveyTicket).count() == 2
    close(session, made)
    assert session.query(SpentSurveyTicket).count() == 0


def test_one_hand_reads_the_last_answer_without_tickets_and_stays_outside_with_them(
    limited,
):
    """The attack of 0202: 29 forms of one program, each with an empty cookie jar."""
    session, victim = db.session(), (4, 2, 3, 1, 4, 3, 2, 3, 4)
    made = make_survey(session, key_store(), least=30)
    ours = [tuple(random.Random(n).choices((1, 2, 3, 4), k=9)) for n in range(29)]
    for answers in [*ours, victim]:
        hand = PageClient(limited)
        hand.post(made.address, typed(hand.get(made.address), answers))
    let_the_survey_pass(session, made)
    close(session, made)
    elements = figures_of(made.survey).whole.elements
    read = [each.total - sum(o[n] for o in ours) for n, each in enumerate(elements)]
    assert tuple(read) == victim

    limiter.reset()
    guarded = make_survey(session, key_store(), least=30, needs_tickets=True)
    for guess in ("", "CDFH-JKNP-RTXY-3467"):
        hand = PageClient(limited)
        fields = typed(hand.get(guarded.address), ours[0], visit=guess)
        hand.post(guarded.address, fields, status=422)
    assert session.query(SatisfactionBox).count() == 0


@pytest.mark.parametrize("engine", ["sqlite", pytest.param("pg", marks=pytest.mark.postgres)])
def test_nothing_leads_from_a_spent_ticket_to_its_answers(engine, make_app, request):
    """The attacker administers the database, holds the key and the secret, and knows the order in
    which slips were handed out. On PostgreSQL the order of rows, and the number of the transaction
    that wrote them, join all until the night, and nothing from then on."""
    url = request.getfixturevalue("migrated_postgres_url") if engine == "pg" else None
    with make_app(url).app_context():
        session = db.session()
        made = make_survey(session, key_store(), needs_tickets=True)
        tickets = [new_ticket(SECRET, made.survey) for _visit in range(60)]
        assert all(is_genuine(SECRET, made.survey, each) for each in tickets)
        key = made.keys.key_of(made.survey)
        for turn, ticket in enumerate(tickets):
            receive_answers(
                session,
                made.survey,
                GivenAnswers(0, answers_of_turn(turn)),
                GivenCharacteristics((0, 0, 0, 0)),
                key=key,
                form_digest=turn.to_bytes(32),
                ticket_digest=digest_of_ticket(SECRET, made.survey, ticket),
                today=local_today(),
            )
            session.commit()
        columns = {each.name for each in SpentSurveyTicket.__table__.columns}
        assert columns == {"digest", "survey_id"}
        digests = [digest_of_ticket(SECRET, made.survey, each) for each in tickets]
        if engine == "pg":  # Until the night, who sees all of this joins all of it.
            assert joined_by_transaction(session) == len(tickets)
            assert spent_turns(session, digests) == answered_turns(session, made)
        assert not is_out_of_order(list(range(60)))  # Planted.
        rewrite_answers(session, made.unit.agency_id)
        session.commit()
        if engine == "pg":
            assert joined_by_transaction(session) == 0
        assert is_out_of_order(spent_turns(session, digests))
        assert is_out_of_order(answered_turns(session, made))
        db.session.remove()
        db.engine.dispose()


def answers_of_turn(turn: int) -> tuple[int, ...]:
    """Answers that tell whose they are: the turn in base 4."""
    return tuple(1 + (turn >> 2 * place) % 4 for place in range(9))


def spent_turns(session: Any, digests: Sequence[bytes]) -> list[int]:
    """In which turn the tickets were handed out, in the order in which they lie."""
    found = session.scalars(as_it_lies(session, SpentSurveyTicket.digest))
    return [digests.index(bytes(each)) for each in found]


def answered_turns(session: Any, made: Surveyed) -> list[int]:
    key, found = made.keys.key_of(made.survey), []
    for box_id, box in session.execute(
        as_it_lies(session, SatisfactionBox.id, SatisfactionBox.box)
    ):
        content = read_content(key.decrypt(bytes(box), bytes(box_id)), 1)
        if isinstance(content, GivenAnswers):
            found.append(sum((each - 1) << 2 * place for place, each in enumerate(content.answers)))
    return found


def as_it_lies(session: Any, *columns: Any) -> Any:
    """SQLite's tables without ROWID lie in the order of their keys."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    return sa.select(*columns).order_by(columns[0] if is_sqlite else sa.text("ctid"))


def is_out_of_order(turns: Sequence[int]) -> bool:
    return abs(rank_correlation(turns, sorted(turns))) < 4 / math.sqrt(len(turns))


def joined_by_transaction(session: Any) -> int:
    """How many tickets lie in one transaction with the two boxes of one person alone."""
    boxes = sa.text(
        "SELECT count(*) FROM (SELECT t.digest FROM spent_survey_ticket t "
        "JOIN satisfaction_box b ON b.xmin::text = t.xmin::text "
        "GROUP BY t.digest HAVING count(*) = 2) AS joined"
    )
    return int(session.scalar(boxes))
