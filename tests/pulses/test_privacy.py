"""Nobody but its officer reads a pulse: HR counts, and the pages of other cycles are not there."""

from __future__ import annotations

from flask import url_for

from berakhlak.cycles.current_cycle import PAGES_OF_PULSES
from tests.factories.pulses import ASKED


def _addresses(app, cycle_id):
    """(endpoint, address) of all pages that name a cycle and can be read, with numbers of others
    filled in by one."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "cycle_id" in rule.arguments and "GET" in rule.methods:
                more = {"group": "peer", "value_code": "BP", "comment": "ab" * 16}
                values = {a: more.get(a, 1) for a in rule.arguments} | {"cycle_id": cycle_id}
                yield rule.endpoint, url_for(rule.endpoint, **values)


def test_hr_finds_no_page_of_a_pulse_but_those_that_run_it(app, client, answered):
    hr = client.sign_in(answered.opened.hr)
    refused = 0
    for endpoint, address in _addresses(app, answered.pulse.id):
        if endpoint in PAGES_OF_PULSES:
            continue
        response = hr.open(address)
        assert response.status_code in (302, 403, 404, 405), (endpoint, response.status_code)
        refused += 1
        words = response.get_data(as_text=True)
        assert answered.officers[0].name not in words
        assert not any(f">{code}<" in words for code in ASKED)
    assert refused > 40


def test_no_profile_of_a_pulse_opens_for_anybody(client, answered, session):
    seat = answered.seat_in_pulse(session, answered.officers[0])
    opened = answered.opened
    for account in (opened.hr, opened.account(opened.head), answered.account_of(seat)):
        reader = client.sign_in(account)
        for address in (f"/profil/{seat.id}", f"/profil/{seat.id}/pratinjau"):
            assert reader.open(address).status_code in (403, 404)
        listed = [link.rsplit("/", 1)[-1] for link in _links(reader.get("/profil"))]
        assert str(seat.id) not in listed


def _links(page):
    return [each.get("href", "") for each in page.all("a")]


def test_what_hr_does_with_a_pulse_names_no_behaviour(client, answered, session):
    hr = client.sign_in(answered.opened.hr)
    behaviours = {b.code: b.text.id for b in answered.cycle.instrument.content.behaviours}
    page = hr.get(f"/siklus/{answered.pulse.id}")
    assert "tidak perilakunya dan tidak angkanya" in page.text
    assert not any(behaviours[code] in page.text for code in ASKED)
    assert "Salin siklus terakhir" in hr.get("/siklus").text
    copied = hr.get("/siklus").link("Salin siklus terakhir")
    assert copied.endswith(f"seperti={answered.cycle.id}")
    assert hr.open(f"/siklus/baru?seperti={answered.pulse.id}").status_code == 404
