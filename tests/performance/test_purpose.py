"""A cycle for development only carries no rating: nowhere linked, and answered as not there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from berakhlak.cycles.purposes import Purpose


@pytest.fixture
def of_purpose(published, session):
    def state(purpose):
        cycle = published.cycle
        cycle.policy_json = replace(cycle.policy, purpose=purpose).to_json()
        session.commit()

    return state


def links(client, published):
    """What the officer, the supervisor and HR find about ratings, by where they look."""
    officer, opened = published.officers[0], published.opened
    head, cycle = opened.account(opened.head), published.cycle.id
    looked = (
        (published.account_of(officer), f"/profil/{officer.id}"),
        (head, f"/profil/{officer.id}"),
        (head, f"/profil/tim/{cycle}/percakapan"),
        (opened.hr, f"/siklus/{cycle}"),
    )
    found = [client.sign_in(who).get(place).all("a[href$='/rating']") for who, place in looked]
    return [bool(each) for each in found]


@pytest.mark.parametrize("purpose", [Purpose.APPRAISAL, Purpose.UNSTATED])
def test_ratings_are_linked_where_the_cycle_is_for_the_appraiser(
    client, published, of_purpose, purpose
):
    of_purpose(purpose)
    assert links(client, published) == [True] * 4


def test_development_only_has_no_rating_no_import_and_no_export(client, published, of_purpose):
    of_purpose(Purpose.DEVELOPMENT)
    assert links(client, published) == [False] * 4
    officer, opened = published.officers[0], published.opened
    page, pages = f"/profil/{officer.id}/rating", f"/siklus/{published.cycle.id}/rating"
    head = client.sign_in(opened.account(opened.head))
    for place in (page, f"{page}/tentukan"):
        head.get(place, status=404)
    head.post(f"{page}/tentukan", {"rating": "below", "reason": "Alasan."}, status=404)
    head.post(f"{page}/final", {"rating": "below"}, status=404)
    hr = client.sign_in(opened.hr)
    for place in (pages, f"{pages}/hasil-kerja"):
        hr.get(place, status=404)
    hr.post(f"{pages}/ekspor", {"jenis": "csv"}, status=404)


def test_a_profile_says_what_it_may_be_used_for(client, published, of_purpose):
    officer = published.officers[0]
    reader = client.sign_in(published.account_of(officer))
    said = {
        Purpose.DEVELOPMENT: "Untuk pengembangan saja; bukan bahan penilaian kinerja",
        Purpose.APPRAISAL: "Bahan pertimbangan Pejabat Penilai Kinerja; bukan predikat kinerja",
    }
    for purpose, words in said.items():
        of_purpose(purpose)
        text = reader.get(f"/profil/{officer.id}").text
        assert [each for each in said.values() if each in text] == [words]
