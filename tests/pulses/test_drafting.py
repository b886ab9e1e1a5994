"""HR drafts a pulse on the web or by command; what is too early or twice is refused in words."""

from __future__ import annotations

from datetime import timedelta

from click.testing import CliRunner

from berakhlak import clock
from berakhlak.cli.cycle import cycle_status_command, pulse_command
from berakhlak.cycles.models import Cycle
from berakhlak.formats import local_today, short_date
from tests.factories.pulses import answer_all, close_and_publish, make_pulse, open_pulse


def _typed(first, name="Tinjauan ulang"):
    return {
        "name": name,
        "opens_on": short_date(first),
        "closes_on": short_date(first + timedelta(days=14)),
    }


def test_hr_drafts_a_pulse_once_and_not_too_early(client, old, session):
    hr, address = client.sign_in(old.opened.hr), f"/siklus/{old.cycle.id}/tinjauan-ulang"
    early = local_today() - timedelta(days=100)
    page = hr.post(address, _typed(early), status=422)
    assert "dapat dibuka mulai" in page.text
    assert page.one("input[name=name]")["value"] == "Tinjauan ulang"
    page = hr.post(address, _typed(local_today(), old.cycle.name), status=422)
    assert "Sudah ada siklus bernama sama" in page.text
    hr.post(address, _typed(local_today()))
    session.expire_all()
    pulse = old.cycle.pulse
    assert pulse.is_pulse
    hr.get(address, status=409)
    page = hr.get(f"/siklus/{pulse.id}/buka")
    assert "paling sedikit lima pegawai setuju" in page.text
    hr.post(f"/siklus/{pulse.id}/ubah", _typed(local_today(), "Tinjauan 2027"))
    session.expire_all()
    assert pulse.name == "Tinjauan 2027"


def test_the_command_drafts_a_pulse_and_refuses_a_second(old, session, app):
    days = [f"--opens={local_today()}", f"--closes={local_today() + timedelta(days=9)}"]
    told = CliRunner().invoke(pulse_command, [str(old.cycle.id), "--name=Tinjauan", *days])
    assert told.exit_code == 0, told.output
    session.expire_all()
    assert session.get(Cycle, old.cycle.pulse.id).name == "Tinjauan"
    again = CliRunner().invoke(pulse_command, [str(old.cycle.id), "--name=Lagi", *days])
    assert again.exit_code == 1
    assert "ditinjau ulang satu kali" in again.output


def test_hr_and_the_status_count_whom_a_pulse_was_about(client, old, session, app):
    pulse = make_pulse(session, old, agreeing=6)
    open_pulse(session, old)
    answer_all(session, old.keys, pulse, seed=2)
    close_and_publish(session, old.keys, pulse, at=clock.utc_now())
    told = CliRunner().invoke(cycle_status_command, [str(old.cycle.id)])
    assert "Memilih langkah: 8 (89%). Ditinjau ulang: 6 (67%)." in told.output
    page = client.sign_in(old.opened.hr).get(f"/siklus/{old.cycle.id}/percakapan")
    assert page.all("tbody tr td")[-1].text.strip() == "6"


def test_the_start_page_asks_officers_while_a_pulse_is_drafted(client, old, session):
    make_pulse(session, old, agreeing=5)
    asked, agreed = old.officers[6], old.officers[0]
    assert "Tinjauan ulang" in client.sign_in(old.account_of(asked)).get("/").text
    assert "Tinjauan ulang" not in client.sign_in(old.account_of(agreed)).get("/").text
