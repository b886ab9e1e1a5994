"""What people find of themselves, on the page and in the file; and nothing of anybody else."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date

import pytest

from berakhlak.development.models import SharedSentence
from berakhlak.formats import local_today
from berakhlak.objections.models import Objection, ObjectionPart, Outcome
from berakhlak.people.photos import plain_photo
from berakhlak.performance.models import BehaviourRating, ExpectationRating
from berakhlak.personal_data.register import REGISTER
from berakhlak.personal_data.words import LABELS
from berakhlak.profiles.models import ReadingWay
from berakhlak.profiles.readings import record_reading
from tests.support.markup import read_page
from tests.support.pictures import picture_file

PAGE, FILE = "/data-saya", "/data-saya.zip"
PRIVATE = "Keterangan atasan yang hanya dibaca di halaman tanggapan"


def files_of(client):
    answer = client.open(FILE)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    assert archive.testzip() is None
    return {name: archive.read(name) for name in archive.namelist()}


def kinds_of(files):
    return {each["code"]: each for each in json.loads(files["data-saya.json"])["kinds"]}


@pytest.fixture
def officer(session, published):
    """A published officer with an objection, a rating, a shared sentence and a photo."""
    seat = published.officers[0]
    session.add(
        Objection(
            participant_id=seat.id,
            round=1,
            part=ObjectionPart.COMMENTS,
            reason="Komentar itu tentang tim lain.",
            lodged_on=date(2026, 12, 8),
            lodge_by=date(2026, 12, 20),
            decide_by=date(2026, 12, 17),
            decider_id=published.opened.head.id,
            statement=PRIVATE,
            stated_on=date(2026, 12, 9),
            outcome=Outcome.REJECTED,
            decision="Komentar tetap.",
            decided_on=date(2026, 12, 10),
        )
    )
    session.add(
        BehaviourRating(
            participant_id=seat.id,
            rating=ExpectationRating.ABOVE,
            reason="Alasan yang masih dipikirkan",
            decided_on=date(2026, 12, 9),
        )
    )
    session.add(
        SharedSentence(
            participant_id=seat.id,
            place=1,
            words="Saya membagikan notulen",
            shared_on=date(2026, 12, 9),
        )
    )
    published.opened.staff[0].photo = plain_photo(picture_file("JPEG"))
    record_reading(
        session(), seat.id, published.opened.hr.id, ReadingWay.PAGE, day=date(2026, 12, 9)
    )
    session.commit()
    return published.account_of(seat)


def test_the_page_tells_of_every_kind_what_for_how_long_and_to_whom(client, officer):
    page = client.sign_in(officer).get(PAGE)
    for kind in REGISTER:
        for words in (kind.what, kind.purpose, kind.basis.words, kind.kept.words, kind.recipients):
            assert str(words) in page.text, f"{kind.code}: {words}"


def test_what_would_give_raters_away_is_refused_with_the_article(client, officer):
    page = client.sign_in(officer).get(PAGE)
    refused = next(each for each in page.all("details") if "Jawaban penilai" in each.summary.text)
    assert "pasal 33" in refused.text


def test_the_file_holds_what_the_page_shows_for_people_and_for_programs(client, officer):
    files = files_of(client.sign_in(officer))
    kinds = kinds_of(files)
    assert set(kinds) == {kind.code for kind in REGISTER}
    assert kinds["personnel"]["rows"][0]["nip"] == officer.nip
    assert kinds["shared"]["rows"][0]["words"] == "Saya membagikan notulen"
    assert kinds["results"]["rows"][0]["figures"]["name"] == officer.name
    assert kinds["objections"]["rows"][-1]["decision"] == "Komentar tetap."
    assert files["foto.jpg"].startswith(b"\xff\xd8")
    assert b"Saya membagikan notulen" in files["csv/shared.csv"]
    soup, faults = read_page(files["data-saya.html"].decode())
    assert not faults
    assert officer.nip in soup.text


def test_every_field_of_the_file_has_a_name_for_people(client, officer):
    for kind in kinds_of(files_of(client.sign_in(officer))).values():
        for row in kind["rows"]:
            assert set(row) <= set(LABELS)


def test_texts_of_others_and_undecided_ones_stay_out(client, officer, published):
    whole = b"".join(files_of(client.sign_in(officer)).values())
    for words in (PRIVATE, "Alasan yang masih dipikirkan", published.opened.hr.name):
        assert words.encode() not in whole


def test_a_final_rating_is_given_with_its_reason(client, session, officer, published):
    rating = session.get(BehaviourRating, published.officers[0].id)
    rating.final_on = local_today()
    rows = kinds_of(files_of(client.sign_in(officer)))["behaviour_rating"]["rows"]
    assert rows[0]["reason"] == "Alasan yang masih dipikirkan"


def test_secrets_that_open_the_account_stay_out(client, session, officer):
    officer.password_hash = "$argon2id$hash"
    whole = b"".join(files_of(client.sign_in(officer)).values())
    assert b"argon2id$hash" not in whole


def test_nothing_records_that_the_file_was_taken(client, session, officer):
    from berakhlak.audit.models import AuditEntry
    from berakhlak.downloads.models import Download

    def rows():
        return session.query(AuditEntry).count(), session.query(Download).count()

    before = rows()
    files_of(client.sign_in(officer))
    assert rows() == before


def test_an_account_without_an_officer_has_its_own_alone(client, published):
    kinds = kinds_of(files_of(client.sign_in(published.opened.admin)))
    assert kinds["account"]["rows"]
    assert not kinds["personnel"]["rows"]
    assert not kinds["seats"]["rows"]


def test_formulas_stay_texts_in_tables(client, session, officer, published):
    published.opened.staff[0].position = "=HYPERLINK(1)"
    session.commit()
    table = files_of(client.sign_in(officer))["csv/personnel.csv"].decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in table


def test_the_account_page_leads_there(client, officer):
    assert client.sign_in(officer).get("/akun").link("Data saya") == PAGE


def test_the_file_asks_for_the_password_once_more(client, officer):
    client.sign_in(officer)
    with client.http.session_transaction() as stored:
        stored["proved"] = 0
    assert "/akun/pastikan" in client.open(FILE).location
