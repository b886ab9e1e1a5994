"""Questionnaires of one to twelve values, of one to four behaviours each, from form to print."""

from __future__ import annotations

import re

import pytest

from tests.factories.instruments import SIZES, make_sized_cycle
from tests.profiles.test_scale_words import words_of_frequency
from tests.support.pdf import text_of

SEVEN = re.compile(r"\b(?:ke)?tujuh\b", re.IGNORECASE)


def first_address(page, pattern):
    return next(a["href"] for a in page.all("a") if re.fullmatch(pattern, a["href"]))


@pytest.mark.parametrize("size", SIZES)
def test_every_page_follows_the_instrument(app, session, client, tmp_path, size):
    made = make_sized_cycle(app, session, SIZES[size])
    opened, values = made.opened, made.instrument.values
    assert len(values) == size
    rater = client.sign_in(opened.account(opened.staff[0]))
    form = rater.get(first_address(rater.get("/tugas"), r"/tugas/\d+"))
    made.finish()

    officer = client.sign_in(opened.account(opened.staff[0]))
    profile = officer.get(first_address(officer.get("/profil"), r"/profil/\d+"))
    kind = "?bentuk=lengkap" if size == max(SIZES) else ""  # One of each takes too long.
    printed = officer.open(f"{profile.path}.pdf{kind}").data
    hr = client.sign_in(opened.hr)
    results = hr.get(f"/siklus/{made.number}/hasil")
    unit = hr.get(first_address(results, rf"/siklus/{made.number}/hasil/\d+"))
    paper = hr.open(hr.post(f"/siklus/{made.number}/hasil/pdf").link("Unduh hasil")).data
    cycle = hr.get(f"/siklus/{made.number}")

    for value in values:
        for page in (form, profile, results, unit):
            assert value.name.id in page.text
    assert ("Sampai tingkat mana" in form.text) == made.instrument.asks_level
    assert ("Seberapa sering" in form.text) != made.instrument.asks_level
    assert len(form.all("fieldset.scale")) == len(made.instrument.behaviours)
    seen = [page.text for page in (form, profile, results, unit, cycle)]
    seen += [text_of(file, tmp_path) for file in (printed, paper)]
    seen.append(made.run("audit", "disclosure", "--cycle", made.number))
    if size == 1:
        chosen = tmp_path / "nip.txt"
        chosen.write_text(opened.staff[0].nip)
        folder = ("--out", tmp_path / "files", "--select", chosen, "--workers", 1)
        made.run("profiles", "export", "--cycle", made.number, *folder)
    made.run("cycle", "transparency", made.number, "--out", tmp_path / "open")
    assert [words for words in seen if SEVEN.search(words)] == []
    told = words_of_frequency(" ".join(" ".join(seen).split()))
    assert not (made.instrument.asks_level and told), told
    assert made.instrument.dimension.many.id in results.text
    assert "BerAKHLAK pegawai" not in " ".join(seen)
