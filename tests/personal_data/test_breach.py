"""The letter after a breach: what the system knows, counted, and nobody's name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from berakhlak.cli.data import data_group
from berakhlak.cycles.keyring import key_store
from berakhlak.formats import local_today, long_date
from berakhlak.personal_data.breach import count_affected
from berakhlak.personal_data.register import REGISTER, kind_of
from tests.factories.answering import answer, assignments, close
from tests.factories.cycles import make_open_cycle
from tests.support.pdf import text_of


@pytest.fixture
def opened(session):
    made = make_open_cycle(session, key_store(), staff=5)
    answer(session, key_store(), made, assignments(session, made))
    session.commit()
    return made


@pytest.fixture
def run(app, opened):
    def call(*arguments, code=0):
        result = app.test_cli_runner().invoke(
            data_group, ["breach-letter", opened.agency.code, *map(str, arguments)]
        )
        assert result.exit_code == code, result.output
        return result.output

    return call


def learned(days=0):
    return (local_today() - timedelta(days=days)).isoformat()


def test_the_letter_to_the_people_says_what_when_and_what_was_done(run, opened):
    letter = run(
        *("--kind", "personnel", "--kind", "answers", "--learned", learned()),
        *("--since", "Antara 20 dan 22 November.", "--happened", "Cadangan terbaca dari luar."),
        *("--done", "Akses ditutup.", "--contact", "Sekretariat", "--cycle", opened.cycle.id),
    )
    for words in (
        "Pasal 46",
        "Cadangan terbaca dari luar.",
        f"Antara 20 dan 22 November. Diketahui {long_date(local_today())}.",
        "- Data kepegawaian",
        "- Data kepegawaian: tidak terenkripsi di dalam basis data.",
        "- Jawaban penilai: Terenkripsi AES-256-GCM",
        "Kunci siklus Penilaian 2026 masih ada, di luar basis data.",
        "Akses ditutup.",
        "Sekretariat",
    ):
        assert words in letter
    assert "{" not in letter
    for person in (opened.head, *opened.staff):
        assert person.name not in letter
        assert person.nip not in letter


def test_the_letter_to_the_authority_counts_people_and_tells_the_term(run, opened):
    letter = run("--kind", "personnel", "--learned", learned(1), "--to", "authority")
    assert "6 orang" in letter
    assert long_date(local_today() + timedelta(days=1)) in letter


def test_what_names_nobody_is_counted_in_rows_and_says_so(run, session, opened):
    letter = run("--kind", "answers", "--learned", learned(), "--to", "authority")
    assert "0 orang" in letter
    rows = len(assignments(session, opened))
    assert f"tidak menyebut orang: Jawaban penilai ({rows} baris)" in letter


def test_a_key_that_is_gone_is_told_as_gone(run, session, opened):
    close(session, key_store(), opened)
    letter = run("--kind", "results", "--learned", learned(), "--cycle", opened.cycle.id)
    assert "tidak ada lagi di server" in letter


def test_everybody_is_counted_once_however_many_rows_name_them(session, opened):
    kinds = [kind_of(code) for code in ("personnel", "account", "seats", "roles")]
    found = count_affected(session(), opened.agency, kinds, None)
    assert found.people == 6 + 2  # The officers, HR and the administrator.
    of_cycle = count_affected(session(), opened.agency, kinds, opened.cycle)
    assert of_cycle.people == 6


def test_people_of_another_agency_are_not_counted(session, opened):
    other = make_open_cycle(session, key_store(), staff=3)
    found = count_affected(session(), other.agency, list(REGISTER), None)
    assert found.people == 4 + 2


def test_it_is_written_as_a_pdf(run, tmp_path):
    file = tmp_path / "surat.pdf"
    said = run("--kind", "account", "--learned", learned(), "--out", file)
    assert str(file) in said
    words = text_of(file.read_bytes(), tmp_path)
    assert "Pemberitahuan kegagalan pelindungan data pribadi" in words


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--kind", "nothing", "--learned", "2026-11-02"), "Tidak ada jenis data nothing"),
        (("--kind", "account", "--learned", "2999-01-01"), "Hari itu belum tiba."),
        (("--kind", "account", "--learned", "2026-11-02", "--cycle", "99"), "Siklus ini tidak ada"),
        (("--kind", "account", "--learned", "2026-11-02", "--out", "x.doc"), ".pdf atau .txt"),
    ],
)
def test_what_cannot_be_written_says_why(run, arguments, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    output = run(*arguments, code=1 if arguments[-1] == "99" else 2)
    assert said in output
    assert not list(tmp_path.iterdir())
