"""The supervisor reads the lists of the team, and strikes, adds or agrees with one tap."""

from __future__ import annotations

from berakhlak.nominations import operations, queries


def test_the_supervisor_reads_every_list_of_the_team(
    head, session, gathering, officer, address, seven
):
    operations.propose_names(session(), gathering.cycle, officer, seven[:6])

    home, page = head().get("/"), head().get(address + "/tim")

    assert "1 dari 8 pegawai sudah mengusulkan nama." in home.text
    assert home.link("Lihat usulan tim") == address + "/tim"
    assert len(page.all(".card")) == 8
    assert page.text.count("Belum ada usulan") == 7
    assert "Diam berarti setuju" in page.text
    assert "Kurang dari 7 nama" in page.text


def test_one_tap_agrees_strikes_puts_back_and_adds(
    head, session, gathering, officer, address, seven
):
    operations.propose_names(session(), gathering.cycle, officer, seven)
    reader, one = head(), f"{address}/tim/{officer.id}"

    reader.post(one, {"tindakan": "coret", "nama": seven[0]})
    struck = reader.get(address + "/tim")
    reader.post(one, {"tindakan": "kembalikan", "nama": seven[0]})
    reader.post(one, {"tindakan": "tambah", "nama": gathering.elsewhere[0].id})
    done = reader.post(one, {"tindakan": "setuju"})

    assert "Citra Lestari dicoret" in struck.text
    assert "dicoret" not in done.text
    assert "Joko Susilo Anda tambahkan" in done.text
    assert "Anda setujui" in done.text
    assert queries.officer_list(session(), gathering.cycle, officer).is_agreed


def test_the_supervisor_comes_back_to_the_name_that_changed(
    head, session, gathering, officer, address, seven
):
    operations.propose_names(session(), gathering.cycle, officer, seven)
    reader, one = head(), f"{address}/tim/{officer.id}"

    def place(act: str, name: int) -> str:
        data = {"tindakan": act, "nama": str(name), "csrf_token": reader.token()}
        return reader.http.post(one, data=data).headers["Location"].partition("#")[2]

    added = gathering.elsewhere[0].id
    assert place("coret", seven[3]) == f"nama-{officer.id}-{seven[3]}"
    assert place("tambah", added) == f"nama-{officer.id}-{added}"
    assert place("coret", added) == f"pegawai-{officer.id}"
    assert reader.get(address + "/tim").one(f"#nama-{officer.id}-{seven[3]}")


def test_whom_to_add_is_found_near_or_by_name(head, session, gathering, officer, address, seven):
    operations.propose_names(session(), gathering.cycle, officer, seven[:3])
    one = f"{address}/tim/{officer.id}"

    near, found = head().get(one), head().get(one, cari="joko")

    assert [int(field["value"]) for field in near.all("input[name=nama]")] == seven[3:]
    assert [int(field["value"]) for field in found.all("input[name=nama]")] == [
        gathering.elsewhere[0].id
    ]


def test_a_full_list_takes_no_further_name(head, session, gathering, officer, address, seven):
    ten = seven + [person.id for person in gathering.elsewhere[:3]]
    operations.propose_names(session(), gathering.cycle, officer, ten)

    page = head().post(
        f"{address}/tim/{officer.id}", {"tindakan": "tambah", "nama": gathering.elsewhere[3].id}
    )

    assert "Paling banyak 10 nama dalam satu daftar." in page.text


def test_what_no_button_sends_is_refused(head, officer, address):
    head().post(f"{address}/tim/{officer.id}", {"tindakan": "hapus"}, status=400)
    head().post(f"{address}/tim/{officer.id}", {"tindakan": "coret", "nama": "x"}, status=404)
