"""An agency uses a questionnaire of its own, from a file to the printed profile, without code."""

from __future__ import annotations

import io

import pikepdf
import pytest

from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.formats import local_today
from berakhlak.instrument.queries import all_instruments
from tests.factories.cycles import make_open_cycle

SOURCE = """
code = "ramah-loket"
version = 2
title = { id = "Keramahan di loket", en = "Kindness at the counter" }
source = "Keputusan kepala dinas"
cannot_rate = { id = "Tidak dapat menilai", en = "Cannot rate" }

[[step]]
score = 1
label = { id = "Belum", en = "Not yet" }
meaning = { id = "Belum terlihat.", en = "Not seen yet." }

[[step]]
score = 2
label = { id = "Mulai", en = "Beginning" }
meaning = { id = "Mulai terlihat.", en = "Beginning to be seen." }

[[step]]
score = 3
label = { id = "Ya", en = "Yes" }
meaning = { id = "Sering terlihat.", en = "Often seen." }

[[step]]
score = 4
label = { id = "Teladan", en = "Model" }
meaning = { id = "Menjadi teladan.", en = "A model to others." }

[[value]]
code = "SPA"
name = { id = "Sapa", en = "Greeting" }
definition = { id = "menyapa setiap orang", en = "greets everybody" }

[[value.behaviour]]
code = "SPA1"
for_citizens = true
text = { id = "Menyapa lebih dahulu", en = "Greets first" }

[[value.behaviour]]
code = "SPA2"
text = { id = "Menyebut nama warga", en = "Calls people by name" }

[[value]]
code = "TNG"
name = { id = "Tanggap", en = "Responsive" }
definition = { id = "menjawab kebutuhan", en = "answers needs" }

[[value.behaviour]]
code = "TNG1"
text = { id = "Menjawab tanpa menunda", en = "Answers without delay" }
"""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ramah.toml"
    path.write_text(SOURCE, encoding="utf-8")
    return path


@pytest.fixture
def run(app):
    def invoke(*words):
        return app.test_cli_runner().invoke(args=[str(word) for word in words])

    return invoke


def test_from_a_file_to_a_printed_profile(run, session, client, file):
    opened = make_open_cycle(session, key_store(), staff=6)
    opened.cycle.state = CycleState.CLOSED  # One open cycle at a time may rate these officers.
    session.commit()
    agency, hr = opened.agency.code, opened.hr

    assert run("instrument", "add", file).exit_code == 0
    today = local_today().isoformat()  # On the last day one person is enough to close.
    days = ("--opens", today, "--closes", today, "--agency", agency)
    drafted = run("cycle", "create", "--name", "Loket", *days, "--instrument", "ramah-loket:2")
    assert drafted.exit_code == 0, drafted.output
    number = int(drafted.output.split()[1])
    steps = (("open",), ("simulate",), ("close", "--yes"), ("publish",))
    for step, *options in steps:
        result = run("cycle", step, number, *options)
        assert result.exit_code == 0, result.output

    reader = client.sign_in(opened.account(opened.staff[0]))
    profiles = reader.get("/profil")
    page = reader.get(
        next(a["href"] for a in profiles.all("a") if a["href"].startswith("/profil/"))
    )
    pdf = reader.open(f"{page.path}.pdf")

    assert "Menyapa lebih dahulu" in page.text
    assert "Teladan" in page.text
    assert len(pikepdf.open(io.BytesIO(pdf.data)).pages) >= 2
    assert client.sign_in(hr).get(f"/siklus/{number}/hasil")


def test_a_broken_file_is_refused_with_its_place_and_nothing_is_stored(run, session, file):
    file.write_text(SOURCE.replace("score = 3", "score = 5"), encoding="utf-8")

    result = run("instrument", "add", file)

    assert result.exit_code == 1
    assert "tingkat 3: score harus 3" in result.output
    assert [row.code for row in all_instruments(session)] == []


def test_a_changed_text_under_the_same_version_is_refused(run, file):
    assert run("instrument", "add", file).exit_code == 0
    file.write_text(SOURCE.replace("Menyapa lebih dahulu", "Menyapa"), encoding="utf-8")

    result = run("instrument", "add", file)

    assert result.exit_code == 1
    assert "versi baru" in result.output


def test_an_instrument_that_is_not_stored_is_named(run, session):
    make_open_cycle(session, key_store())
    session.commit()
    days = ("--opens", "2026-11-01", "--closes", "2026-11-30")

    result = run("cycle", "create", "--name", "X", *days, "--instrument", "tidak-ada")

    assert result.exit_code == 1
    assert "instrument list" in result.output


def test_hr_is_asked_which_instrument_only_where_there_are_several(run, session, client, file):
    opened = make_open_cycle(session, key_store())
    hr = client.sign_in(opened.hr)
    assert hr.get("/siklus/baru").all("select[name=instrument]") == []

    run("instrument", "add", file)

    words = [option.get_text() for option in hr.get("/siklus/baru").all("[name=instrument] option")]
    assert any("Keramahan di loket" in word for word in words)
