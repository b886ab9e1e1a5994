"""Scanners get one parameter of each family, and every form that a reader sees."""

from __future__ import annotations

from judges.demonstration import Reader, family_of
from judges.scanners import parameters

HOST = "http://127.0.0.1:1"
PAGE = """<form method="post" action="/akun"><input name="csrf_token" value="t"><input name="nama">
<select name="unit"><option value="3">A</option><option value="4" selected>B</option>
</select></form>
<form method="post" action="/keluar"><input name="x"></form>"""


def reader(*addresses: str) -> Reader:
    return Reader("Pegawai", HOST, pages={f"{HOST}{each}": PAGE for each in addresses})


def test_pages_that_differ_by_numbers_alone_are_one_family() -> None:
    assert family_of(f"{HOST}/pegawai/12/ubah?q=a&hal=2&lang=en") == "/pegawai/N/ubah?hal,q"
    assert family_of(f"{HOST}/l/216ozHy4Fs9CqcfR5Cpl9w") == "/l/N?"


def test_each_name_is_attacked_once_where_it_is_asked_and_once_where_it_is_sent() -> None:
    found = parameters([reader("/pegawai?q=a", "/unduhan?q=b", "/pegawai/7")])

    assert sorted((each.name, bool(each.data)) for each in found) == [
        ("#1*", False),
        ("nama", True),
        ("q", False),
        ("unit", True),
    ]
    assert [each.url for each in found if each.name == "#1*"] == [f"{HOST}/pegawai/7*"]


def test_a_form_is_sent_whole_with_its_token_and_signing_out_never() -> None:
    sent = next(each for each in parameters([reader("/akun")]) if each.name == "nama")

    assert sent.data == "csrf_token=t&nama=1&unit=4"
    assert not [each for each in parameters([reader("/akun")]) if "/keluar" in each.url]
