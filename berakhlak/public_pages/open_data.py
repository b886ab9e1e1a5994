"""The figures of a page for other programs: CSV, JSON, and the dictionary of both.

The dictionary is a Data Package with a Table Schema (specs.frictionlessdata.io): one small JSON
that libraries of many languages read. Its words are in both languages, as files have no reader.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from berakhlak.public_pages.facts import UnitFacts
from berakhlak.public_pages.trust_line import TrustPoint
from berakhlak.statistics.frozen_result import CellStatus
from berakhlak.statistics.told_satisfaction import Bound, common_bound

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
CSV_NAME, JSON_NAME, DICTIONARY = "data.csv", "data.json", "datapackage.json"


@dataclass(frozen=True, kw_only=True)
class DataRow:
    """One figure; None where it is withheld. `count`: what stands behind it, at least; `bound`:
    what a survey's value stands for."""

    quarter: str
    measure: str
    part: str
    status: str
    bound: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    scale_low: float
    scale_high: float
    count: int | None = None


FIELDS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("quarter", "string", "Triwulan, misalnya 2026-Q3; siklus: saat ditutup · Quarter; of a cycle: "
     "in which it closed", {"required": True, "pattern": "[0-9]{4}-Q[1-4]"}),
    ("measure", "string", "Apa yang diukur · What is measured: citizens_value (penilaian pengguna "
     "layanan atas satu nilai · users' view of one value), survey_index (IKM 25-100), "
     "survey_element (NRR 1-4), complaints_in_time (keluhan yang dijawab tepat waktu, persen · "
     "complaints answered in time, percent), trust_index (indeks kepercayaan layanan 0-100 · index "
     "of trust 0-100)", {"required": True}),
    ("part", "string", "Kode nilai atau unsur; kosong untuk keseluruhan · Code of the value or "
     "element; empty for the whole", {}),
    ("status", "string", "shown: tampil · shown; withheld: terlalu sedikit untuk ditampilkan · too "
     "few to say", {"required": True, "enum": ["shown", "withheld"]}),
    ("bound", "string", "Arti angkanya · What the value stands for: exact (tepat · exact), "
     "at_least (sedikitnya · at least), at_most (paling banyak · at most), about (kira-kira · "
     "about); hanya survei · surveys alone",
     {"enum": [each.value for each in Bound]}),
    ("value", "number", "Angka, sudah dibulatkan · Figure, rounded", {}),
    ("low", "number", "Batas bawah rentang 95 % · Lower end of the 95 % interval", {}),
    ("high", "number", "Batas atas rentang 95 % · Upper end of the 95 % interval", {}),
    ("scale_low", "number", "Angka terendah pada skala · Lowest value of the scale",
     {"required": True}),
    ("scale_high", "number", "Angka tertinggi pada skala · Highest value of the scale",
     {"required": True}),
    ("count", "integer", "Jumlah penilaian (puluhan ke bawah), responden, atau keluhan · Ratings "
     "(rounded down to tens), respondents or complaints", {"minimum": 0}),
)  # fmt: skip


def data_rows(facts: UnitFacts, points: Sequence[TrustPoint]) -> list[DataRow]:
    """Every figure of the page, by quarter and measure."""
    found = [*_citizens(facts), *_surveys(facts), *_complaints(facts), *_trust(points)]
    return sorted(found, key=lambda each: (each.quarter, each.measure))


def csv_file(rows: Sequence[DataRow]) -> bytes:
    """UTF-8 with a head, comma and dot."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    names = [name for name, *_rest in FIELDS]
    writer.writerow(names)
    for row in rows:
        values = asdict(row)
        writer.writerow(["" if values[name] is None else values[name] for name in names])
    return text.getvalue().encode()


def json_file(facts: UnitFacts, rows: Sequence[DataRow]) -> bytes:
    """The same, with whose figures they are."""
    return _json(
        {
            "agency": facts.agency,
            "unit": facts.unit,
            "license": LICENCE,
            "dictionary": DICTIONARY,
            "rows": [asdict(row) for row in rows],
        }
    )


def dictionary_file(facts: UnitFacts) -> bytes:
    """What the columns mean."""
    return _json(
        {
            "profile": "tabular-data-package",
            "name": f"layanan-{facts.agency_part}-{facts.unit_part}",
            "title": f"{facts.unit}, {facts.agency}",
            "licenses": [LICENCE],
            "resources": [
                {
                    "profile": "tabular-data-resource",
                    "name": "data",
                    "path": CSV_NAME,
                    "format": "csv",
                    "mediatype": "text/csv",
                    "encoding": "utf-8",
                    "schema": {
                        "fields": [
                            _field(name, kind, words, dict(rules))
                            for name, kind, words, rules in FIELDS
                        ],
                        "missingValues": [""],
                    },
                }
            ],
        }
    )


def _field(name: str, kind: str, words: str, rules: dict[str, Any]) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": kind, "description": words}
    return field | ({"constraints": rules} if rules else {})


def _json(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _citizens(facts: UnitFacts) -> Iterator[DataRow]:
    for period in facts.citizens:
        for each in period.figures.values:
            yield DataRow(
                quarter=period.quarter.code,
                measure="citizens_value",
                part=each.code,
                status="shown" if each.status is CellStatus.SHOWN else "withheld",
                value=each.mean,
                low=each.low,
                high=each.high,
                scale_low=1,
                scale_high=period.figures.steps,
                count=each.voices,
            )


def _surveys(facts: UnitFacts) -> Iterator[DataRow]:
    for survey in facts.surveys:
        shared: dict[str, Any] = {
            "quarter": survey.quarter.code, "status": "shown", "count": survey.respondents,
        }  # fmt: skip
        yield DataRow(
            measure="survey_index", part="", value=survey.ikm,
            bound=common_bound({each.bound for each in survey.elements}).value,
            low=survey.low, high=survey.high, scale_low=25, scale_high=100, **shared,
        )  # fmt: skip
        for each in survey.elements:
            yield DataRow(
                measure="survey_element", part=each.code, value=each.mean,
                bound=each.bound.value, scale_low=1, scale_high=4, **shared,
            )  # fmt: skip


def _complaints(facts: UnitFacts) -> Iterator[DataRow]:
    for each in facts.complaints:
        is_told = each.received is not None and each.in_time is not None
        share = 100 * (each.in_time or 0) / each.received if is_told and each.received else None
        yield DataRow(
            quarter=each.quarter.code,
            measure="complaints_in_time",
            part="",
            status="shown" if is_told else "withheld",
            value=None if share is None else round(share, 1),
            scale_low=0,
            scale_high=100,
            count=each.received,
        )


def _trust(points: Sequence[TrustPoint]) -> Iterator[DataRow]:
    for point in points:
        index = point.index
        yield DataRow(
            quarter=point.quarter.code,
            measure="trust_index",
            part="",
            status="shown" if index else "withheld",
            value=index.figure if index else None,
            low=index.low if index else None,
            high=index.high if index else None,
            scale_low=0,
            scale_high=100,
        )
