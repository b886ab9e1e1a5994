"""`figures IN_DIR OUT_DIR`: every figure of a cycle that lies in files."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import click

from berakhlak.disk import FOR_ALL, write_whole
from berakhlak.run_language import N_, operator_gettext

SAME_FOLDER = N_(
    "Folder asal dan hasil sama, sehingga officers.csv dan items.csv akan tertimpa; sebutkan "
    "folder lain."
)


@click.command(
    "figures",
    help=N_(
        "Menghitung semua angka sebuah siklus dari folder ASAL dan menulisnya ke folder HASIL.\n\n"
        "Membaca ratings.csv, items.csv, officers.csv, dan config.json (di sana atau satu folder "
        "di atasnya). Menulis satu berkas CSV untuk tiap jenis angka, reliability.json, dan "
        "models.json. Tidak ada yang ditulis bila masukannya tidak dapat dibaca."
    ),
)
@click.argument("in_dir", metavar=N_("ASAL"), type=click.Path(path_type=Path))
@click.argument("out_dir", metavar=N_("HASIL"), type=click.Path(path_type=Path))
def figures_command(in_dir: Path, out_dir: Path) -> None:
    """Compute the figures of the cycle in IN_DIR and write them into OUT_DIR.

    Reads ratings.csv, items.csv, officers.csv and config.json (there or one folder up). Writes
    one CSV file per kind of figure, reliability.json and models.json. Nothing is written if the
    input cannot be read.
    """
    # Loaded here, because the numeric libraries would slow down every other command.
    from berakhlak.figures_files.input_files import InvalidExchangeFile, read_exchanged_cycle

    if in_dir.resolve() == out_dir.resolve():
        raise click.ClickException(operator_gettext(SAME_FOLDER))
    try:
        cycle = read_exchanged_cycle(in_dir)
    except (InvalidExchangeFile, OSError) as error:
        raise click.ClickException(str(error)) from None
    try:
        written = _write(cycle, out_dir)
    except OSError as error:
        raise click.ClickException(
            operator_gettext(
                N_("%(path)s tidak dapat ditulis: %(why)s."), path=out_dir, why=error.strerror
            )
        ) from None
    click.echo(f"{out_dir}: {', '.join(written)}")


def _write(cycle: Any, out_dir: Path) -> list[str]:
    """Compute everything, then put whole files in place; returns their names."""
    from berakhlak.figures_files.model_summaries import FittedModels, reliability_summary
    from berakhlak.figures_files.output_tables import all_tables, write_tables
    from berakhlak.statistics.scoring import compute_scores

    found = compute_scores(cycle.sheets, cycle.rules, cycle.layout)
    models = FittedModels(cycle)
    tables = [*all_tables(cycle, found), models.officer_table(), models.rater_table()]
    summaries = {
        "reliability.json": reliability_summary(cycle, found),
        "models.json": models.summary(),
    }
    out_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out_dir) as name:
        folder = Path(name)
        write_tables(tables, folder)
        for file, summary in summaries.items():
            text = json.dumps(summary, indent=1, ensure_ascii=False, allow_nan=False)
            (folder / file).write_text(text + "\n", encoding="utf-8")
        for path in folder.iterdir():
            write_whole(out_dir / path.name, path.read_bytes(), mode=FOR_ALL)
    return [*(table.name for table in tables), *summaries]
