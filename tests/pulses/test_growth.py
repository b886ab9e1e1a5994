"""An officer agrees to a pulse, and reads alone what came of it."""

from __future__ import annotations

from berakhlak.cycles.pulse_models import PulseConsent
from tests.factories.pulses import ASKED


def test_an_officer_agrees_chooses_anew_and_takes_it_back(client, old, session):
    officer = old.officers[0]
    reader = client.sign_in(old.account_of(officer))
    page = reader.get("/perkembangan")
    assert "Bila rapat selesai, saya akan membagikan notulen." in page.text
    address = f"/perkembangan/{officer.id}/persetujuan"
    reader.post(address, {"behaviours": list(ASKED)})
    assert session.get(PulseConsent, officer.id).codes == ASKED
    reader.post(address, {"behaviours": ["AK2"]})
    session.expire_all()
    assert session.get(PulseConsent, officer.id).codes == ("AK2",)
    reader.post(address, {"tindakan": "tarik"})
    session.expire_all()
    assert session.get(PulseConsent, officer.id).agreed_on is None


def test_no_behaviour_but_those_of_the_steps_is_asked(client, old, session):
    officer = old.officers[0]
    reader = client.sign_in(old.account_of(officer))
    address = f"/perkembangan/{officer.id}/persetujuan"
    page = reader.post(address, {"behaviours": ["BP2"]}, status=422)
    assert "dari jawaban yang tersedia" in page.text
    page = reader.post(address, {}, status=422)
    assert "Pilih satu sampai tiga perilaku" in page.text
    assert session.get(PulseConsent, officer.id) is None


def test_the_change_is_read_with_its_interval_by_the_officer_alone(client, answered):
    officer = answered.officers[0]
    page = client.sign_in(answered.account_of(officer)).get("/perkembangan")
    rows = [row.text for row in page.all("tbody tr")]
    assert len(rows) == len(ASKED)
    assert all("sampai" in row for row in rows)
    assert all(row.count(", lalu ") == 3 for row in rows)  # Raters, supervisor, self.
    others = (answered.opened.hr, answered.opened.account(answered.opened.head))
    for other in others:
        client.sign_in(other).post(f"/perkembangan/{officer.id}/persetujuan", {}, status=404)
    client.sign_in(answered.opened.hr).get("/perkembangan", status=404)
    boss = client.sign_in(others[1]).get("/perkembangan")
    assert officer.name not in boss.text
    assert not boss.all("tbody tr")


def test_whoever_did_not_agree_is_not_asked_about(client, answered):
    page = client.sign_in(answered.account_of(answered.officers[7])).get("/perkembangan")
    assert "tidak ikut dalam tinjauan ulang" in page.text
