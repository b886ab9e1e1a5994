"""Write the table of docs/hukum/daftar-pemrosesan.md from berakhlak/personal_data/register/.

python scripts/processing.py
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from berakhlak.personal_data.kinds import Access, DataKind, Ending  # noqa: E402
from berakhlak.personal_data.register import NOTHING_PERSONAL, REGISTER  # noqa: E402

PAPER = ROOT / "docs" / "hukum" / "daftar-pemrosesan.md"
BEGIN, END = "<!-- dibuat dari kode -->\n", "<!-- akhir -->"
ACCESS = {
    Access.GIVEN: "diberikan di Data saya",
    Access.ELSEWHERE: "di tempat lain",
    Access.REFUSED: "ditolak",
}
ENDS = {
    Ending.DAILY: "pekerjaan harian, aturan `{rule}`",
    Ending.OPENING: "pembukaan siklus",
    Ending.CLOSING: "penutupan siklus",
    Ending.PUBLISHING: "penerbitan hasil",
    Ending.RESULTS: "penghapusan hasil lama oleh dua pengelola kepegawaian",
    Ending.BY_ITSELF: "selesai dengan sendirinya, dalam transaksi yang sama",
    Ending.OUTSIDE: "di luar basis data, oleh pengelola server",
    Ending.NONE: "tidak ada; sebabnya tertulis",
}


def paper(text: str) -> str:
    """The paper with its list as the code has it now; the rest of it stays."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise SystemExit(f"{PAPER} has no place for the list")
    return before + begin + "".join(_lines()) + end + after


def _lines() -> Iterator[str]:
    for number, kind in enumerate(REGISTER, start=1):
        yield f"\n### {number}. {kind.what}\n\n"
        yield from (f"- **{name}**: {words}\n" for name, words in _facts(kind) if words)
    yield "\n### Tabel yang tidak memuat data pribadi\n\n"
    for why, group in groupby(NOTHING_PERSONAL, key=lambda each: str(each.why)):
        yield f"- {why}: {', '.join(f'`{each.table}`' for each in group)}\n"
    yield "\n"


def _facts(kind: DataKind) -> Iterator[tuple[str, str]]:
    yield "Subjek data", ", ".join(str(each.words) for each in kind.subjects)
    yield "Tujuan", str(kind.purpose)
    yield "Dasar", str(kind.basis.words)
    yield "Masa simpan", str(kind.kept.words)
    yield "Berakhir oleh", ENDS[kind.kept.ending].format(rule=kind.kept.rule)
    yield "Tanpa masa simpan karena", str(kind.kept.why or "")
    yield "Penerima", str(kind.recipients)
    yield "Akses subjek", ACCESS[kind.access]
    yield "Keterangan kepada subjek", str(kind.answer or "")
    yield "Pengamanan khusus", str(kind.sealed or "")
    yield "Tempat", ", ".join(f"`{name}`" for name in (*kind.tables, *kind.columns))


if __name__ == "__main__":
    PAPER.write_text(paper(PAPER.read_text(encoding="utf-8")), encoding="utf-8")
