"""What everybody reads of a unit: in two languages, the same for all, and nobody's name."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, update

from berakhlak.audit.models import AuditEntry
from berakhlak.complaints.models import ComplaintCount
from berakhlak.extensions import limiter
from berakhlak.people.models import Person
from berakhlak.public_pages.models import PublicRelease
from berakhlak.public_pages.operations import (
    PageNotReady,
    PublicFigureLeaks,
    hindrances,
    plan_release,
    switch_on,
)
from berakhlak.public_pages.queries import releasable_cycles
from berakhlak.public_pages.views import kept_pages
from berakhlak.service_standards.models import StandardVersion
from berakhlak.statistics import public_figures as figures_module
from berakhlak.statistics.public_figures import PublicFigures
from tests.factories.people import make_unit
from tests.factories.public_pages import (
    CHANGE,
    TODAY,
    acting,
    heard_cycle,
    heard_otherwise,
    open_to_the_public,
    stated,
)
from tests.support.markup import words

FILES = ("data.csv", "data.json", "datapackage.json", "lencana.svg")


def english(path: str) -> str:
    return path.replace("/publik/", "/publik/en/", 1)


def test_the_page_tells_standards_versions_figures_and_changes_in_both_languages(client, path):
    page = client.get(path)
    assert page.heading == "Bidang Mutasi"
    for each in (
        "1 hari kerja",
        "2 hari kerja",
        "Lebih cepat sehari.",
        CHANGE,
        "Triwulan IV 2026",
    ):
        assert each in page.text
    assert page.soup.html["lang"] == "id"
    other = client.get(english(path))
    assert other.soup.html["lang"] == "en"
    assert "Service standards" in other.text
    assert "Standar layanan" not in other.text
    links = {each["hreflang"]: each["href"] for each in page.all("link[rel=alternate]")}
    assert links == {"id": path, "en": english(path)}
    assert not page.all("script")
    index = client.get("/publik")
    assert index.link("Bidang Mutasi") == path
    assert "Tidak ada unit" in client.get("/publik", cari="tidak ada").text
    assert client.get("/publik", cari="mutasi").link("Bidang Mutasi") == path


def test_the_language_is_that_of_the_address_whatever_a_browser_or_a_cookie_says(client, path):
    client.http.set_cookie("bahasa", "en")
    plain = client.open(path, headers={"Accept-Language": "en"}).data
    asked = client.open(path, query_string={"lang": "en"})
    assert asked.status_code == 200
    assert b'lang="id"' in plain[:200]
    assert asked.data == plain


def test_no_public_byte_names_an_officer(client, session, heard, path):
    """Names, numbers and addresses of everybody, unit heads too, in every page and file."""
    people = session.execute(select(Person.name, Person.nip, Person.email)).all()
    told = [word.casefold() for row in people for word in row if word]
    told += [part for name, _nip, _mail in people for part in [name.split()[-1].casefold()]]
    addresses = [path, english(path), "/publik", path.rpartition("/")[0]]
    addresses += [f"{path}/{name}" for name in FILES]
    for address in addresses:
        text = client.open(address).get_data(as_text=True).casefold()
        assert not [each for each in told if each in text], address
    assert len(told) >= 20


def test_it_is_the_same_for_everybody_without_cookie_or_session(client, session, heard, path):
    stranger = client.open(path)
    hr = client.sign_in(heard.hr).open(path)
    assert stranger.data == hr.data
    for answer in (stranger, hr, client.open(f"{path}/data.csv"), client.open("/publik")):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert {each.strip() for each in answer.headers["Vary"].split(",")} == {"Accept-Encoding"}
    again = client.open(path, headers={"If-None-Match": stranger.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data
    packed = client.open(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < 12_000


def test_no_key_under_which_a_page_is_kept_says_anything_of_who_asked(app, client, path):
    client.http.set_cookie("bahasa", "en")
    for number in range(3):
        client.open(
            path,
            query_string={"lang": "en", "email": "siti@contoh.go.id"},
            headers={"User-Agent": f"Ponsel {number}", "Host": "lain.example"},
            environ_base={"REMOTE_ADDR": f"10.0.0.{number}"},
        )
    client.open("/publik", query_string={"cari": "Siti Rahmawati"})
    with app.app_context():
        keys = kept_pages().keys
    assert [(key.kind, key.language) for key in keys] == [("unit", "id")]
    assert all(key.root == "" and f"/{key.unit_part}" in path for key in keys)


def test_figures_are_rounded_and_come_with_their_interval(client, session, path):
    stored = PublicFigures.from_json(session.scalar(select(PublicRelease.payload)))
    shown = [each for each in stored.values if each.mean is not None]
    assert len(shown) == 5  # Citizens are asked nothing of two values.
    for each in shown:
        assert round(each.mean / 0.2, 6) == int(round(each.mean / 0.2))
        assert each.low < each.mean < each.high
        assert each.voices == 40
    assert "sedikitnya 40" in client.get(path).text


def test_other_programs_read_the_data_by_its_dictionary(client, path):
    package = json.loads(client.open(f"{path}/datapackage.json").data)
    table = client.open(f"{path}/data.csv")
    rows = list(csv.DictReader(io.StringIO(table.data.decode())))
    fields = package["resources"][0]["schema"]["fields"]
    assert package["resources"][0]["path"] == "data.csv"
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert list(rows[0]) == [each["name"] for each in fields]
    kinds = {"string": str, "number": float, "integer": int}
    for row in rows:
        for field in fields:
            value, rules = row[field["name"]], field.get("constraints", {})
            assert value or not rules.get("required")
            assert not value or kinds[field["type"]](value) is not None
            assert not value or value in rules.get("enum", [value])
    data = json.loads(client.open(f"{path}/data.json").data)
    assert len(data["rows"]) == len(rows) >= 5
    for one, other in zip(data["rows"], rows, strict=True):
        assert {name: "" if x is None else str(x) for name, x in one.items()} == other
    assert table.headers["Access-Control-Allow-Origin"] == "*"


def test_the_badge_is_xml_that_other_sites_may_embed(client, path):
    for address, begin in ((path, "Layanan kami"), (english(path), "Our service")):
        answer = client.open(f"{address}/lencana.svg")
        root = ElementTree.fromstring(answer.data)  # noqa: S314  Our own.
        title = root.findtext("{http://www.w3.org/2000/svg}title") or ""
        assert title.startswith(begin)
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "href" not in answer.get_data(as_text=True)


def test_hr_opens_and_closes_the_page_and_both_are_recorded(client, session, heard):
    unit = heard.unit
    switch = f"/layanan/{unit.id}/publik"
    before = client.sign_in(heard.hr).get(switch)
    assert "Belum ada standar layanan" in before.text
    refused = client.post(f"{switch}/buka")
    assert "Belum ada standar layanan" in refused.text
    stated(session, unit)
    opened = client.post(f"{switch}/buka")
    assert "Halaman publik dibuka." in opened.text
    path = next(str(a["href"]) for a in opened.all("main a") if "/publik/" in str(a["href"]))
    assert client.get(path).heading == unit.name
    closed = client.post(f"{switch}/tutup")
    assert "tidak ikut hilang" in closed.text
    client.get(path, 404)
    client.post(f"{switch}/buka")
    assert client.get(path).heading == unit.name
    acts = session.scalars(select(AuditEntry.act).where(AuditEntry.act.contains("public page")))
    assert len(acts.all()) == 3


def test_a_cycle_published_later_waits_for_hr(client, session, heard, path):
    session.execute(PublicRelease.__table__.delete())
    session.commit()
    switch = f"/layanan/{heard.unit.id}/publik"
    client.sign_in(heard.hr)
    assert "Belum ada siklus" in client.get(path).text
    assert "Tampilkan" in client.get(switch).text
    page = client.post(f"{switch}/angka/{heard.cycle.id}")
    assert "Angkanya tampil di halaman publik." in page.text
    assert "Triwulan IV 2026" in client.get(path).text
    client.get(f"{switch}/angka/{heard.cycle.id}", 405)


def test_each_precondition_of_opening_is_missed(session, heard):
    unit = heard.unit
    service = stated(session, unit)
    assert list(hindrances(session(), unit, TODAY)) == []
    assert len(list(hindrances(session(), unit, date(2026, 1, 1)))) == 1
    mine = update(StandardVersion).where(StandardVersion.service_id == service)
    session.execute(mine.values(cost="Tanya Citra Lestari"))
    session.expire_all()
    with pytest.raises(PageNotReady, match="Citra Lestari"):
        switch_on(session(), unit, **acting())
    session.execute(mine.values(cost="Gratis"))
    session.expire_all()
    switch_on(session(), unit, **acting())
    twin = make_unit(session, heard.agency, code=unit.code + " ")
    stated(session, twin)
    assert "Alamat" in str(list(hindrances(session(), twin, TODAY))[0])


def test_a_leaking_figure_refuses_the_whole_opening(session, heard, monkeypatch):
    stated(session, heard.unit)
    monkeypatch.setattr(figures_module, "STEPS", (0.01,))
    monkeypatch.setattr(figures_module, "rounded_inside", lambda mean, step, steps: round(mean, 2))
    with pytest.raises(PublicFigureLeaks) as refused:
        switch_on(session(), heard.unit, **acting())
    assert {each.leak for each in refused.value.findings}
    session.rollback()
    assert session.scalar(select(PublicRelease.unit_id)) is None


def test_what_was_released_is_never_released_otherwise(session, heard, path):
    row = session.scalars(select(PublicRelease)).one()
    row.payload = row.payload.replace('"voices": 40', '"voices": 50')
    session.flush()
    with pytest.raises(PublicFigureLeaks):
        plan_release(session(), heard.unit, heard.cycle)
    assert releasable_cycles(session(), heard.unit.id) == []


def test_a_unit_of_four_officers_has_no_figures_however_many_spoke(client, session):
    few = heard_cycle(session, officers=4, voices=12)
    page = client.get(open_to_the_public(session, few.unit))
    assert "terlalu sedikit" in page.text
    assert "sedikitnya 40" not in page.one("[aria-labelledby=nilai]").text


def test_complaints_surveys_and_trust_stand_on_the_page_with_their_events(client, session, heard):
    heard_otherwise(session, heard.unit)
    path = open_to_the_public(session, heard.unit)
    page = client.get(path)
    trust = page.one("[aria-labelledby=percaya]")
    assert "dari 100 pada Triwulan IV 2026" in words(trust)
    rows = [words(each) for each in trust.select("tbody tr")]
    assert rows[0].startswith("Triwulan IV 2026")
    assert "tidak dihitung" in rows[1]  # No cycle had closed before.
    assert "Standar baru: Penerbitan akta kelahiran" in words(trust)
    assert "Puncak keluhan: 24" in words(trust)
    assert len(trust.select("svg circle")) == 1
    complaints = words(page.one("[aria-labelledby=keluhan]"))
    assert "83%" in complaints
    assert "terlalu sedikit" in complaints
    survey = words(page.one("[aria-labelledby=survei]"))
    assert "40 responden" in survey
    assert "Kompetensi pelaksana" in survey
    plan = words(page.one("[aria-labelledby=survei]").select("table")[1])
    assert "Waktu penyelesaian Menambah loket <kedua> 2027 Kepala seksi" in plan
    assert page.link("Tidak sesuai standar ini? Sampaikan keluhan").startswith("/keluhan/")
    rows = list(csv.DictReader(io.StringIO(client.open(f"{path}/data.csv").get_data(as_text=True))))
    index = [each for each in rows if each["measure"] == "trust_index" and each["value"]]
    assert [each["quarter"] for each in index] == ["2026-Q4"]
    bounds = {each["bound"] for each in rows if each["measure"].startswith("survey_")}
    assert bounds == {"exact"}
    withheld = [each for each in rows if each["measure"] == "complaints_in_time"]
    assert [each["status"] for each in withheld].count("withheld") == 1
    badge = client.open(f"{path}/lencana.svg").get_data(as_text=True)
    assert f"Kepercayaan layanan: {index[0]['value'].removesuffix('.0')} (" in badge


def test_a_withheld_quarter_before_makes_no_peak(client, session, heard):
    heard_otherwise(session, heard.unit)
    session.execute(
        update(ComplaintCount)
        .where(ComplaintCount.quarter == date(2026, 1, 1))
        .values(received=3, in_time=1)
    )
    session.commit()
    assert "Puncak keluhan" not in client.get(open_to_the_public(session, heard.unit)).text


def test_a_unit_s_name_breaks_no_badge_that_is_pasted_elsewhere(client, session, heard):
    heard.unit.name = 'Loket "A" & <B>'
    page = client.get(open_to_the_public(session, heard.unit))
    pasted = BeautifulSoup(page.one("pre.snippet code").text, "html.parser")
    (picture,) = pasted.find_all("img")
    assert picture["alt"] == heard.unit.name
    assert picture["src"].endswith("/lencana.svg")
    assert str(pasted.a["href"]).endswith(page.path)


def test_searching_is_throttled_by_network_and_reading_is_not(make_app):
    app = make_app(limits_enabled=True)
    client = app.test_client()
    statuses = [client.get("/publik?cari=dinas").status_code for _n in range(31)]
    assert (set(statuses[:30]), statuses[30]) == ({200}, 429)
    assert client.get("/publik/en?cari=dinas").status_code == 429
    assert client.get("/publik").status_code == 200
    assert "Set-Cookie" not in client.get("/publik?cari=x").headers
    limiter.enabled = False


def test_every_public_figure_is_attacked_or_made_of_attacked_ones(app, client, session, heard):
    """A measure that is new in the open data must be entered here, with who attacks it."""
    heard_otherwise(session, heard.unit)
    path = open_to_the_public(session, heard.unit)
    told = client.open(f"{path}/data.csv").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(told)))
    attacked = {"citizens_value", "survey_index", "survey_element"}
    assert {each["measure"] for each in rows} == attacked | {"complaints_in_time", "trust_index"}
    counts = [each for each in rows if each["measure"] == "complaints_in_time"]
    assert all(int(each["count"]) >= 5 for each in counts if each["status"] == "shown")
    assert not any(each["value"] or each["count"] for each in counts if each["status"] != "shown")
    # Whoever has the file makes the index of it: it tells nothing that the parts do not.
    values = [float(each["value"]) for each in rows if each["measure"] == "citizens_value"]
    conduct = 100 * (sum(values) / len(values) - 1) / 4
    (survey,) = [float(each["value"]) for each in rows if each["measure"] == "survey_index"]
    year = [each for each in counts if each["quarter"] >= "2026" and each["value"]]
    received = sum(int(each["count"]) for each in year)
    in_time = sum(int(each["count"]) * float(each["value"]) for each in year)
    index = (conduct + 100 * (survey - 25) / 75 + in_time / received) / 3
    (printed,) = [each for each in rows if each["measure"] == "trust_index" and each["value"]]
    assert abs(float(printed["value"]) - index) <= 1

    asked = app.test_cli_runner().invoke(args=["audit", "public"])
    assert (asked.exit_code, "Tidak ada yang" in asked.output) == (0, True), asked.output
    row = session.scalars(select(PublicRelease)).one()
    row.payload = row.payload.replace('"voices": 40', '"voices": 50')
    session.commit()
    asked = app.test_cli_runner().invoke(args=["audit", "public"])
    assert (asked.exit_code, f"Dapat dipulihkan: {heard.unit.name}" in asked.output) == (1, True)


def test_no_public_byte_of_surveys_and_complaints_names_an_officer(client, session, heard):
    heard_otherwise(session, heard.unit)
    path = open_to_the_public(session, heard.unit)
    test_no_public_byte_names_an_officer(client, session, heard, path)
