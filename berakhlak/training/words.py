"""Providers, modes and states in words; money and hours as they are read."""

from __future__ import annotations

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from berakhlak.formats import format_number
from berakhlak.training.models import ProgrammeState, ProviderKind, TrainingMode

PROVIDER_KINDS: dict[ProviderKind, LazyString] = {
    ProviderKind.INSTITUTE: _("Lembaga diklat"),
    ProviderKind.UNIVERSITY: _("Perguruan tinggi"),
    ProviderKind.PRIVATE: _("Swasta"),
    ProviderKind.COMMUNITY: _("Komunitas"),
    ProviderKind.OWN: _("Instansi sendiri"),
}
MODES: dict[TrainingMode, LazyString] = {
    TrainingMode.CLASSICAL: _("Klasikal"),
    TrainingMode.ONLINE: _("Daring"),
    TrainingMode.BLENDED: _("Campuran"),
    TrainingMode.COACHING: _("Coaching"),
    TrainingMode.MENTORING: _("Mentoring"),
    TrainingMode.ASSIGNMENT: _("Penugasan atau magang"),
}
PROGRAMME_STATES: dict[ProgrammeState, LazyString] = {
    ProgrammeState.PROPOSED: _("Diusulkan mitra"),
    ProgrammeState.OFFERED: _("Ditawarkan"),
    ProgrammeState.DECLINED: _("Ditolak"),
    ProgrammeState.ENDED: _("Tidak ditawarkan lagi"),
}


def format_rupiah(amount: int) -> str:
    """`Rp1.500.000`; nothing to pay is said in a word."""
    return f"Rp{format_number(amount)}" if amount else str(gettext("gratis"))


def format_hours(hours: int) -> str:
    """`20 JP`, in English `20 hours (JP)`."""
    return str(gettext("%(hours)s JP", hours=format_number(hours)))
