"""Where the purpose of a draft and its policy do not fit; told before opening, refused never.

What is refused outright are the floors of `cycles.policy_floors`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from berakhlak.cycles.models import Cycle
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.purposes import Purpose
from berakhlak.cycles.rater_groups import Relation
from berakhlak.documents.wording import group_name, weight_shares
from berakhlak.formats import format_percent

MOST_OF_ONE_VOICE = 0.5
"""Above this share, the one who decides the rating would mostly read an answer of their own."""


@dataclass(frozen=True)
class PurposeMisfit:
    """One thing to look at again. `code` names it for ever."""

    code: str
    title: str
    sentence: str


def purpose_misfits(cycle: Cycle, earlier: Cycle | None) -> Iterator[PurposeMisfit]:
    """`earlier`: the cycle that results will stand beside."""
    purpose = cycle.policy.purpose
    if purpose is Purpose.UNSTATED:
        yield PurposeMisfit(
            "no purpose",
            _("Tujuan siklus belum dipilih"),
            _(
                "Bila dibuka begini, siklus ini menjadi untuk pengembangan saja: rating perilaku "
                "dan ekspor e-Kinerja tidak tersedia, juga sesudahnya."
            ),
        )
    if purpose is Purpose.APPRAISAL:
        yield from _of_appraisal(cycle)
    if earlier is not None:
        yield from _of_another(purpose, earlier)


def _of_appraisal(cycle: Cycle) -> Iterator[PurposeMisfit]:
    policy = cycle.policy
    share = weight_shares(policy)[Relation.SUPERVISOR]
    if share > MOST_OF_ONE_VOICE:
        yield PurposeMisfit(
            "one voice",
            _("Lebih dari separuh angka adalah jawaban atasan"),
            _(
                "Bobot %(group)s %(share)s. Dalam siklus yang menjadi masukan bagi Pejabat Penilai "
                "Kinerja, atasan lalu mempertimbangkan terutama jawabannya sendiri. Kecilkan bobot "
                "itu, atau pilih tujuan pengembangan.",
                group=group_name(policy, Relation.SUPERVISOR),
                share=format_percent(share),
            ),
        )
    if policy.peers_per_officer == policy.min_n[Relation.PEER]:
        yield _no_spare_peer(policy)
    if cycle.instrument.content.own_wording:
        yield PurposeMisfit(
            "own wording",
            _("Perilakunya bukan kata-kata peraturan"),
            _(
                "Instrumen ini memakai kalimat instansi sendiri. Rating perilaku berpegang pada "
                "nilai dasar menurut peraturan: pastikan isinya sudah diuji untuk itu."
            ),
        )


def _no_spare_peer(policy: Policy) -> PurposeMisfit:
    return PurposeMisfit(
        "no spare peer",
        _("Satu rekan yang tidak menjawab sudah menghilangkan kelompoknya"),
        _(
            "Rekan yang diusulkan (%(n)s) sama dengan jumlah minimalnya. Dalam siklus yang menjadi "
            "masukan bagi Pejabat Penilai Kinerja, usulkan lebih banyak rekan.",
            n=policy.peers_per_officer,
        ),
    )


def _of_another(purpose: Purpose, earlier: Cycle) -> Iterator[PurposeMisfit]:
    """Raters are more lenient where pay depends: Jawahar and Williams 1997 found a third of a
    standard deviation."""
    before = earlier.policy.purpose
    if Purpose.UNSTATED in (purpose, before) or before is purpose:
        return
    yield PurposeMisfit(
        "another purpose",
        _("Tujuannya lain dari %(cycle)s", cycle=earlier.name),
        _(
            "Penilai cenderung lebih murah nilai bila gaji atau pangkat ikut bergantung, jadi "
            "perubahan antara kedua siklus dapat berasal dari tujuannya."
        ),
    )
