"""Steps are the officer's; the supervisor reads them, and nobody else does."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak.development.models import DevelopmentStep, StepState


@pytest.fixture
def officer(published):
    return published.officers[0]


def steps(session) -> list[DevelopmentStep]:
    return list(session.scalars(select(DevelopmentStep).order_by(DevelopmentStep.id)))


def test_an_officer_picks_words_finishes_and_takes_up_a_step(
    client, published, officer, session, typed
):
    client.sign_in(published.account_of(officer))
    plan = client.get(f"/profil/{officer.id}").link("Pilih langkah dan catat percakapan")
    form = client.get(client.get(plan).link("Pilih langkah"))
    saved = client.post(form.path, typed)
    sentence = "Bila rapat tim selesai, saya akan membagikan notulen hari itu juga."
    assert sentence in saved.text
    client.post(saved.link("Ubah langkah rapat tim selesai"), typed | {"situation": "rapat usai."})
    step = steps(session)[0]
    assert step.situation == "rapat usai."
    for act, state in (
        ("selesai", StepState.FINISHED),
        ("lanjut", StepState.CHOSEN),
        ("lepas", StepState.DROPPED),
    ):
        page = client.post(f"{plan}/langkah/{step.id}/status", {"tindakan": act})
        assert "Bila rapat usai, saya akan" in page.text
        session.expire_all()
        assert steps(session)[0].state is state


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    client, published, officer, typed
):
    client.sign_in(published.account_of(officer))
    address = f"/profil/{officer.id}/rencana/langkah"
    past = client.post(address, typed | {"due_on": "01/01/2020"}, status=422)
    assert past.errors == ["Pilih hari ini atau hari sesudahnya."]
    for name in ("situation", "intention", "evidence"):
        assert past.one(f"input[name={name}]")["value"] == typed[name]
    empty = client.post(address, typed | {"situation": "", "behaviour": "X9"}, status=422)
    assert len(empty.errors) == 2
    assert empty.one("input[name=intention]")["value"] == typed["intention"]


def test_a_fourth_step_waits_until_one_has_ended(client, published, officer, session, typed):
    client.sign_in(published.account_of(officer))
    plan = f"/profil/{officer.id}/rencana"
    for _each in range(3):
        full = client.post(plan + "/langkah", typed)
    assert "Tiga langkah sekaligus sudah cukup" in full.text
    refused = client.post(plan + "/langkah", typed, status=422)
    assert refused.one("input[name=situation]")["value"] == typed["situation"]
    client.post(f"{plan}/langkah/{steps(session)[0].id}/status", {"tindakan": "selesai"})
    client.post(plan + "/langkah", typed)
    back = client.post(f"{plan}/langkah/{steps(session)[0].id}/status", {"tindakan": "lanjut"})
    assert "Sudah ada tiga langkah" in back.text


def test_only_the_two_read_a_plan_and_only_the_officer_writes_it(
    client, published, officer, session, typed
):
    opened, plan = published.opened, f"/profil/{officer.id}/rencana"
    client.sign_in(published.account_of(officer)).post(plan + "/langkah", typed)
    step = f"{plan}/langkah/{steps(session)[0].id}"
    others = [opened.hr, opened.admin, published.account_of(published.officers[1])]
    for account in others:
        client.sign_in(account)
        for path in (plan, plan + "/langkah", step):
            assert "rapat tim" not in client.get(path, status=404).text
        client.post(f"{step}/status", {"tindakan": "lepas"}, status=404)
        for act in ("", "/konfirmasi", "/batal"):
            client.post(f"{plan}/percakapan{act}", {"day": "01/01/2030"}, status=404)
    assert "rencana" not in client.sign_in(opened.hr).get(f"/profil/{officer.id}").html
    client.sign_in(opened.account(opened.head))
    assert "Bila rapat tim selesai" in client.get(plan).text
    client.post(step, typed, status=404)
    client.post(plan + "/langkah", typed, status=404)
    client.post(f"{step}/status", {"tindakan": "lepas"}, status=404)
    assert [each.state for each in steps(session)] == [StepState.CHOSEN]


def test_a_step_of_another_plan_is_not_found(client, published, officer, session, typed):
    client.sign_in(published.account_of(officer)).post(
        f"/profil/{officer.id}/rencana/langkah", typed
    )
    other = published.officers[1]
    client.sign_in(published.account_of(other))
    client.get(f"/profil/{other.id}/rencana/langkah/{steps(session)[0].id}", status=404)


def test_the_supervisor_reading_a_plan_is_on_record(client, published, officer):
    head = published.opened.account(published.opened.head)
    client.sign_in(head).get(f"/profil/{officer.id}/rencana")
    mine = client.sign_in(published.account_of(officer)).get(f"/profil/{officer.id}")
    assert head.name in mine.all("section table")[-1].text
