"""What HR may type about one officer."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from berakhlak.people.leaving_words import leaving_words
from berakhlak.people.level_words import LEVEL_NAMES
from berakhlak.people.models import (
    ActingKind,
    Employment,
    LeavingReason,
    Person,
    PositionLevel,
)
from berakhlak.people.spellings import PNS_RANKS, ROMAN_RANKS
from berakhlak.people.unit_field import UnitField
from berakhlak.people.unit_matches import UnitSource
from berakhlak.web.forms import (
    BaseForm,
    CheckboxField,
    ChoiceField,
    DateField,
    EmailField,
    RadiosField,
    SelectChoice,
    TextField,
)


class PersonForm(BaseForm):
    """The record of an officer; the NIP has a form of its own."""

    name = TextField(
        _("Nama lengkap"), thing=_("nama lengkap"), hint=_("Dengan gelar, seperti di SK.")
    )
    position = TextField(_("Jabatan"), thing=_("jabatan"))
    level = ChoiceField(
        _("Jenis jabatan"),
        thing=_("jenis jabatan"),
        choices=[SelectChoice(each, name) for each, name in LEVEL_NAMES.items()],
        coerce=PositionLevel,
    )
    rank = ChoiceField(_("Golongan"), thing=_("golongan"), required=False)
    unit = UnitField(_("Unit kerja"), thing=_("unit kerja"))
    supervisor = TextField(
        _("Atasan langsung"),
        thing=_("atasan langsung"),
        required=False,
        hint=_("Nama lengkap atau NIP. Kosongkan bila tidak ada."),
    )
    email = EmailField(
        _("Email"),
        thing=_("email"),
        required=False,
        hint=_("Dapat dipakai untuk masuk. Kosongkan bila tidak ada."),
    )

    def offer(self, person: Person, units: UnitSource) -> None:
        """The units there are, and the ranks of the officer's kind."""
        self.unit.offer(units)
        is_pns = person.employment is Employment.PNS
        ranks = sorted(PNS_RANKS) if is_pns else list(ROMAN_RANKS)
        kept = [] if not person.rank or person.rank in ranks else [person.rank]
        self.rank.choices = [
            SelectChoice("", _("Tidak ada")),
            *(SelectChoice(each, each) for each in [*kept, *ranks]),
        ]


class LeavingForm(BaseForm):
    """Why an officer leaves, and since when."""

    reason = RadiosField(
        _("Alasan"),
        thing=_("alasan"),
        choices=[SelectChoice(each, leaving_words(each)) for each in LeavingReason],
        coerce=LeavingReason,
    )
    left_on = DateField(_("Berlaku sejak"), thing=_("tanggal mulai berlaku"))


class NipForm(BaseForm):
    """The number that holds from now on."""

    nip = TextField(
        _("NIP baru"),
        thing=_("NIP baru"),
        max_length=40,
        input_mode="numeric",
        hint=_("18 angka, seperti di SK."),
    )


class ActingForm(BaseForm):
    """A post for a while."""

    kind = RadiosField(
        _("Sebagai"),
        thing=_("jenisnya"),
        choices=[
            SelectChoice(ActingKind.PLT, _("Plt.: jabatannya kosong")),
            SelectChoice(ActingKind.PLH, _("Plh.: pejabatnya berhalangan")),
            SelectChoice(ActingKind.PJ, "Pj."),
            SelectChoice(ActingKind.PJS, "Pjs."),
        ],
        coerce=ActingKind,
    )
    post = TextField(
        _("Jabatan"),
        thing=_("jabatan"),
        max_length=190,
        hint=_("Tanpa Plt. atau Plh., misalnya: Kepala Bidang Mutasi"),
    )
    unit = UnitField(_("Unit kerja"), thing=_("unit kerja"))
    starts_on = DateField(_("Mulai"), thing=_("tanggal mulai"))
    ends_on = DateField(
        _("Berakhir"),
        thing=_("tanggal berakhir"),
        required=False,
        hint=_("Kosongkan bila belum diketahui."),
    )
    leads_orphans = CheckboxField(
        _(
            "Pegawai unit itu yang belum punya atasan aktif menjadi bawahannya, "
            "juga dalam siklus berikutnya"
        )
    )

    def offer(self, units: UnitSource) -> None:
        """The units there are."""
        self.unit.offer(units)
