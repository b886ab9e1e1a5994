"""Where a signed-in person can go, by role; phones show the first four or five."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.roles import Role
from berakhlak.web.navigation import Place

HR = frozenset({Role.HR})
ADMIN = frozenset({Role.ADMIN})
OFFICER = frozenset({Role.OFFICER})

PLACES = (
    Place(_("Beranda"), "dashboard.home", "home"),
    Place(_("Penilaian"), "ratings.tasks", "rate", OFFICER, section=("ratings.*",)),
    Place(_("Profil"), "reports.profiles", "profile", OFFICER, section=("reports.profile",)),
    Place(
        _("Siklus"),
        "dashboard.cycles",
        "cycle",
        HR,
        section=(
            "dashboard.new_cycle",
            "dashboard.cycle",
            "dashboard.edit_cycle",
            "dashboard.delete_cycle",
            "dashboard.gather",
            "dashboard.open_cycle",
            "dashboard.close_cycle",
            "dashboard.ask_early_closing",
            "dashboard.withdraw_early_closing",
            "dashboard.publish_cycle",
            "dashboard.coverage",
            "dashboard.late_raters",
            "dashboard.comments",
            "dashboard.redact",
            "reports.results",
            "reports.results_of_unit",
            "citizens.counters",
            "citizens.new_counter",
            "citizens.edit_counter",
            "citizens.close_counter",
            "citizens.replace_code",
            "citizens.poster",
        ),
    ),
    Place(_("Pegawai"), "people.directory", "people", HR | ADMIN, section=("people.*",)),
    Place(_("Riwayat aktivitas"), "dashboard.record", "log", ADMIN),
)
