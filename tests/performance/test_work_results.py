"""HR imports ratings of work results by NIP; the predicate follows, and only the final shows."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest

from berakhlak.performance.models import BehaviourRating, ExpectationRating, WorkResult

DAY = date(2026, 11, 2)


@pytest.fixture
def page(published):
    return f"/siklus/{published.cycle.id}/rating"


@pytest.fixture
def hr(client, published):
    return client.sign_in(published.opened.hr)


def upload(client, page, content, name="hasil.csv", status=200):
    return client.post(page + "/hasil-kerja", {"file": (io.BytesIO(content), name)}, status=status)


def save(client, page, examined):
    return client.post(
        page + "/hasil-kerja/simpan", {"upload": examined.one("input[name=upload]")["value"]}
    )


def workbook(*rows):
    book, output = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(output)
    return output.getvalue()


def test_a_file_is_looked_at_then_saved_and_the_predicate_follows(hr, page, published, session):
    first, second, third = published.officers
    for officer, final_on in ((first, DAY), (second, None)):
        session.add(
            BehaviourRating(
                participant_id=officer.id,
                rating=ExpectationRating.ABOVE,
                reason="Rahasia berdua",
                decided_on=DAY,
                final_on=final_on,
            )
        )
    session.commit()
    csv = (
        f"\ufeffNama;NIP;Hasil Kerja\r\nX;'{first.nip};di atas ekspektasi\r\n;;\r\n"
        f"Y;{second.nip};DI BAWAH EKSPEKTASI\r\n"
    ).encode()
    examined = upload(hr, page, csv)
    assert session.query(WorkResult).count() == 0
    assert first.nip not in examined.html
    listed = save(hr, page, examined).text
    assert "Sangat Baik" in listed
    assert "Butuh Perbaikan" not in listed  # Of a rating that is not final.
    assert "Rahasia" not in listed
    again = upload(hr, page, f"nip,hasil_kerja\n{first.nip},Sesuai".encode())
    assert "Di atas ekspektasi" in again.text  # As it is now.
    save(hr, page, again)
    xlsx = workbook(("nip", "hasil_kerja"), (third.nip, "Sesuai ekspektasi"))
    assert third.name in upload(hr, page, xlsx, "hasil.xlsx").text
    session.expire_all()
    kept = {each.participant_id: each.rating for each in session.query(WorkResult)}
    assert kept == {
        first.id: ExpectationRating.AS_EXPECTED,
        second.id: ExpectationRating.BELOW,
    }


def test_every_faulty_line_is_told_with_its_remedy_and_nothing_is_saved(
    hr, page, published, session
):
    first, second, _third = published.officers
    content = "\n".join(
        [
            "nip,hasil_kerja",
            f"{first.nip},Sesuai",
            f"{first.nip},Di atas",
            f"{second.nip},=cmd|'/c calc'!A1",
            "199001012015011001,Sesuai",
            "bukan nip,Luar biasa",
        ]
    ).encode()
    refused = upload(hr, page, content, status=422)
    rows = [row.get_text(" ", strip=True) for row in refused.all("tbody tr")]
    assert [row.split()[0] for row in rows] == ["3", "4", "5", "6", "6"]
    assert "5 hal keliru" in refused.text
    assert "Di atas ekspektasi, Sesuai ekspektasi, Di bawah ekspektasi" in rows[1]
    for broken, said in (
        (b"", "kosong"),
        (b"nip;nilai\n1;2", "tidak ada kolom hasil_kerja"),
        (b"nip;hasil_kerja\n", "tidak ada baris"),
    ):
        assert said in upload(hr, page, broken, status=422).text
    assert session.query(WorkResult).count() == 0


def test_the_supervisor_finds_work_results_and_predicate_only_after_deciding(
    client, published, session
):
    officer = published.officers[0]
    session.add(WorkResult(participant_id=officer.id, rating=ExpectationRating.BELOW))
    session.commit()
    page = f"/profil/{officer.id}/rating"
    head = client.sign_in(published.opened.account(published.opened.head))
    for part in ("", "/tentukan"):
        assert "hasil kerja" not in head.get(page + part).text
    decided = head.post(page + "/tentukan", {"rating": "as_expected", "reason": "Konsisten."})
    assert "Butuh Perbaikan" in decided.text
    unread = client.sign_in(published.account_of(officer)).get(page)
    assert "Butuh Perbaikan" not in unread.text


def test_there_is_no_list_before_profiles_are_out_and_none_for_officers(
    client, published, page, session
):
    client.sign_in(published.account_of(published.officers[0])).get(page, status=403)
    published.cycle.state = "closed"
    session.commit()
    client.sign_in(published.opened.hr).get(page, status=404)
