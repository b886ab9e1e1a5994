"""Up to three sentences for the unit: no figure, no group of raters, read there, taken back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berakhlak.cycles.policy import Policy
from berakhlak.development.models import SharedSentence
from berakhlak.development.shared_words import forbidden_words
from berakhlak.people.models import PositionLevel, Unit
from tests.factories.cycles import make_person

GROUPS = [name for g in Policy().groups[1:] for name in (g.words.id, g.words.en)]
GOOD = "Saya belajar mendengar sampai selesai, dan akan membagikan notulen hari itu juga."


@pytest.fixture
def page(published):
    return f"/profil/{published.officers[0].id}/rencana/kalimat"


@pytest.fixture
def unit_page(published):
    return f"/profil/tim/{published.cycle.id}/kalimat"


@pytest.fixture
def officer(client, published):
    return lambda: client.sign_in(published.account_of(published.officers[0]))


def share(client, page, *texts, **options):
    typed = [*texts, "", "", ""][:3]
    fields = {f"sentence_{n}": text for n, text in enumerate(typed, start=1)}
    return client.post(page, fields, **options)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nilai saya 3,2 dari 5.", ["3,2", "5"]),
        ("Separuh menjawab “sering”.", ["Separuh"]),
        ("Menurut Atasanku saya ramah.", ["Atasanku"]),
        ("Rekan-rekan menilai saya ramah.", ["Rekan-rekan"]),
        ("Masyarakat dan bawahannya senang.", ["Masyarakat", "bawahannya"]),
        ("Naik 10% di rata-rata.", ["10", "%", "rata-rata"]),
        ("My peers gave me a high score.", ["peers", "score"]),
        ("Mitra kerja puas.", ["Mitra kerja"]),
        (GOOD, []),
        ("Saya akan bertanya satu hal kepada tim setiap pekan.", []),
        ("Saya memakai masyarakatan sebagai contoh.", []),
    ],
)
def test_figures_and_groups_of_raters_are_found_as_they_were_typed(text, found):
    assert list(forbidden_words(text, [*GROUPS, "Mitra kerja"])) == found


@given(st.text(max_size=40), st.sampled_from([*GROUPS, "7", "Tujuh", "½"]), st.text(max_size=40))
@settings(max_examples=60)
def test_no_words_around_hide_a_forbidden_one(before, word, after):
    assert forbidden_words(f"{before} {word} {after}", GROUPS)


def test_the_unit_reads_what_is_shared_until_it_is_taken_back(
    client, published, session, page, unit_page, officer
):
    share(officer(), page, GOOD, "", "Ingatkan saya bila saya memotong.")
    head = published.opened.account(published.opened.head)
    for account in (published.account_of(published.officers[1]), head):
        text = client.sign_in(account).get(unit_page).text
        assert GOOD in text
        assert "Ingatkan saya" in text
        assert published.officers[0].called in text
    share(officer(), page, "Hanya ini.")
    assert [row.words for row in session.query(SharedSentence)] == ["Hanya ini."]
    assert "Hanya ini." in officer().get(page.removesuffix("/kalimat")).text
    officer().post(page + "/tarik")
    assert session.query(SharedSentence).count() == 0
    assert "Hanya ini." not in client.sign_in(head).get(unit_page).text


def test_what_may_not_be_shared_is_told_beside_its_sentence_and_kept_as_typed(
    officer, session, page
):
    refused = share(officer(), page, GOOD, "Atasan memberi 5.", status=422)
    assert len(refused.errors) == 1
    assert "“Atasan”, “5”" in refused.text
    assert refused.one("#sentence_2")["aria-invalid"] == "true"
    assert refused.one("#sentence_2")["value"] == "Atasan memberi 5."
    assert refused.one("#sentence_1")["value"] == GOOD
    assert session.query(SharedSentence).count() == 0


def test_only_the_officer_writes_and_nobody_outside_of_the_unit_reads(
    client, published, session, page, unit_page, officer
):
    share(officer(), page, GOOD)
    opened = published.opened
    unit = Unit(agency_id=opened.agency.id, code="2", name="Bidang Lain")
    session.add(unit)
    session.flush()
    _, stranger = make_person(session, unit, "Joko Widagdo", level=PositionLevel.FUNGSIONAL)
    session.commit()
    for account in (opened.hr, opened.admin, stranger):
        client.sign_in(account).get(unit_page, status=404)
        client.sign_in(account).get(page, status=404)
    for account in (opened.account(opened.head), published.account_of(published.officers[1])):
        share(client.sign_in(account), page, "Bukan milik saya.", status=404)
        client.sign_in(account).post(page + "/tarik", status=404)
    assert [row.words for row in session.query(SharedSentence)] == [GOOD]


def test_nothing_is_read_before_profiles_are_out(published, session, page, unit_page, officer):
    share(officer(), page, GOOD)
    published.cycle.state = "closed"
    session.commit()
    officer().get(unit_page, status=404)
