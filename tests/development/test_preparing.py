"""The board of a team, the questions of an hour, and the card: for those who talk alone."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import page as judge
import pikepdf
import pytest

from berakhlak.development.models import DevelopmentStep, DevelopmentTalk, StepState
from berakhlak.development.queries import Plan
from berakhlak.development.words import standing_sentence
from berakhlak.profiles.models import ProfileReading, ReadingWay
from tests.support.pdf import text_of

SATURDAY, SUNDAY = date(2026, 11, 28), date(2026, 11, 29)
BOTH = {"officer_confirmed": True, "supervisor_confirmed": True}


def test_the_board_tells_of_everybody_by_name_and_of_no_profile(client, published, session, typed):
    opened, officer = published.opened, published.officers[0]
    plan = f"/profil/{officer.id}/rencana"
    client.sign_in(published.account_of(officer)).post(plan + "/langkah", typed)
    head = client.sign_in(opened.account(opened.head))
    board = head.get(head.get("/profil").link(f"Percakapan dengan tim: {published.cycle.name}"))
    names = [each.text for each in board.all(".card h2")]
    assert names == sorted(each.name for each in published.officers)
    assert "Bila rapat tim selesai, saya akan" in board.text
    assert board.text.count("Langkah sudah dipilih, percakapan belum direncanakan.") == 1
    assert board.text.count("Belum ada percakapan dan belum ada langkah.") == len(names) - 1
    assert session.query(ProfileReading).count() == 0, "it repeats nothing of a profile"
    first = head.get(f"/profil/{published.officers[1].id}")
    assert first.link(f"Sebelumnya: {names[0]}") == f"/profil/{officer.id}"
    assert first.link(f"Berikutnya: {names[2]}") == f"/profil/{published.officers[2].id}"
    for account in (opened.hr, published.account_of(officer)):
        client.sign_in(account).get(board.path, status=404)


@pytest.mark.parametrize(
    ("talk", "steps", "said"),
    [
        ({}, [], "Belum ada percakapan dan belum ada langkah. Rencanakan harinya."),
        ({}, ["dropped"], "Belum ada percakapan dan belum ada langkah. Rencanakan harinya."),
        ({}, ["finished"], "Langkah sudah selesai, percakapan belum dicatat."),
        ({"planned_on": SUNDAY}, [], "Percakapan direncanakan pada 29 November 2026."),
        (
            {"planned_on": SATURDAY},
            ["chosen"],
            "Hari yang direncanakan, 28 November 2026, sudah lewat",
        ),
        (
            {"held_on": SUNDAY, "officer_confirmed": True},
            [],
            "oleh pegawai dan menunggu konfirmasi Anda",
        ),
        (
            {"held_on": SUNDAY, "supervisor_confirmed": True},
            ["chosen"],
            "menunggu konfirmasi pegawai.",
        ),
        ({"held_on": SUNDAY} | BOTH, [], "sudah berlangsung, tetapi belum ada langkah."),
        ({"held_on": SUNDAY} | BOTH, ["finished", "chosen"], "langkahnya sedang dijalankan."),
        ({"held_on": SUNDAY} | BOTH, ["finished", "dropped"], "langkahnya sudah selesai."),
    ],
)
def test_the_board_says_how_far_each_is_by_talk_and_steps_alone(app, talk, steps, said):
    made = DevelopmentTalk(**{"officer_confirmed": False, "supervisor_confirmed": False} | talk)
    plan = Plan(None, False, [DevelopmentStep(state=StepState(each)) for each in steps], made)
    with app.test_request_context():
        assert said in standing_sentence(plan, SUNDAY)


def test_the_card_is_one_sheet_of_a5_with_the_steps(client, published, typed, tmp_path):
    officer = published.officers[0]
    plan = f"/profil/{officer.id}/rencana"
    client.sign_in(published.account_of(officer))
    for _each in range(3):
        page = client.post(plan + "/langkah", typed)
    assert "Satu jam berdua" in client.get(page.link("Bahan percakapan")).text
    card = client.open(page.link("Kartu percakapan (PDF, A5)"))
    with pikepdf.open(BytesIO(card.data)) as file:
        assert [[round(float(side)) for side in each.mediabox[2:]] for each in file.pages] == [
            [420, 595]
        ]
    assert "membagikan notulen" in text_of(card.data, tmp_path)
    report = judge.validate_pdf_bytes(card.data, profile=judge.ValidationProfile.PDF_UA_1)
    assert [(each.rule_id, each.message) for each in report.failures] == []
    for account in (published.opened.hr, published.account_of(published.officers[1])):
        client.sign_in(account)
        assert client.open(plan + "/kartu.pdf").status_code == 404
        assert client.open(plan + "/bahan").status_code == 404


def test_the_papers_of_a_team_are_agenda_and_card_of_each_and_tell_no_note(
    client, published, typed, session, tmp_path
):
    opened, officer = published.opened, published.officers[0]
    client.sign_in(published.account_of(officer)).post(
        f"/profil/{officer.id}/rencana/langkah", typed
    )
    head = client.sign_in(opened.account(opened.head))
    head.post(f"/profil/{officer.id}/rencana/catatan", {"words": "Rahasia saya."})
    job = head.post(f"/profil/tim/{published.cycle.id}/percakapan/ekspor")
    file = head.open(job.path + "/berkas")
    with pikepdf.open(BytesIO(file.data)) as pdf:
        sides = {tuple(round(float(side)) for side in each.mediabox[2:]) for each in pdf.pages}
        assert (sides, len(pdf.pages)) == ({(420, 595)}, 2 * len(published.officers))
    told = text_of(file.data, tmp_path)
    assert all(told.count(each.name) >= 2 for each in published.officers)
    assert "membagikan notulen" in told
    assert "Rahasia" not in told
    report = judge.validate_pdf_bytes(file.data, profile=judge.ValidationProfile.PDF_UA_1)
    assert [(each.rule_id, each.message) for each in report.failures] == []
    taken = session.query(ProfileReading).filter_by(way=ReadingWay.EXPORT)
    assert taken.count() == len(published.officers)
    for account in (opened.hr, published.account_of(officer)):
        other = client.sign_in(account)
        other.post(f"/profil/tim/{published.cycle.id}/percakapan/ekspor", status=404)
        assert other.open(job.path + "/berkas").status_code == 404
