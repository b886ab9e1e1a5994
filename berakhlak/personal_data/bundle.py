"""One person's data as one file: a page to read, JSON for programs, CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from flask import render_template

from berakhlak.personal_data.holder import Holder, Record
from berakhlak.personal_data.own_data import OwnKind, own_kinds
from berakhlak.spreadsheets import no_formula

FORMAT = "berakhlak-data-saya/1"


def bundle(holder: Holder, *, at: datetime, day: date, language: str) -> bytes:
    """A ZIP with `data-saya.html`, `data-saya.json`, a CSV for each kind with rows, and the photo.

    The same data at the same moment give the same bytes.
    """
    found = own_kinds(holder)
    files = {
        "data-saya.html": _page(holder, found, day, language).encode(),
        "data-saya.json": _json(holder, found, day).encode(),
        **{f"csv/{each.kind.code}.csv": _csv(each.rows) for each in found if each.rows},
    }
    if holder.person is not None and holder.person.photo is not None:
        files["foto.jpg"] = holder.person.photo
    return _zipped(files, at)


def _page(holder: Holder, found: Sequence[OwnKind], day: date, language: str) -> str:
    return render_template(
        "personal_data/file.html", name=holder.account.name, kinds=found, day=day, language=language
    )


def _json(holder: Holder, found: Sequence[OwnKind], day: date) -> str:
    document = {
        "format": FORMAT,
        "name": holder.account.name,
        "made_on": day.isoformat(),
        "kinds": [_kind(each) for each in found],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=_as_text) + "\n"


def _kind(each: OwnKind) -> dict[str, object]:
    kind = each.kind
    return {
        "code": kind.code,
        "what": str(kind.what),
        "purpose": str(kind.purpose),
        "basis": str(kind.basis.words),
        "kept": str(kind.kept.words),
        "recipients": str(kind.recipients),
        "access": kind.access.value,
        "answer": str(kind.answer) if kind.answer else None,
        "rows": each.rows,
    }


def _csv(rows: Sequence[Record]) -> bytes:
    """All fields of any row; what is a list or a mapping is left to the JSON file."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    output = io.StringIO()
    table = csv.writer(output)
    table.writerow(names)
    for row in rows:
        table.writerow([no_formula(_plain(row.get(name))) for name in names])
    return output.getvalue().encode("utf-8-sig")


def _plain(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else _as_text(value)


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    output = io.BytesIO()
    moment = (at.year, at.month, at.day, 0, 0, 0)  # Days, no hours, as everywhere.
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, moment), content, zipfile.ZIP_DEFLATED)
    return output.getvalue()
