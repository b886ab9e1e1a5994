"""HR names holders, each confirms a code, the cycle opens, a code is lost, and it is closed."""

from __future__ import annotations

import json
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select

from berakhlak import clock
from berakhlak.audit.models import AuditEntry
from berakhlak.cycle_steps.handing_over import opener_for_workers
from berakhlak.cycles.models import Cycle, CycleState
from berakhlak.jobs.models import Job
from berakhlak.key_holders import handing_over
from tests.factories.answering import assignments
from tests.factories.cycles import LAST_DAY, make_open_cycle
from tests.factories.holders import FOUR
from tests.key_holders.test_closing import answer_all

CODE = re.compile(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}")


@pytest.fixture
def hr(client, session, keys):
    """HR of an agency with a draft of a cycle."""
    opened = make_open_cycle(session, keys, opens=False)
    return client.sign_in(opened.hr), opened, f"/siklus/{opened.cycle.id}"


def holders_form(named=FOUR, needed="2", mode="pemegang"):
    form = {"mode": mode, "needed": needed}
    for n in range(1, 7):
        form |= {f"name_{n}": "", f"role_{n}": "saksi", f"account_{n}": ""}
    for n, (name, role) in enumerate(named, start=1):
        form |= {f"name_{n}": name, f"role_{n}": role.value}
    return form


def test_from_naming_to_closing(hr, session, keys, monkeypatch):
    monkeypatch.setattr(clock, "today_in", lambda timezone="": LAST_DAY)
    reader, opened, cycle = hr
    page = reader.get(f"{cycle}/pemegang-kunci")
    assert "Tidak ada pintu belakang" in page.text
    assert page.one("input[name=name_3]")["value"] == "Ketua KORPRI"
    for named, needed, words in [(FOUR[:3], "2", "dua saksi"), (FOUR[2:], "2", "lebih banyak")]:
        refused = reader.post(f"{cycle}/pemegang-kunci", holders_form(named, needed), status=422)
        assert words in refused.text
        assert bool(refused.all("#needed-error")) is (words == "lebih banyak")
        assert refused.one("input[name=name_1]")["value"] == named[0][0]
    page = reader.post(f"{cycle}/pemegang-kunci", holders_form())
    assert page.text.count("Belum ada") == 4
    assert "Berikutnya: buat kode setiap pemegang" in page.text
    assert "Kode pemegang kunci belum lengkap" in reader.get(f"{cycle}/buka").text

    codes = []
    for number, (name, _role) in enumerate(FOUR, start=1):
        asked = reader.get(f"{cycle}/pemegang-kunci/{number}/kode")
        assert name in asked.heading
        shown = reader.post(f"{cycle}/pemegang-kunci/{number}/kode", status=200)
        [code] = set(CODE.findall(shown.text))
        codes.append(code)
        confirm = f"{cycle}/pemegang-kunci/{number}/pasti"
        wrong = reader.post(confirm, {"kode_sandi": code[:-1]}, status=422)
        assert wrong.errors == ["Kode salah ketik. Periksa lagi huruf dan angkanya, satu per satu."]
        if number > 1:
            other = reader.post(confirm, {"kode_sandi": codes[0]}, status=422)
            assert f"bukan kode {name}" in other.text
        assert "sudah dipastikan" in reader.post(confirm, {"kode_sandi": code}).text
        assert code not in reader.get(f"{cycle}/pemegang-kunci/{number}/kode").html
    # Whoever makes a confirmed code void is on record with the holder's name.
    acts = select(AuditEntry.detail).where(AuditEntry.act == "replaced a holder's code")
    assert session.scalars(acts).all() == []
    shown = reader.post(f"{cycle}/pemegang-kunci/4/kode", status=200)
    [codes[3]] = set(CODE.findall(shown.text))
    reader.post(f"{cycle}/pemegang-kunci/4/pasti", {"kode_sandi": codes[3]})
    assert session.scalars(acts).all() == [{"name": "Inspektorat"}]

    assert reader.get(f"{cycle}/pemegang-kunci").one(f"main a[href$='{cycle}/buka']")
    opening = reader.get(f"{cycle}/buka")
    assert "Inspektorat" in opening.text
    reader.take_step(f"{cycle}/buka")
    session.expire_all()
    assert opened.cycle.state is CycleState.OPEN
    assert len(opened.cycle.holders.wraps) == 5
    assert "pemegang-kunci" in reader.get(cycle).html
    stored = opened.cycle.holders_json + str(session.execute(select(Job.arguments_json)).all())
    assert not any(code in stored for code in codes)

    tested = reader.post(f"{cycle}/pemegang-kunci/uji", {"kode_sandi": codes[3].lower()})
    assert "kode Inspektorat" in tested.text

    # A code is lost: replaced by two others, and useless from then on.
    lost = f"{cycle}/pemegang-kunci/1/ganti"
    pair = {"kode_sandi_1": codes[1], "kode_sandi_2": codes[2]}
    assert (
        "Perlu satu kode saksi"
        in reader.post(lost, {"kode_sandi_1": codes[0], "kode_sandi_2": codes[1]}, status=422).text
    )
    shown = reader.post(lost, pair, status=200)
    [renewed] = set(CODE.findall(shown.text))
    reader.post(f"{cycle}/pemegang-kunci/1/pasti", {"kode_sandi": renewed})

    answer_all(session, keys, opened)
    close = f"{cycle}/tutup"
    asked = reader.get(close)
    assert len(asked.all("input[name^=kode_sandi_]")) == 2
    assert asked.one("details input[name=leave_out]")
    assert "sesudah hari terakhir" in reader.post(close, {"leave_out": "1"}).text
    for typed, words in [
        ({}, "Perlu 2 kode"),
        ({"kode_sandi_1": codes[2]}, "Perlu 2 kode"),
        ({"kode_sandi_1": codes[0], "kode_sandi_2": codes[2]}, "bukan untuk siklus ini"),
        ({"kode_sandi_1": renewed, "kode_sandi_2": codes[1]}, "Perlu satu kode saksi"),
    ]:
        assert words in reader.post(close, typed, status=422).text
    good = {"kode_sandi_1": renewed, "kode_sandi_2": codes[3]}

    # Notes of workers lie in a file or in Redis: who puts a key of their own there gets nothing.
    service, given = reader.http.application.extensions["jobs"], []
    stolen = X25519PrivateKey.generate().public_key().public_bytes_raw().hex()
    service.queue.note("worker:thief", at=4e9, handing_over=stolen, handing_over_proof="0" * 64)

    def recorded(*asked):
        given.append(opener_for_workers(*asked))
        return given[-1]

    place = "berakhlak.cycle_administration.closing_pages.opener_for_workers"
    monkeypatch.setattr(place, recorded)

    # A worker that ended before it began took its key along: codes are asked again.
    handing_over._process_key.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("berakhlak.cycle_steps.handing_over.taken_over", lambda *_a, **_k: None)
        job = reader.post(close, good)
    assert "diketik sekali lagi" in job.text
    with reader.http.application.app_context():
        service.note_worker("ours")
    ours = handing_over.process_public_key()
    reader.take_step(close, good)

    assert [set(each["opener"]) for each in given][1] == {ours}
    assert stolen not in str(given)
    # Gone with the closing, from the row and from this process, which goes on.
    assert handing_over.taken_over(given[1]["opener"], about=opened.cycle.id) is None
    session.expire_all()
    assert opened.cycle.state is CycleState.CLOSED
    assert "musnahkan kertasnya" in reader.get(f"{cycle}/pemegang-kunci").text
    for arguments in session.scalars(select(Job.arguments_json).where(Job.kind == "close cycle")):
        assert not any(code in arguments for code in codes)
        assert json.loads(arguments).get("opener", {}) == {}
        assert set(json.loads(arguments)) - {"opener"} == {"cycle", "leave_out"}


