"""Words for ranks, kinds of post and of employment, and words that say too little."""

from __future__ import annotations

import pytest

from berakhlak.people import spellings

RANKS = {
    "I/d": ["Juru Tk. 1", "Juru Tingkat I (I/d)"],
    "II/b": ["Pengatur Muda Tkt. I", "2b", "II B"],
    "III/b": ["Penata Muda Tk.1", "PENATA MUDA TK.I - III/b", "Penata Muda Tk I/III b", "lll.b"],
    "III/d": ["Penata Tk. I/III d", "III / D", "Penata Tk 1", "Gol. Ruang III-d"],
    "IV/b": ["Pembina Tk.1", "Pembina Tk. I (IV/b)", "4/b"],
    "IX": ["PPPK IX", "IX/PPPK", "IX (PPPK)", "P3K - 9", "Golongan IX"],
    "V": ["V - PPPK", "5"],
    None: ["IV/f", "32", "Penata Muda (III/b)", "PPPK", "Tk. I", "XVIII", "I/a II/b"],
}
LEVELS = {
    "jpt_pratama": ["JPTP", "Eselon II.b / JPT Pratama", "JPT Pratama (II.b)"],
    "pengawas": ["Pejabat Pengawas", "Pengawas / Eselon IV.a", "4a"],
    "fungsional": ["JFT Ahli Pertama", "JF Ahli Muda", "JFT, Terampil", "Fungsional - Ahli Muda"],
    "pelaksana": ["Pelaksana/Staf", "Fungsional Umum / Pelaksana", "Staf Pelaksana"],
    None: [
        "Struktural",
        "Non Eselon",
        "Pengawas/Pelaksana",
        "Ahli Muda / Subkoordinator",
        "/",
        "()",
    ],
}
EMPLOYMENTS = {
    "PNS": ["Calon PNS (CPNS)", "PNS Dipekerjakan (DPK)", "Pegawai Negeri Sipil (PNS)", "DPB"],
    "PPPK": ["P3K PW", "PPPK Guru", "PPPK/P3K", "PPPK Tenaga Kesehatan"],
    None: ["PNS/PPPK", "ASN", "Honorer", "Non PNS", "PNS/ASN"],
}


def cases(table):
    return [(text, meant) for meant, texts in table.items() for text in texts]


@pytest.mark.parametrize(("text", "meant"), cases(RANKS))
def test_a_rank_is_read_however_it_is_written(text, meant):
    assert spellings.rank_from_words(text) == meant


@pytest.mark.parametrize(("text", "meant"), cases(LEVELS))
def test_a_kind_of_post_is_read_where_all_its_words_agree(text, meant):
    assert spellings.level_from_words(text) == meant


@pytest.mark.parametrize(("text", "meant"), cases(EMPLOYMENTS))
def test_a_kind_of_employment_is_read_where_all_its_words_agree(text, meant):
    assert spellings.employment_from_words(text) == meant
