"""An audit in sentences, for operators and for HR."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from berakhlak.cycles.policy import Policy
from berakhlak.disclosure.attackers_wording import attacker_rows
from berakhlak.disclosure.report import AuditFinding, AuditReport, FigureKind, FigurePlace, LeakKind
from berakhlak.documents.wording import group_name

NAMED_AT_MOST = 20
NOTHING_RECOVERABLE = lazy_gettext("Tidak ada angka yang dapat dipulihkan.")
FIGURE_KIND_NAMES = {
    FigureKind.MEAN: "",
    FigureKind.COUNT: lazy_gettext("jumlah penilai"),
    FigureKind.SPREAD: lazy_gettext("rentang"),
    FigureKind.OTHERS: lazy_gettext("penilaian orang lain"),
    FigureKind.GAP: lazy_gettext("selisih"),
    FigureKind.CATEGORY: lazy_gettext("kategori"),
    FigureKind.PERCENTILE: lazy_gettext("persentil"),
    FigureKind.UNIT_MEAN: lazy_gettext("rata-rata unit"),
    FigureKind.SUBTREE_MEAN: lazy_gettext("rata-rata bersama unit di bawahnya"),
    FigureKind.CYCLE_MEAN: lazy_gettext("rata-rata siklus"),
    FigureKind.SHEETS: lazy_gettext("jumlah formulir"),
    FigureKind.CHANGE: lazy_gettext("perubahan"),
    FigureKind.QUALITY: lazy_gettext("cara menjawab"),
    FigureKind.RESULT: lazy_gettext("hasil siklus"),
    FigureKind.CERTIFICATE: lazy_gettext("sertifikat"),
    FigureKind.TALK: lazy_gettext("pendapat tentang percakapan"),
    FigureKind.CHOICE: lazy_gettext("kekuatan yang dipilih"),
    FigureKind.FAMILIARITY: lazy_gettext("seberapa mengenal"),
    FigureKind.SATISFACTION: lazy_gettext("SKM"),
    FigureKind.SATISFACTION_COUNT: lazy_gettext("jumlah responden SKM"),
}


def place_name(place: FigurePlace, policy: Policy) -> str:
    """`Budi S. · Rekan · Akuntabel · AK2`, with the kind of figure where it is not a mean."""
    group = group_name(policy, place.group) if place.group else ""
    value = "" if place.value == "ALL" else place.value
    parts = (place.owner, group, value, place.item, str(FIGURE_KIND_NAMES[place.subject]))
    return " · ".join(part for part in parts if part)


def finding_sentence(finding: AuditFinding, policy: Policy) -> str:
    """One leak in words."""
    source = place_name(finding.source, policy)
    target = place_name(finding.target, policy) if finding.target else ""
    if finding.leak is LeakKind.BELOW_MINIMUM:
        return str(_("%(source)s tercetak padahal penilainya kurang dari batas.", source=source))
    if finding.leak is LeakKind.ALTERED:
        return str(
            _("%(source)s tidak sama dengan yang dikunci, atau diterbitkan ulang.", source=source)
        )
    if finding.leak is LeakKind.RECOVERED:
        words = {"target": target, "source": source, "value": _span(finding)}
        return str(_("%(target)s dapat dipulihkan dari %(source)s: %(value)s.", **words))
    if target:
        return str(
            _(
                "%(source)s tidak dapat dibuat dari angka yang tampil; "
                "%(target)s ikut di dalamnya.",
                source=source,
                target=target,
            )
        )
    return str(_("%(source)s tidak dapat dibuat dari angka yang tampil.", source=source))


def _span(finding: AuditFinding) -> str:
    low, high = finding.low or 0.0, finding.high or 0.0
    if high - low < 0.005:
        return _number(low)
    return f"{_number(low)}–{_number(high)}"


def _number(figure: float) -> str:
    return f"{figure:.2f}".replace(".", ",")


def report_sentences(report: AuditReport, policy: Policy) -> Iterator[str]:
    """The whole outcome, line by line; `policy` is that of the cycle."""
    counts = report.counts
    yield str(
        _(
            "Siklus %(id)s, %(officers)s pegawai: %(figures)s angka dibaca.",
            id=report.cycle_id,
            officers=counts.officers,
            figures=counts.figures,
        )
    )
    yield str(
        _(
            "Sel tampil: %(shown)s. Sel ditahan: %(all)s (primer %(primary)s, "
            "pelengkap %(complementary)s); %(attacked)s di antaranya diserang dengan pemecah.",
            shown=counts.shown,
            all=counts.primary + counts.complementary,
            primary=counts.primary,
            complementary=counts.complementary,
            attacked=counts.attacked,
        )
    )
    yield str(
        _(
            "Sel yang semua penilainya menjawab sama: %(unanimous)s; semua kecuali seorang: "
            "%(nearly)s. Ini sifat rata-rata: bila semua menjawab sama, "
            "rata-rata itulah jawaban setiap orang.",
            unanimous=counts.unanimous,
            nearly=counts.nearly,
        )
    )
    yield str(
        _(
            "Bagian yang semua penilainya menjawab sama pada setiap perilakunya: %(unanimous)s; "
            "hanya satu jawaban berbeda satu langkah: %(nearly)s.",
            unanimous=counts.unanimous_values,
            nearly=counts.nearly_values,
        )
    )
    yield from attacker_rows(report)
    if report.is_safe:
        yield str(NOTHING_RECOVERABLE)
        return
    yield str(_("Angka yang membocorkan: %(n)s", n=len(report.findings)))
    for finding in report.findings:
        yield f"- {finding_sentence(finding, policy)}"


def refusal_text(report: AuditReport, policy: Policy) -> str:
    """Why publishing is refused, with the names of the offending figures."""
    named = [finding_sentence(each, policy) for each in report.findings[:NAMED_AT_MOST]]
    rest = len(report.findings) - len(named)
    if rest > 0:
        named.append(str(_("Dan %(n)s angka lain.", n=rest)))
    head = _("Tidak diterbitkan: dari angka yang akan tampil, angka yang ditahan dapat dipulihkan.")
    return " ".join([str(head), *named])