def test_a_new_cycle_of_the_agency_keeps_the_names_and_no_code(hr, session, keys):
    from berakhlak.cycles.operations import create_cycle
    from tests.factories.cycles import AT

    reader, opened, cycle = hr
    reader.post(f"{cycle}/pemegang-kunci", holders_form())
    reader.post(f"{cycle}/pemegang-kunci/1/kode", status=200)
    session.expire_all()
    again = create_cycle(
        session, agency_id=opened.agency.id, name="Berikutnya", instrument=opened.cycle.instrument,
        opens_on=LAST_DAY, closes_on=LAST_DAY, units=[opened.unit], by=None, at=AT,
    )  # fmt: skip
    assert again.holders.names == [name for name, _role in FOUR]
    assert not any(each.public for each in again.holders.holders)
    assert reader.post(f"{cycle}/pemegang-kunci", holders_form(mode="server")).path.endswith(
        "kunci"
    )
    session.expire_all()
    assert session.get(Cycle, opened.cycle.id).holders is None
    for path in ("uji", "1/kode", "9/ganti"):
        assert reader.open(f"{cycle}/pemegang-kunci/{path}").status_code == 404


def test_others_than_hr_are_refused(hr, client, session):
    _reader, opened, cycle = hr
    other = client.sign_in(opened.account(opened.staff[0]))
    assert other.open(f"{cycle}/pemegang-kunci").status_code == 403
    assert assignments(session, opened) == []


def test_who_is_reminded_is_named_by_an_account_of_the_agency(hr, session):
    reader, opened, cycle = hr
    page, budi = f"{cycle}/pemegang-kunci", opened.account(opened.staff[0])
    refused = reader.post(page, holders_form() | {"account_3": "198001012000010000"}, status=422)
    assert refused.one("input[name=account_3]")["value"] == "198001012000010000"
    assert refused.all("#account_3-error")
    reader.post(page, holders_form() | {"account_3": budi.nip})
    assert reader.get(page).one("input[name=account_3]")["value"] == budi.nip

    # Another address voids no code; another name does.
    reader.post(f"{page}/3/kode", status=200)
    reader.post(page, holders_form() | {"account_3": ""})
    kept = session().get_one(Cycle, opened.cycle.id).holders
    assert kept.holders[2].public
    assert kept.holders[2].account is None
    other = [*FOUR[:3], ("Inspektorat Daerah", FOUR[3][1])]
    reader.post(page, holders_form(other))
    session().expire_all()
    assert not session().get_one(Cycle, opened.cycle.id).holders.holders[2].public


def test_in_an_open_cycle_only_who_is_reminded_can_be_changed(client, held, session):
    opened, _codes = held
    reader, page = client.sign_in(opened.hr), f"/siklus/{opened.cycle.id}/pemegang-kunci"
    budi, before = opened.account(opened.staff[0]), opened.cycle.holders
    refused = reader.post(page, {"account_4": "tidak.ada@x.go.id"}, status=422)
    assert refused.one("input[name=account_4]")["value"] == "tidak.ada@x.go.id"

    reader.post(page, {"account_4": budi.nip, "name_1": "Orang lain"})

    session().expire_all()
    after = session().get_one(Cycle, opened.cycle.id).holders
    assert after == before.with_accounts([None, None, None, budi.id])
    assert not after.without_wraps().holders[3].account  # Gone with the closing.
