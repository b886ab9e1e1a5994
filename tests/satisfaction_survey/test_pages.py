"""From opening by HR over citizens' answers to the published report; in both languages."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from limits import parse

from berakhlak.accounts.models import AccountRole
from berakhlak.cycles.keyring import key_store
from berakhlak.extensions import db, limiter
from berakhlak.formats import local_today, short_date
from berakhlak.people.models import Agency
from berakhlak.roles import Role
from berakhlak.satisfaction_survey import device_limits
from berakhlak.satisfaction_survey.device_limits import OF_A_DEVICE
from berakhlak.satisfaction_survey.models import FollowUp, SatisfactionSurvey
from berakhlak.satisfaction_survey.published import published_indices
from berakhlak.satisfaction_survey.queries import figures_of
from tests.citizens.test_work_proofs import solved
from tests.factories.people import make_account, make_agency, make_person, make_unit
from tests.factories.satisfaction import (
    GOLDEN,
    close,
    give_answers,
    let_the_survey_pass,
    make_survey,
    plan_action,
    publish,
)
from tests.support.pages import PageClient


def _agency_of(session, unit) -> Agency:
    return session.get_one(Agency, unit.agency_id)


def typed(page, answers=GOLDEN[0], **more) -> dict[str, str]:
    """What a citizen sends, with the token of the form that was opened."""
    fields = {"ticket": str(page.one("[name=ticket]")["value"]), "service": "0"}
    return fields | {f"u{n}": str(each) for n, each in enumerate(answers, start=1)} | more


def test_hr_opens_citizens_answer_and_the_report_comes_out(app, client, session):
    unit = make_unit(session, make_agency(session), name="Dinas Dukcapil")
    hr_account = make_account(session, _agency_of(session, unit), Role.HR)
    hr = client.sign_in(hr_account)
    assert "0 dari 1 unit" in hr.get("/skm").text
    opening = hr.get("/skm").link("Buka SKM Dinas Dukcapil")
    day = short_date(local_today() + timedelta(days=20))
    shown = hr.post(
        opening,
        {"services": "KTP-el\nKartu keluarga", "last_day": day, "population": "100", "least": "30"},
    )
    survey = session.query(SatisfactionSurvey).one()
    assert "Sebaiknya 80 dari 100" in shown.text
    assert f"/s/{survey.code}" in shown.text
    for answers in GOLDEN:
        citizen = PageClient(app)
        form = citizen.get(f"/s/{survey.code}")
        thanks = citizen.post(f"/s/{survey.code}", typed(form, answers, sex="1"))
        assert "sudah kami terima" in thanks.text
    assert "Sedikitnya 10" in hr.get(shown.path).text
    survey.least = 10  # As many as answered here.
    survey.last_day, survey.starts_on = [local_today() - timedelta(days=n) for n in (1, 20)]
    session.commit()
    waiting = hr.get("/").link("1 SKM perlu dituntaskan")
    assert waiting == shown.path
    closed = hr.post(f"{waiting}/tutup")
    assert "perlu dituntaskan" not in hr.get("/").text
    assert "81,67" in closed.text
    assert "Dapat diterbitkan sesudah rencana" in closed.text
    line = {
        "element": "3",
        "action": "Menambah loket",
        "due": "2027",
        "responsible": "Kepala seksi",
    }
    planned = hr.post(f"{shown.path}/rencana", line)
    assert "Menambah loket" in planned.text
    out = hr.post(f"{shown.path}/terbitkan")
    assert "Terbit " in out.text
    (told,) = published_indices(session, hr_account.agency_id)
    assert (told.ikm, told.respondents, told.grade.value) == (81.67, 10, "B")
    assert "1 dari 1 unit" in hr.get("/skm").text
    hr.http.set_cookie("bahasa", "en")
    assert "Plan of action" in hr.get(shown.path).text


def test_what_is_left_out_is_asked_for_and_the_rest_is_kept(client, made):
    page = client.get(made.address)
    fields = typed(page, education="2")
    del fields["u4"]
    refused = client.post(made.address, fields, status=422)
    assert len(refused.errors) == 1
    assert "nomor 4" in refused.errors[0]
    assert refused.one("#u1-2").has_attr("checked")
    assert refused.one("#education option[value='2']").has_attr("selected")
    assert refused.one("details.fold").has_attr("open")


def test_a_survey_of_several_services_asks_for_the_one_that_was_used(client, session, keys):
    made = make_survey(session, keys, services=("KTP-el", "Akta"))
    page = client.get(made.address)
    fields = typed(page)
    del fields["service"]
    assert "layanan yang Anda pakai" in client.post(made.address, fields, status=422).errors[0]
    client.post(made.address, fields | {"service": "7"}, status=422)
    client.post(made.address, fields | {"service": "1"})


def test_the_same_form_counts_once(client, made):
    fields = typed(client.get(made.address))
    client.post(made.address, fields)
    assert "satu kali" in client.post(made.address, fields, status=409).text


@pytest.mark.parametrize("ticket", ["", "dibuat-buat"])
def test_a_form_without_its_token_is_shown_again_with_what_was_chosen(client, made, ticket):
    fields = typed(client.get(made.address), ticket=ticket)
    shown = client.post(made.address, fields, status=422)
    assert "tekan Kirim sekali lagi" in shown.text
    client.post(made.address, fields | {"ticket": str(shown.one("[name=ticket]")["value"])})


def test_a_code_may_be_typed_in_small_letters_and_another_one_leads_nowhere(client, made):
    assert client.get(f"/s/{made.survey.code.lower()}").heading == "Survei Kepuasan Masyarakat"
    assert "Survei tidak ditemukan" in client.get("/s/BCDFGH", status=404).text


def test_after_the_last_day_nothing_is_taken_and_the_sender_is_told(client, made, session):
    fields = typed(client.get(made.address))
    let_the_survey_pass(session, made)
    assert "sudah selesai" in client.get(made.address, status=409).text
    assert "tidak disimpan" in client.post(made.address, fields, status=409).text


def test_without_its_key_nobody_is_asked(client, made, keys):
    fields = typed(client.get(made.address))
    keys.destroy(made.survey.key_name)
    client.get(made.address, status=503)
    assert "gangguan" in client.post(made.address, fields, status=422).text


@pytest.fixture
def limited(make_app):
    """With limits at work, as in production."""
    app = make_app(limits_enabled=True, citizen_limit="1000 per minute", citizen_proof=1000)
    with app.app_context():
        yield app, make_survey(db.session(), key_store())
        limiter.enabled = False
        db.session.remove()
        db.engine.dispose()


def test_a_device_answers_a_few_times_a_day_and_is_told_then(limited):
    app, made = limited
    client = PageClient(app)
    for _each in range(OF_A_DEVICE):
        client.post(made.address, typed(client.get(made.address)))
    page = client.get(made.address)
    refused = client.post(made.address, typed(page), status=422)
    assert "Dari perangkat ini sudah ada jawaban hari ini" in refused.text
    assert refused.one("#u1-2").has_attr("checked")
    PageClient(app).post(made.address, typed(page))


def test_browsers_that_do_no_work_wait_after_so_many_with_their_answers_kept(limited, monkeypatch):
    app, made = limited
    monkeypatch.setattr(device_limits, "WITHOUT_WORK", parse("1 per hour"))
    first, second = PageClient(app), PageClient(app)
    first.post(made.address, typed(first.get(made.address)))
    page = second.get(made.address)
    refused = second.post(made.address, typed(page), status=422)
    assert "tanpa JavaScript" in refused.text
    assert refused.one("#u1-2").has_attr("checked")
    challenge = str(page.one("[name=proof]")["data-challenge"])
    second.post(made.address, typed(page, proof=solved(challenge)))


def test_opening_tells_what_is_wrong_beside_the_field(client, session, made):
    hr = client.sign_in(made.hr)
    opening = f"/skm/unit/{made.unit.id}/buka"
    good = {"services": "A", "last_day": short_date(local_today() + timedelta(days=9))}
    assert "masih menjalankan SKM" in hr.post(opening, good | {"least": "30"}, status=422).text
    other = make_unit(session, _agency_of(session, made.unit))
    opening = f"/skm/unit/{other.id}/buka"
    today = {"last_day": short_date(local_today()), "least": "30"}
    assert "Pilih hari dari" in hr.post(opening, good | today, status=422).errors[0]
    many = {"services": "\n".join(map(str, range(13))), "least": "29"}
    assert len(hr.post(opening, good | many, status=422).errors) == 2
    long = {"services": "x" * 81, "least": "30"}
    assert "80 huruf" in hr.post(opening, good | long, status=422).errors[0]


def test_the_plan_names_no_officer_and_is_fixed_once_it_is_out(client, session, made):
    make_person(session, made.unit, name="dr. Ani Wulandari, S.E.")
    give_answers(session, made, GOLDEN)
    let_the_survey_pass(session, made)
    close(session, made)
    hr = client.sign_in(made.hr)
    line = {"element": "3", "action": "Melayani lebih cepat", "due": "2027"}
    refused = hr.post(
        f"{made.page}/rencana", line | {"responsible": "Ibu ANI WULANDARI"}, status=422
    )
    assert "bukan nama, NIP, atau email pegawai" in refused.errors[0]
    assert "Melayani lebih cepat" in str(refused.one("#action"))
    gone = make_person(session, made.unit, name="Sukarno", email="karno@contoh.go.id")
    gone.is_active = False
    session.commit()
    for named in ("Pak Sukarno", "KARNO@contoh.go.id", "NIP 198001012005011001"):
        hr.post(f"{made.page}/rencana", line | {"responsible": named}, status=422)
    hr.post(f"{made.page}/rencana", line | {"responsible": "Kepala seksi"})
    kept = session.query(FollowUp).one()
    hr.post(f"{made.page}/rencana/{kept.id}/hapus")
    assert session.query(FollowUp).count() == 0
    publish(session, made)
    assert "tidak dapat diubah lagi" in hr.post(f"{made.page}/rencana/{kept.id}/hapus").text
    late = hr.post(f"{made.page}/rencana", line | {"responsible": "Kepala"}, status=422)
    assert "sudah terbit" in late.text


def test_of_fewer_than_the_least_nothing_is_told_anywhere(client, session, made):
    give_answers(session, made, GOLDEN[:9])
    let_the_survey_pass(session, made)
    hr = client.sign_in(made.hr)
    closed = hr.post(f"{made.page}/tutup")
    assert "Kurang dari 10 orang" in closed.text
    hr.get(f"{made.page}/laporan.pdf", status=404)
    assert published_indices(session, made.unit.agency_id) == []
    assert figures_of(made.survey).whole is None


def test_files_say_what_the_page_says_and_no_text_becomes_a_formula(client, session, keys):
    made = make_survey(session, keys, services=("=1+1", "Akta"), population=1000)
    give_answers(session, made, [*GOLDEN, *GOLDEN], services=(0,) * 10 + (1,) * 10)
    let_the_survey_pass(session, made)
    close(session, made)
    plan_action(session, made)
    hr = client.sign_in(made.hr)
    table = hr.open(f"{made.page}/laporan.csv").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(table)))
    assert ["IKM", "81,67"] in [row[:2] for row in rows]
    assert any(row[:1] == ["'=1+1"] for row in rows)
    assert ["U3 Waktu penyelesaian", "2,600", "0,289", "65,00"] in rows
    book = openpyxl.load_workbook(io.BytesIO(hr.open(f"{made.page}/laporan.xlsx").data))
    cells = [cell.value for row in book["SKM"].iter_rows() for cell in row if cell.value]
    assert "81,67" in cells
    assert "=1+1; Akta" in cells


def test_of_another_agency_or_unit_there_is_nothing(client, session, made):
    stranger = make_account(session, make_agency(session), Role.HR)
    for path in (made.page, f"/skm/unit/{made.unit.id}/buka", f"{made.page}/poster.pdf"):
        client.sign_in(stranger).get(path, status=404)


def test_hr_of_a_unit_runs_its_survey_and_no_other(client, session, made):
    agency = _agency_of(session, made.unit)
    other = make_unit(session, agency, name="Dinas Lain")
    head = make_account(session, agency)
    session.add(AccountRole(account_id=head.id, role=Role.HR, unit_id=other.id))
    session.commit()
    own = client.sign_in(head)
    assert "Dinas Dukcapil" not in own.get("/skm").text
    own.get(f"/skm/unit/{other.id}/buka")
    own.get(made.page, status=404)
