"""Three very different officers from seeded random answers, and an app that can print them."""

from __future__ import annotations

import random
from datetime import date
from functools import lru_cache
from statistics import fmean, stdev

from flask import Flask

from berakhlak import formats
from berakhlak.cycles.policy import Policy
from berakhlak.extensions import babel
from berakhlak.instrument.catalogue import CoreValue, Instrument, parse_instrument, reference_source
from berakhlak.profiles.profile import OfficerIdentity, ProfileSource, ResultRelease
from berakhlak.statistics.frozen_result import (
    AdjustedFigure,
    BehaviourFigures,
    CellFigures,
    CellStatus,
    OfficerFigures,
    ValueFigures,
)
from config import ROOT

POLICY = Policy()
T975 = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365}
Answers = dict[str, list[dict[str, int]]]  # By group, one dict (behaviour -> score) per rater.

COMMENTS = (
    ("BP", "Cepat menanggapi keluhan warga di loket, dan selalu menjelaskan langkah berikutnya."),
    ("BP", "Pada hari ramai kadang lupa mengabari antrean yang tertunda."),
    ("AK", "Laporan perjalanan dinas selalu lengkap dan tepat waktu."),
    ("KP", "Mau mengajari pegawai baru memakai aplikasi arsip tanpa diminta."),
    ("HM", "Mendengarkan sampai selesai sebelum memberi pendapat."),
    ("LY", "Menjaga ucapan tentang rekan kerja, juga saat berbeda pendapat."),
    ("AD", "Masih perlu waktu ketika prosedur berubah mendadak; membantu bila diberi contoh."),
    (
        "KB",
        "Mengajak bidang lain sejak awal, sehingga tidak ada pekerjaan yang dikerjakan dua kali.",
    ),
)


@lru_cache(maxsize=1)
def instrument() -> Instrument:
    return parse_instrument(reference_source())


@lru_cache(maxsize=1)
def rendering_app() -> Flask:
    """The least application that can print: languages, filters and templates, no database."""
    app = Flask("press", template_folder=str(ROOT / "templates"))
    app.config.update(
        BABEL_DEFAULT_LOCALE="id",
        BABEL_DEFAULT_TIMEZONE="Asia/Jakarta",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "berakhlak" / "translations"),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    babel.init_app(app)
    formats.register_filters(app)
    return app


def rich_officer(seed: int = 1, participant_id: int = 101) -> ProfileSource:
    """Every group answered, views differ, comments on every value."""
    draw = random.Random(seed)
    counts = {"self": 1, "supervisor": 1, "peer": 5, "subordinate": 4, "citizen": 12}
    figures = figures_from(answers(draw, counts, centre=3.9, spread=0.55, own=4.3))
    return source(
        figures,
        participant_id=participant_id,
        name="Siti Rahmawati, S.Kom., M.A.P.",
        position="Analis Kebijakan Ahli Muda",
        rank="III/d",
        comments=COMMENTS,
    )


def withheld_officer(seed: int = 2) -> ProfileSource:
    """A supervisor and too few others: most cells are withheld, there is no adjusted figure."""
    draw = random.Random(seed)
    counts = {"self": 1, "supervisor": 1, "peer": 2, "subordinate": 1, "citizen": 0}
    figures = figures_from(
        answers(draw, counts, centre=3.4, spread=0.4, own=3.2), reason="too_few_linked"
    )
    return source(
        figures,
        participant_id=102,
        name="I Gusti Ngurah Agung Wiratama",
        position="Pengelola Layanan Operasional",
        rank="IX",
        supervisor=None,
    )


def extreme_officer(seed: int = 3) -> ProfileSource:
    """Rates himself at the top where everybody else sees the bottom."""
    draw = random.Random(seed)
    counts = {"self": 1, "supervisor": 1, "peer": 5, "subordinate": 7, "citizen": 0}
    figures = figures_from(answers(draw, counts, centre=1.4, spread=0.35, own=5.0))
    return source(
        figures,
        participant_id=103,
        name="Ir. Bonifasius Situmorang",
        position="Kepala Bidang Pengembangan Kompetensi Aparatur dan Penilaian Kinerja Daerah",
        rank="IV/b",
        comments=tuple((code, text) for code, text in COMMENTS * 3),
    )


def unrated_officer() -> ProfileSource:
    """Not even a view of himself."""
    return source(figures_from({}, reason="no_sheets"), participant_id=104)


def source(
    figures: OfficerFigures,
    *,
    participant_id: int = 1,
    name: str = "Siti Rahmawati",
    position: str = "Analis Kebijakan",
    rank: str | None = "III/a",
    supervisor: str | None = "Dr. Hendra Wijaya, M.Si.",
    comments: tuple[tuple[str, str], ...] = (),
) -> ProfileSource:
    return ProfileSource(
        participant_id=participant_id,
        identity=OfficerIdentity(
            name=name,
            nip="198503152010011014",
            position=position,
            rank=rank,
            unit="Bidang Pengembangan Aparatur",
            agency="Badan Kepegawaian Daerah Kabupaten Sukamaju",
            supervisor=supervisor,
        ),
        release=ResultRelease(
            cycle="Penilaian Perilaku Semester II 2026",
            opens_on=date(2026, 10, 1),
            closes_on=date(2026, 10, 31),
            published_on=date(2026, 11, 16),
            rules_version="1",
            sha256="7c1e9d4ab05f2236" * 4,
        ),
        figures=figures,
        instrument=instrument(),
        policy=POLICY,
        comments=comments,
    )


