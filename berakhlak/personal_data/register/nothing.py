"""Tables that say nothing of a living person."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.personal_data.kinds import NothingPersonal

_OFFICE = _("Susunan dan pilihan instansi")
_CYCLE = _("Aturan dan tahap siklus")
_COUNTS = _("Angka dan jumlah tentang banyak orang sekaligus")
_SERVICE = _("Standar layanan unit dan perubahannya, yang tidak boleh menyebut orang")
_TRAINING = _("Lembaga pelatihan, programnya, dan harinya, tanpa peserta")
_COUNTER = _("Loket dan perangkatnya")

NOTHING_PERSONAL = (
    NothingPersonal("agency", _OFFICE),
    NothingPersonal("unit", _OFFICE),
    NothingPersonal("agency_mail", _OFFICE),
    NothingPersonal("mail_template", _OFFICE),
    NothingPersonal("mail_day", _OFFICE),
    NothingPersonal("agency_holiday", _OFFICE),
    NothingPersonal("agency_calendar", _OFFICE),
    NothingPersonal("complaint_policy", _OFFICE),
    NothingPersonal("complaint_kind", _OFFICE),
    NothingPersonal("complaint_count", _COUNTS),
    NothingPersonal("complaint_told", _("Keluhan mana yang sudah diberitahukan, tanpa orangnya")),
    NothingPersonal("training_provider", _TRAINING),
    NothingPersonal("training_programme", _TRAINING),
    NothingPersonal("training_run", _TRAINING),
    NothingPersonal("training_need", _COUNTS),
    NothingPersonal("training_budget", _OFFICE),
    NothingPersonal("shared_need", _TRAINING),
    NothingPersonal("instrument_version", _("Pertanyaan")),
    NothingPersonal("cycle", _CYCLE),
    NothingPersonal("cycle_unit", _CYCLE),
    NothingPersonal("second_instrument", _CYCLE),
    NothingPersonal("pulse", _CYCLE),
    NothingPersonal("citizen_form", _CYCLE),
    NothingPersonal("nomination_period", _CYCLE),
    NothingPersonal("input_revision", _CYCLE),
    NothingPersonal("mail_batch", _COUNTS),
    NothingPersonal("cycle_result", _COUNTS),
    NothingPersonal("unit_result", _COUNTS),
    NothingPersonal("talk_survey", _COUNTS),
    NothingPersonal("satisfaction_survey", _COUNTS),
    NothingPersonal("satisfaction_follow_up", _("Rencana tindak lanjut unit, tanpa nama orang")),
    NothingPersonal("comment_tally", _COUNTS),
    NothingPersonal("drawn_results", _COUNTS),
    NothingPersonal("public_release", _COUNTS),
    NothingPersonal("public_page", _OFFICE),
    NothingPersonal("public_service", _SERVICE),
    NothingPersonal("standard_version", _SERVICE),
    NothingPersonal("unit_change", _SERVICE),
    NothingPersonal("unit_change_text", _SERVICE),
    NothingPersonal("counter", _COUNTER),
    NothingPersonal("replaced_token", _COUNTER),
    NothingPersonal("kiosk", _COUNTER),
)
