"""From facts to a finished profile: pure, and the only place that decides what is printed."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import force_locale
from flask_babel import gettext as _

from berakhlak.documents.layout import PAGE, SCREEN, ChartLayout
from berakhlak.documents.parts import Chart, KeyFigure, LabelledText
from berakhlak.documents.wording import (
    cells_of_others,
    clean_line,
    clean_text,
    composite_entry,
    file_stem,
    format_score,
    format_signed,
    rank_words,
)
from berakhlak.formats import NOTHING, long_date
from berakhlak.instrument.wording import dimension_words
from berakhlak.languages import LANGUAGES
from berakhlak.objections.words import outcome_sentence
from berakhlak.people.namesakes import name_with_mark
from berakhlak.people.nip import format_nip, mask_nip
from berakhlak.profiles import charts, method, narrative, tables
from berakhlak.profiles.behaviour_listings import (
    contrast_listings,
    highlight_listings,
    rank_behaviours,
)
from berakhlak.profiles.beside import build_choices, familiarity_sentences
from berakhlak.profiles.change import build_change_section
from berakhlak.profiles.opening import build_opening
from berakhlak.profiles.profile import CommentGroup, Profile, ProfileSource
from berakhlak.profiles.requirement import build_requirement


def build_profile(
    source: ProfileSource, language: str = "id", layout: ChartLayout = PAGE
) -> Profile:
    """Every word, figure and position of a profile, in `language` (id or en)."""
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
    with force_locale(language):
        return _built(source, language, layout)


class ValueCharts(NamedTuple):
    """The two drawings of values."""

    dumbbell: Chart
    group_chart: Chart


def draw_value_charts(source: ProfileSource, language: str, layout: ChartLayout) -> ValueCharts:
    """The drawings of a profile once more, laid out for another width."""
    with force_locale(language):
        return ValueCharts(
            charts.draw_dumbbell_chart(source, layout, language),
            charts.draw_group_chart(source, layout, language),
        )


def _built(source: ProfileSource, language: str, layout: ChartLayout) -> Profile:
    ranked = rank_behaviours(source, language)
    identity, release = source.identity, source.release
    name = clean_line(
        name_with_mark(identity.name, identity.mark) if layout is SCREEN else identity.name
    )
    supervisor = clean_line(identity.supervisor or "")
    return Profile(
        participant_id=source.participant_id,
        language=language,
        words=dimension_words(source.instrument),
        name=name,
        short_name=clean_line(identity.name),
        cycle=clean_line(release.cycle),
        agency=clean_line(identity.agency),
        published=long_date(release.published_on),
        published_iso=release.published_on.isoformat() if release.published_on else "",
        fingerprint=release.fingerprint,
        root=release.root,
        objection=outcome_sentence(source.objection, source.instrument, language)
        if source.objection
        else "",
        standing=source.policy.purpose.standing,
        standing_explained=source.policy.purpose.explanation,
        file_stem=file_stem(identity.name, release.cycle, source.participant_id),
        identity=_identity(source, layout),
        overview=_overview(source),
        summary=(
            *narrative.summary_sentences(source, language),
            narrative.adjusted_sentence(
                source.figures.adjusted,
                source.instrument.max_score,
                source.cutoffs,
                several=source.several_parts,
            ),
        ),
        highlights=highlight_listings(source, language),
        raters=tables.rater_groups_table(source),
        dumbbell=charts.draw_dumbbell_chart(source, layout, language),
        values=tables.value_scores_table(source, language),
        contrasts=contrast_listings(source, language),
        group_chart=charts.draw_group_chart(source, layout, language),
        groups=tables.scores_by_group_table(source, language),
        behaviours_finding=narrative.behaviours_finding(source, ranked),
        changes=build_change_section(source, language),
        opening=build_opening(source, language),
        requirement=build_requirement(source, language),
        choices=build_choices(source, language),
        familiarity=familiarity_sentences(source),
        comments=_comments(source, language),
        no_comments=str(
            _("Tidak ada komentar yang dapat ditampilkan. Sebabnya dijelaskan pada catatan metode.")
        ),
        method=method.build_method_note(source, language),
        officer=LabelledText(label=str(_("Pegawai yang dinilai")), text=name),
        supervisor=LabelledText(label=str(_("Pejabat penilai kinerja")), text=supervisor),
    )


def _identity(source: ProfileSource, layout: ChartLayout) -> tuple[LabelledText, ...]:
    """On paper with the whole NIP, by which an office files it; a screen may be seen by others."""
    identity, release = source.identity, source.release
    number = mask_nip(identity.nip) if layout is SCREEN else format_nip(identity.nip)
    facts = (
        (_("Nama"), clean_line(identity.name)),
        (_("NIP"), number),
        (_("Pangkat/golongan"), rank_words(identity.rank)),
        (_("Jabatan"), clean_line(identity.position)),
        (_("Unit kerja"), clean_line(identity.unit)),
        (
            _("Masa penilaian"),
            _(
                "%(first)s s.d. %(last)s",
                first=long_date(release.opens_on),
                last=long_date(release.closes_on),
            ),
        ),
        (
            _("Tanggal terbit"),
            long_date(release.published_on) if release.published_on else _("belum terbit"),
        ),
    )
    return tuple(LabelledText(label=str(label), text=text or NOTHING) for label, text in facts)


def _overview(source: ProfileSource) -> tuple[KeyFigure, ...]:
    figures = source.figures
    seen = [_raw(source), _adjusted(source)]
    if source.guarded and figures.adjusted.score is not None:
        seen.reverse()  # It lies nearer to the truth; the raw figure stands beside it.
    return (
        *seen,
        KeyFigure(
            label=str(_("Penilaian diri")),
            figure=format_score(figures.overall_self),
            note=str(_("rata-rata semua %(dimensions)s", **dimension_words(source.instrument))),
        ),
        KeyFigure(
            label=str(_("Selisih")),
            figure=format_signed(figures.gap),
            note=str(_("diri dikurangi orang lain")),
        ),
    )


def _raw(source: ProfileSource) -> KeyFigure:
    figures, top = source.figures, source.instrument.max_score
    cells = {
        f"{value.code} {group}": cell
        for value in figures.values
        for group, cell in cells_of_others(source.policy, value.cells).items()
    }
    note = _("sebelum disesuaikan, skala 1–%(top)s", top=top)
    if source.guarded and figures.overall_se is not None:
        margin = format_score(source.cutoffs.z * figures.overall_se)
        note = _("±%(margin)s, sebelum disesuaikan, skala 1–%(top)s", margin=margin, top=top)
    return KeyFigure(
        label=str(_("Penilaian orang lain")),
        figure=composite_entry(figures.overall_others, cells).text,
        note=str(note),
    )


def _adjusted(source: ProfileSource) -> KeyFigure:
    adjusted = source.figures.adjusted
    if adjusted.standard_error is None:
        note = _("tidak ditampilkan")
    elif not source.guarded:
        note = _("galat baku %(se)s", se=format_score(adjusted.standard_error))
    else:
        margin = format_score(source.cutoffs.z * adjusted.standard_error)
        note = _("±%(margin)s", margin=margin)
        if source.several_parts:
            note = _("±%(margin)s, hanya sebanding di dalam unit", margin=margin)
    return KeyFigure(
        label=str(_("Angka disesuaikan")), figure=format_score(adjusted.score), note=str(note)
    )


def _comments(source: ProfileSource, language: str) -> tuple[CommentGroup, ...]:
    groups = []
    values = {value.code: value for value in source.instrument.values}
    for place, (code, value) in enumerate(values.items(), start=1):
        texts = _comments_on(source, {code})
        if texts:
            name = value.name.in_language(language)
            groups.append(CommentGroup(header=name, mark=place, texts=texts))
    general = _comments_on(source, {code for code, _text in source.comments} - values.keys())
    if general:
        groups.append(CommentGroup(header=str(_("Umum")), mark=0, texts=general))
    return tuple(groups)


def _comments_on(source: ProfileSource, codes: set[str]) -> tuple[str, ...]:
    cleaned = (clean_text(text) for code, text in source.comments if code in codes)
    return tuple(text for text in cleaned if text)