def answers(
    draw: random.Random, counts: dict[str, int], *, centre: float, spread: float, own: float
) -> Answers:
    """Answers of raters who share a view of each value and differ a little in severity."""
    views = {value.code: draw.gauss(centre, spread) for value in instrument().values}
    return {
        group: [
            _form(
                draw, views, own if group == "self" else None, asked_of_citizens=group == "citizen"
            )
            for _ in range(count)
        ]
        for group, count in counts.items()
    }


def _form(
    draw: random.Random, views: dict[str, float], own: float | None, *, asked_of_citizens: bool
) -> dict[str, int]:
    severity = draw.gauss(0, 0.3)
    form = {}
    for value in instrument().values:
        middle = views[value.code] + severity if own is None else own
        for behaviour in value.behaviours:
            if not asked_of_citizens or behaviour.for_citizens:
                form[behaviour.code] = min(max(round(draw.gauss(middle, 0.45)), 1), 5)
    return form


def figures_from(given: Answers, reason: str | None = None) -> OfficerFigures:
    """Figures as a cycle freezes them, by the plain rules and without the whole cycle."""
    values = tuple(_value_figures(given, value) for value in instrument().values)
    own = _mean([value.self_mean for value in values])
    others = _mean([value.others for value in values])
    gap = None if own is None or others is None else own - others
    shown = reason is None and others is not None
    return OfficerFigures(
        overall_self=own,
        overall_others=others,
        gap=gap,
        category=_category(own, others),
        percentile=62.5 if others is not None else None,
        adjusted=AdjustedFigure(
            score=min(max((others or 0) - 0.07, 1), 5) if shown else None,
            standard_error=0.11 if shown else None,
            reason=None if shown else reason,
        ),
        responses={
            str(group): (len(given.get(group, [])) if _may_show(group, given) else None)
            for group in POLICY.codes
        },
        values=values,
    )


def _may_show(group: str, given: Answers) -> bool:
    n = len(given.get(group, []))
    return n == 0 or n >= POLICY.min_n[group]


def _value_figures(given: Answers, value: CoreValue) -> ValueFigures:
    codes = [behaviour.code for behaviour in value.behaviours]
    # A frozen value also holds the cell of the officer, a behaviour does not.
    cells = {group: _cell(group, given, codes) for group in POLICY.codes}
    own = _mean([_score(form, codes) for form in given.get("self", [])])
    others = _composite(cells)
    used = tuple(group for group in POLICY.others if cells[group].mean is not None)
    sem = 0.16 if others is not None else None
    return ValueFigures(
        code=value.code,
        self_mean=own,
        others=others,
        groups_used=used,
        n_raters=sum(cells[group].n or 0 for group in used),
        gap=None if own is None or others is None else own - others,
        category=_category(own, others),
        johari=_johari(own, others),
        sem=sem,
        mdc95=None if sem is None else 1.959964 * 2**0.5 * sem,
        cells=cells,
        behaviours=tuple(_behaviour_figures(given, code) for code in codes),
    )


def _behaviour_figures(given: Answers, code: str) -> BehaviourFigures:
    cells = {group: _cell(group, given, [code]) for group in POLICY.others}
    own = _mean([_score(form, [code]) for form in given.get("self", [])])
    others = _composite(cells)
    return BehaviourFigures(
        code=code, self_score=own, others=others, johari=_johari(own, others), cells=cells
    )


def _cell(group: str, given: Answers, codes: list[str]) -> CellFigures:
    scores = [s for form in given.get(group, []) if (s := _score(form, codes)) is not None]
    n = len(scores)
    if not n:
        return CellFigures(status=CellStatus.NONE)
    if n < POLICY.min_n[group]:
        return CellFigures(status=CellStatus.SUPPRESSED)
    mean = fmean(scores)
    if n == 1:
        return CellFigures(status=CellStatus.SHOWN, n=n, mean=mean)
    half = T975.get(n - 1, 2.2) * stdev(scores) / n**0.5
    return CellFigures(
        status=CellStatus.SHOWN,
        n=n,
        mean=mean,
        sd=stdev(scores),
        low=max(mean - half, 1),
        high=min(mean + half, 5),
    )


def _score(form: dict[str, int], codes: list[str]) -> float | None:
    known = [form[code] for code in codes if code in form]
    return fmean(known) if known else None


def _composite(cells: dict[str, CellFigures]) -> float | None:
    shown = {
        group: cell.mean
        for group, cell in cells.items()
        if cell.mean is not None and group in POLICY.weights
    }
    total = sum(POLICY.weights[group] for group in shown)
    if not total:
        return None
    return sum(POLICY.weights[group] * mean for group, mean in shown.items()) / total


def _mean(numbers: list[float | None]) -> float | None:
    known = [number for number in numbers if number is not None]
    return fmean(known) if known else None


def _category(own: float | None, others: float | None) -> str:
    if own is None:
        return "no_self"
    if others is None:
        return "no_others"
    if abs(own - others) >= POLICY.gap_threshold:
        return "over_estimator" if own > others else "under_estimator"
    return "in_agreement_good" if others >= POLICY.strength_threshold else "in_agreement_poor"


def _johari(own: float | None, others: float | None) -> str | None:
    return {
        "over_estimator": "blind_spot",
        "under_estimator": "hidden_strength",
        "in_agreement_good": "known_strength",
        "in_agreement_poor": "known_development_area",
    }.get(_category(own, others))
