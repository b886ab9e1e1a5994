"""The supervisor decides the rating of behaviour; nothing proposes it, and two people read it."""

from __future__ import annotations

import json
import re

import pytest

from berakhlak.audit.models import AuditEntry
from berakhlak.performance.models import BehaviourRating, ExpectationRating, ReopenedRating
from berakhlak.sealing.models import OfficerResult

# Tokens, which differ with every page.
OF_THE_READER = re.compile(r'(name="(csrf_token|reader_mark)" value=|nonce=)"[^"]*"')
REASON = "Menolong rekan\nsetiap hari, lihat catatan <b>Maret</b>."


@pytest.fixture
def page(published):
    return f"/profil/{published.officers[0].id}/rating"


@pytest.fixture
def as_head(client, published):
    return lambda: client.sign_in(published.opened.account(published.opened.head))


@pytest.fixture
def as_officer(client, published):
    return lambda: client.sign_in(published.account_of(published.officers[0]))


def decision(session, published) -> BehaviourRating:
    session.expire_all()
    return session.get(BehaviourRating, published.officers[0].id)


def test_a_rating_is_decided_made_final_read_by_the_officer_and_opened_again_with_a_reason(
    page, as_head, as_officer, published, session
):
    decide, final = page + "/tentukan", {"rating": "above"}
    assert "belum diputuskan" in as_head().get(page).text
    saved = as_head().post(decide, {"rating": "above", "reason": REASON})
    assert "Di atas ekspektasi" in saved.text
    assert "lihat catatan <b>Maret</b>" in saved.text
    unread = as_officer().get(page).text
    assert "belum final" in unread
    assert "Di atas ekspektasi" not in unread
    assert "Maret" not in unread
    as_head().post(page + "/final", {"rating": "below"})  # Another one was shown.
    assert decision(session, published).final_on is None
    as_head().post(page + "/final", final)
    read = as_officer().get(page).text
    assert "Di atas ekspektasi" in read
    assert "Maret" in read
    typed = {"rating": "below", "reason": "Terlambat berubah"}
    kept = as_head().post(decide, typed, status=422)
    assert kept.one("textarea[name=reason]").get_text().strip() == "Terlambat berubah"
    empty = as_head().post(page + "/buka-kembali", {"why": " "}, status=422)
    assert len(empty.errors) == 1
    as_head().post(page + "/buka-kembali", {"why": "Keberatan dikabulkan."})
    assert decision(session, published).final_on is None
    assert "Keberatan dikabulkan." in as_officer().get(page).text
    as_head().post(decide, {"rating": "as_expected", "reason": "Diperbaiki."})
    as_head().post(page + "/final", {"rating": "as_expected"})
    both = as_officer().get(page).text
    assert "Sesuai ekspektasi" in both
    assert "Keputusan sebelumnya" in both
    assert session.query(ReopenedRating).one().rating is ExpectationRating.ABOVE
    told = json.dumps([[e.act, e.detail] for e in session.query(AuditEntry).all()])
    assert told.count("made a rating final") == 2
    assert "Maret" not in told
    assert "above" not in told
    assert "dikabulkan" not in told


def test_nothing_is_chosen_and_what_was_typed_is_kept(page, as_head):
    fresh = as_head().get(page + "/tentukan")
    assert fresh.all("input[checked]") == []
    refused = as_head().post(page + "/tentukan", {"reason": "Sudah ditulis."}, status=422)
    assert len(refused.errors) == 1
    assert refused.one("textarea[name=reason]").get_text().strip() == "Sudah ditulis."
    no_reason = as_head().post(page + "/tentukan", {"rating": "below", "reason": ""}, status=422)
    assert len(no_reason.errors) == 1
    assert no_reason.one("input[checked]")["value"] == "below"


def test_the_form_is_the_same_whatever_the_figures_are(published, as_head, session):
    first, second = published.officers[:2]
    seen = set()
    for officer, figure in ((first, 1.0), (second, 5.0), (second, None)):
        result = session.get(OfficerResult, officer.id)
        figures = json.loads(result.payload)
        for value in figures["values"]:
            value["others"] = figure
        result.payload = json.dumps(figures | {"overall_others": figure})
        session.commit()
        for part in ("", "/tentukan"):
            page = as_head().get(f"/profil/{officer.id}/rating{part}")
            nameless = page.html.replace(officer.called, "NAMA")
            seen.add((part, OF_THE_READER.sub("", nameless.replace(f"/{officer.id}", "/0"))))
    assert len(seen) == 2


def test_only_the_two_open_it_and_only_the_supervisor_decides(
    page, as_head, as_officer, client, published, session
):
    as_head().post(page + "/tentukan", {"rating": "below", "reason": "Rahasia kami."})
    as_head().post(page + "/final", {"rating": "below"})
    opened = published.opened
    for other in (opened.hr, opened.admin, published.account_of(published.officers[1])):
        for method, place in (
            (client.sign_in(other).get, page),
            (client.sign_in(other).get, page + "/tentukan"),
        ):
            assert "Rahasia" not in method(place, status=404).text
        client.sign_in(other).post(page + "/final", {"rating": "below"}, status=404)
    as_officer().get(page + "/tentukan", status=404)
    typed = {"rating": "above", "reason": "Saya sendiri."}
    as_officer().post(page + "/tentukan", typed, status=404)
    as_officer().post(page + "/final", {"rating": "below"}, status=404)
    as_officer().post(page + "/buka-kembali", {"why": "Saya mau."}, status=404)
    assert decision(session, published).rating is ExpectationRating.BELOW
