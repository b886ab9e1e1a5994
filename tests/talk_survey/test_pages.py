"""From a confirmed talk to nine answers, to the figures of a unit; in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from berakhlak.clock import utc_now
from berakhlak.development.models import DevelopmentTalk
from berakhlak.formats import local_today, short_date
from berakhlak.statistics.talk_answers import AnswerRange
from berakhlak.talk_survey.boxes import TalkAnswerBox
from berakhlak.talk_survey.models import TalkSurvey
from berakhlak.talk_survey.queries import own_answers, released_figures
from tests.factories.published import make_published_cycle
from tests.factories.talks import SOME, YES, give_answers, let_the_term_pass


def page_of(officer) -> str:
    return f"/profil/{officer.id}/rencana/pendapat"


def typed(answers=SOME) -> dict[str, str]:
    return {f"statement_{n}": str(int(answer)) for n, answer in enumerate(answers, start=1)}


@pytest.fixture
def hr_page(asked):
    return f"/siklus/{asked.made.cycle.id}/percakapan/pendapat"


def test_hr_asks_officers_answer_on_the_start_page_and_figures_come_out_once(client, session, keys):
    made = make_published_cycle(session, keys, staff=8)
    made.cycle.published_at = utc_now() - timedelta(days=7)
    session.commit()
    page = f"/siklus/{made.cycle.id}/percakapan/pendapat"
    hr = client.sign_in(made.opened.hr)
    counts = hr.get(f"/siklus/{made.cycle.id}/percakapan")
    assert counts.link("Pendapat tentang percakapan") == page
    day = local_today() + timedelta(days=40)
    hr.post(page, {"last_day": short_date(day)})
    head = made.opened.account(made.opened.head)
    for officer in made.officers:
        plan = f"/profil/{officer.id}/rencana/percakapan"
        mine = client.sign_in(made.account_of(officer))
        mine.get(page_of(officer), status=404)  # Not before both have confirmed.
        mine.post(plan, {"day": short_date(local_today()), "tindakan": "berlangsung"})
        client.sign_in(head).post(f"{plan}/konfirmasi", {"hari": local_today().isoformat()})
        mine = client.sign_in(made.account_of(officer))
        assert page_of(officer) in mine.get("/").html
        mine.post(page_of(officer), typed((YES,) * 9))
        assert "Bagaimana percakapan Anda?" not in mine.get("/").text
        assert session.query(TalkAnswerBox).count() == len(made.officers) + 1  # The head's.
    let_the_term_pass(session, session.query(TalkSurvey).one())
    session.commit()
    hr = client.sign_in(made.opened.hr)
    hr.post(f"{page}/terbitkan")
    shown = hr.get(page)
    assert shown.text.count("≥ 4") == 18
    hr.http.set_cookie("bahasa", "en")
    assert "Released on" in hr.get(page).text
    assert "already" in hr.post(f"{page}/terbitkan").text
    assert released_figures(session, made.cycle.id).yes == (AnswerRange(4, 8),) * 9
    assert session.query(TalkAnswerBox).count() == 0


def test_what_is_not_ticked_is_asked_for_beside_its_statement_and_the_rest_is_kept(client, asked):
    officer = asked.officers[0]
    mine = client.sign_in(asked.made.account_of(officer))
    fields = typed()
    del fields["statement_4"]
    refused = mine.post(page_of(officer), fields, status=422)
    assert len(refused.errors) == 1
    assert refused.one("#statement_1-0").has_attr("checked")


def test_answers_may_be_changed_until_the_last_day_and_are_shown_to_nobody_else(
    client, asked, session
):
    officer = asked.officers[0]
    mine = client.sign_in(asked.made.account_of(officer))
    mine.post(page_of(officer), typed())
    assert mine.get(page_of(officer)).one("#statement_2-1").has_attr("checked")
    mine.post(page_of(officer), typed((YES,) * 9))
    key = asked.keys.key_of(asked.survey)
    assert own_answers(session, key, officer.id) == (YES,) * 9
    opened = asked.made.opened
    for account in (opened.account(opened.head), opened.hr, opened.admin):
        client.sign_in(account).get(page_of(officer), status=404)
    let_the_term_pass(session, asked.survey)
    session.commit()
    mine = client.sign_in(asked.made.account_of(officer))
    mine.get(page_of(officer), status=404)
    mine.post(page_of(officer), typed(), status=404)


def test_neither_the_plan_nor_hr_shows_whether_anybody_has_answered(
    client, asked, session, hr_page
):
    officer, opened = asked.officers[0], asked.made.opened
    plan = f"/profil/{officer.id}/rencana"
    pages = ((opened.account(opened.head), plan), (opened.hr, hr_page),
             (opened.hr, f"/siklus/{asked.made.cycle.id}/percakapan"))  # fmt: skip

    def seen() -> list[str]:
        return [client.sign_in(who).get(page).one("main").text for who, page in pages]

    before = seen()
    give_answers(session, asked.survey, asked.keys, {officer.id: SOME})
    session.commit()
    assert seen() == before


def test_an_officer_who_was_not_in_the_talk_is_not_asked(client, asked):
    last = asked.made.officers[-1]
    mine = client.sign_in(asked.made.account_of(last))
    assert "Bagaimana percakapan Anda?" not in mine.get("/").text
    mine.get(page_of(last), status=404)


def test_a_term_that_is_too_short_is_refused_beside_the_day(client, session, keys):
    made = make_published_cycle(session, keys, staff=3)
    session.commit()
    page = f"/siklus/{made.cycle.id}/percakapan/pendapat"
    hr = client.sign_in(made.opened.hr)
    refused = hr.post(
        page, {"last_day": short_date(local_today() + timedelta(days=29))}, status=422
    )
    assert refused.one("#last_day")["aria-invalid"] == "true"
    assert not keys.key_names()[1:]  # Only the cycle's own.
    client.sign_in(made.account_of(made.officers[0])).get(page, status=403)


def test_before_the_last_day_nothing_can_be_released(client, asked, hr_page, session):
    hr = client.sign_in(asked.made.opened.hr)
    assert "masih dapat menjawab" in hr.post(f"{hr_page}/terbitkan").text
    assert "dapat dihitung" in hr.post(f"{hr_page}/akhiri").text
    assert session.query(TalkSurvey).one().ended_on is None


def test_where_the_key_is_lost_it_ends_without_figures(client, asked, hr_page, session):
    give_answers(session, asked.survey, asked.keys, {asked.officers[0].id: SOME})
    let_the_term_pass(session, asked.survey)
    session.commit()
    asked.keys.destroy(asked.survey.key_name)
    hr = client.sign_in(asked.made.opened.hr)
    assert "Kunci tidak dapat dipakai" in hr.get(hr_page).text
    client.sign_in(asked.made.account_of(asked.officers[0])).get("/")
    hr = client.sign_in(asked.made.opened.hr)
    assert "Kunci siklus ini tidak ada" in hr.post(f"{hr_page}/terbitkan").text
    assert session.query(TalkAnswerBox).count() == len(asked.made.officers) + 1
    hr.post(f"{hr_page}/akhiri")
    assert "Diakhiri tanpa angka" in hr.get(hr_page).text
    assert session.query(TalkAnswerBox).count() == 0


def test_a_talk_that_is_only_recorded_by_one_asks_nobody(client, asked, session):
    officer = asked.officers[0]
    session.get(DevelopmentTalk, officer.id).supervisor_confirmed = False
    session.commit()
    client.sign_in(asked.made.account_of(officer)).get(page_of(officer), status=404)
