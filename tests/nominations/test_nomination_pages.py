"""The officer's list and Home say what is asked, and no more."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from berakhlak.assignments.operations import open_cycle
from berakhlak.cycles.keyring import key_store
from berakhlak.cycles.models import CycleState
from berakhlak.cycles.policy import Policy
from berakhlak.nominations import operations
from berakhlak.nominations.models import Nomination, NominationList
from tests.factories.cycles import AT, make_open_cycle
from tests.factories.nominations import make_gathering


def ticked(page):
    return {int(box["value"]) for box in page.all("input[name=names][checked]")}


def offered(page):
    return [int(box["value"]) for box in page.all("input[name=names]")]


def stored(session):
    session.rollback()
    return {row.nominee_id for row in session.scalars(select(Nomination)) if row.is_proposed}


def open_now(session, cycle):
    open_cycle(session(), cycle, keys=key_store(), by=None, at=AT)


# The officer's list


def test_colleagues_are_offered_first_and_why_more_are_asked_is_said(budi, address, seven):
    page = budi.get(address)

    assert offered(page) == seven
    assert "Pilih 7 sampai 10 nama." in page.text
    assert "Paling banyak 5 rekan diundang" in page.text
    assert "Siapa yang terpilih tidak diberitahukan" in page.text
    assert "Bila tidak menanggapi, daftar Anda berlaku" in page.text


def test_a_full_list_is_saved_and_told_of_on_the_start_page(budi, session, address, seven):
    page = budi.post(address, {"names": seven, "tindakan": "simpan"})

    assert page.path == "/"
    assert "7 nama Anda usulkan. Atasan belum menanggapi; diam berarti setuju." in page.text
    assert stored(session) == set(seven)
    assert ticked(budi.get(address)) == set(seven)


def test_an_empty_list_is_not_called_saved(budi, address):
    page = budi.post(address, {"tindakan": "simpan"})

    assert page.path == "/"
    assert "Anda tidak mengusulkan siapa pun." in page.text
    assert "tersimpan" not in page.text


def test_a_short_list_is_kept_and_the_field_says_how_many_are_missing(
    budi, session, address, seven
):
    page = budi.post(address, {"names": seven[:4], "tindakan": "simpan"}, status=422)

    assert page.errors == ["Pilihan Anda sudah tersimpan, tetapi masih kurang 3 nama."]
    assert page.one("fieldset#names-0 .field__error")
    assert ticked(page) == stored(session) == set(seven[:4])
    assert "Masih kurang 3 nama." in budi.get("/").text


def test_too_many_names_are_refused_with_every_tick_kept(budi, session, gathering, address, seven):
    eleven = seven + [person.id for person in gathering.elsewhere[:4]]

    page = budi.post(address, {"names": eleven, "tindakan": "simpan"}, status=422)

    assert page.errors == ["Paling banyak 10 nama dalam satu daftar."]
    assert ticked(page) == set(eleven)
    assert stored(session) == set()


def test_searching_by_name_keeps_what_is_ticked(budi, session, gathering, address, seven):
    page = budi.post(address, {"names": seven[:2], "cari": "kartika", "tindakan": "cari"})

    assert stored(session) == set(seven[:2])
    assert ticked(page) == set(seven[:2])
    assert offered(page)[-1] == gathering.elsewhere[1].id
    assert "Bidang Pengembangan" in page.text


def test_a_search_without_a_hit_says_so(budi, address):
    assert "Tidak ada nama lain yang cocok" in budi.get(address, cari="zzz").text


def test_an_empty_list_takes_the_nomination_back(budi, session, address, seven):
    budi.post(address, {"names": seven})

    page = budi.post(address, {})

    assert stored(session) == set()
    assert page.link("Usulkan rekan") == address


@pytest.mark.parametrize("name", ["self", "head", "0", "99999999999999999999"])
def test_whoever_cannot_be_named_is_refused_next_to_the_field(
    budi, session, opened, officer, address, seven, name
):
    wrong = {"self": officer.id, "head": opened.head.id}.get(name, name)

    page = budi.post(address, {"names": [*seven, wrong]}, status=422)

    assert "tidak dapat diusulkan" in page.errors[0]
    assert ticked(page) == set(seven)
    assert stored(session) == set()


def test_what_is_no_number_is_refused(budi, session, address):
    budi.post(address, {"names": ["x"]}, status=422)

    assert stored(session) == set()


def test_the_officer_sees_who_was_struck_but_only_how_many_were_added(
    budi, session, gathering, officer, address, seven
):
    operations.propose_names(session(), gathering.cycle, officer, seven)
    operations.strike_name(session(), gathering.cycle, officer, seven[0])
    operations.add_name(session(), gathering.cycle, officer, gathering.elsewhere[0].id)

    page, home = budi.get(address), budi.get("/")

    assert "Dicoret oleh atasan Anda Citra Lestari" in page.text
    assert "Atasan Anda menambahkan 1 nama, yang tidak disebutkan di sini." in page.text
    assert "Joko Susilo" not in page.text + home.text
    assert seven[0] not in offered(page)


def test_ticking_a_name_does_not_tell_whether_the_supervisor_added_it(
    budi, session, gathering, officer, address, seven
):
    added, other = (person.id for person in gathering.elsewhere[:2])
    operations.propose_names(session(), gathering.cycle, officer, seven)
    operations.add_name(session(), gathering.cycle, officer, added)
    said = "Atasan Anda menambahkan 1 nama, yang tidak disebutkan di sini."

    for guess in (added, other):
        budi.post(address, {"names": [*seven, guess]})
        assert said in budi.get(address).text
    budi.post(address, {"names": [*seven, added]})
    open_now(session, gathering.cycle)

    assert "Anda mengusulkan 8 nama. Atasan menambahkan 1 nama." in budi.get("/").text


def test_a_name_struck_while_the_form_was_open_is_no_error(
    budi, session, gathering, officer, address, seven
):
    operations.propose_names(session(), gathering.cycle, officer, seven)
    operations.strike_name(session(), gathering.cycle, officer, seven[0])

    page = budi.post(address, {"names": seven}, status=422)

    assert page.errors == ["Pilihan Anda sudah tersimpan, tetapi masih kurang 1 nama."]


def test_where_nobody_can_be_left_out_the_page_says_so(client, session):
    opened = make_open_cycle(session, key_store(), staff=4)
    cycle = make_gathering(session, opened, elsewhere=0).cycle

    page = client.sign_in(opened.account(opened.staff[0])).get(f"/usulan/{cycle.id}")

    assert "tidak lebih banyak daripada yang diundang (3 orang)" in page.text
    assert "Mengapa lebih banyak nama" not in page.text


def test_the_bounds_follow_the_policy(client, session):
    opened = make_open_cycle(session, key_store(), staff=8)
    cycle = make_gathering(session, opened, policy=Policy(peers_per_officer=8)).cycle

    page = client.sign_in(opened.account(opened.staff[0])).get(f"/usulan/{cycle.id}")

    assert "Pilih 10 sampai 15 nama." in page.text


def test_the_page_speaks_english(budi, address):
    budi.http.set_cookie("bahasa", "en")

    page = budi.get(address)

    assert page.heading == "Name colleagues"
    assert "Choose 7 to 10 names." in page.text


# Others


def test_lists_exist_for_the_officer_and_the_supervisor_alone(
    client, session, opened, gathering, officer, address
):
    colleague, foreign = opened.staff[1], make_open_cycle(session, key_store())
    one = f"{address}/tim/{officer.id}"
    for account in (opened.account(colleague), opened.account(officer), opened.hr, opened.admin):
        reader = client.sign_in(account)
        reader.get(address + "/tim", status=404)
        reader.get(one, status=404)
        reader.post(one, {"tindakan": "setuju"}, status=404)
    for account in (opened.hr, foreign.hr, foreign.account(foreign.staff[0])):
        client.sign_in(account).get(address, status=404)
    # Of another's direct report there is no list either.
    client.sign_in(opened.account(opened.head)).get(
        f"{address}/tim/{gathering.elsewhere[0].id}", status=404
    )
    assert session.scalars(select(NominationList)).all() == []


def test_a_draft_asks_nobody(budi, gathering, address):
    gathering.cycle.state = CycleState.DRAFT

    budi.get(address, status=404)
    assert "Rekan yang Anda usulkan" not in budi.get("/").text


# After opening


def test_home_then_says_what_was_asked_and_names_nobody(
    budi, session, gathering, officer, address, seven
):
    elsewhere = [person.id for person in gathering.elsewhere]
    operations.propose_names(session(), gathering.cycle, officer, elsewhere)
    operations.strike_name(session(), gathering.cycle, officer, elsewhere[0])
    operations.agree_to_list(session(), gathering.cycle, officer)
    open_now(session, gathering.cycle)

    home, page = budi.get("/"), budi.get(address)

    for text in (home.text, page.text):
        assert "Anda mengusulkan 8 nama. Atasan mencoret 1 nama." in text
        assert "Atasan menyetujui daftarnya." in text
        assert "Sistem mengundi sebagian dari nama itu" in text
        assert not any(person.name in text for person in gathering.elsewhere)


def test_silence_is_told_as_silence(budi, session, gathering, officer, seven):
    operations.propose_names(session(), gathering.cycle, officer, seven)
    open_now(session, gathering.cycle)

    assert "Atasan tidak menanggapi, jadi daftarnya berlaku." in budi.get("/").text


def test_whoever_named_nobody_is_told_nothing_of_lists(budi, session, gathering, address):
    open_now(session, gathering.cycle)

    assert "Rekan yang Anda usulkan" not in budi.get("/").text
    assert "Anda tidak mengusulkan nama" in budi.get(address).text


def test_once_the_result_is_out_the_section_is_gone(budi, session, gathering, officer, seven):
    operations.propose_names(session(), gathering.cycle, officer, seven)
    open_now(session, gathering.cycle)
    gathering.cycle.state = CycleState.PUBLISHED

    assert "Rekan yang Anda usulkan" not in budi.get("/").text


def test_a_list_sent_too_late_is_refused_in_words(budi, head, session, gathering, address, officer):
    open_now(session, gathering.cycle)

    page = budi.post(address, {"names": []}, status=409)
    late = head().post(f"{address}/tim/{officer.id}", {"tindakan": "setuju"}, status=409)

    assert page.heading == "Usulan sudah ditutup"
    assert "Usulan sudah ditutup" in late.text
