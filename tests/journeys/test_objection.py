"""An objection from the profile to its decision, printed: by taps, on a phone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from berakhlak.clock import utc_now
from berakhlak.objections.models import Objection
from berakhlak.roles import Role
from tests.factories.people import make_account, make_person
from tests.support.pdf import text_of
from tests.whole_app.every_page import browsing

pytestmark = pytest.mark.browser


def test_an_objection_is_lodged_decided_late_and_printed(
    client, published, session, browser, live_server, tmp_path
):
    published.cycle.published_at = utc_now() - timedelta(days=1)
    opened, officer = published.opened, published.officers[0]
    account = make_account(session, opened.agency, Role.OFFICER)
    opened.head.supervisor = make_person(session, opened.unit, name="Kepala", account=account)
    session.commit()
    file = f"/profil/{officer.id}.pdf"
    client.sign_in(published.account_of(officer))
    with browsing(browser, live_server, client, "id") as page:
        page.goto("/")
        page.get_by_role("link", name="Tanggapi profil Anda").click()
        page.get_by_role("button", name="Sudah saya baca").click()
        page.get_by_role("link", name="Ajukan keberatan").click()
        page.get_by_label("Komentar").check()
        page.get_by_role("button", name="Ajukan keberatan").click()
        page.get_by_label("Alasan").fill("Komentar itu tentang tim lain.")
        assert page.get_by_label("Komentar").is_checked()
        page.get_by_role("button", name="Ajukan keberatan").click()
        page.get_by_text("Menunggu putusan").wait_for()
    weeks_pass(session)
    client.sign_in(account)
    with browsing(browser, live_server, client, "en") as page:
        page.goto("/")
        page.get_by_text("has passed. You can still decide.").wait_for()
        page.get_by_role("link", name=f"The objection of {officer.called}").click()
        page.get_by_label("Partly accepted").check()
        page.get_by_label("Reason for the decision").fill("It is about another team.")
        page.get_by_role("button", name="Decide").click()
        page.get_by_text("Decision: Partly accepted").wait_for()
        page.get_by_role("link", name="Read the profile").click()
        page.get_by_text("partly accepted. It was about: Comments").wait_for()
    printed = text_of(client.sign_in(published.account_of(officer)).open(file).data, tmp_path)
    assert f"Keberatan nomor {published.cycle.id}-{officer.id}-1 atas profil ini" in printed
    assert "Putusan lewat tenggat" in printed
    assert "tentang tim lain" not in printed


def weeks_pass(session) -> None:
    session.expire_all()
    for each in session.query(Objection):
        each.lodged_on -= timedelta(days=30)
        each.decide_by -= timedelta(days=30)
    session.commit()
