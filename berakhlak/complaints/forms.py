"""Forms of citizens, of those who answer, and of HR."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.validators import ValidationError

from berakhlak.access.codes import is_code, tidied
from berakhlak.complaints.kinds import MISCONDUCT, Kind
from berakhlak.complaints.models import (
    LONGEST_CONTACT,
    LONGEST_KIND,
    LONGEST_PLACE,
    LONGEST_WORDS,
    ComplaintPolicy,
)
from berakhlak.people.unit_field import UnitField
from berakhlak.people.unit_matches import UnitSource
from berakhlak.web.forms import (
    BaseForm,
    CheckboxField,
    ChoiceField,
    LongTextField,
    NumberField,
    RadiosField,
    SelectChoice,
    TextField,
)

UNIT_UNKNOWN = -1
"""Chosen where somebody does not know whose work it was; who answers at the top passes it on."""


class ComplaintForm(BaseForm):
    """What a citizen tells. `ticket`: the form's own token; `proof` of work, where a script did
    some."""

    ticket = HiddenField()
    proof = HiddenField()
    kind = RadiosField(
        _("Tentang apa?"),
        thing=_("tentang apa keluhan Anda"),
        hint=_("Dugaan pelanggaran tidak disimpan di sini; Anda diberi tahu ke mana melapor."),
    )
    unit = UnitField(_("Unit kerja"), thing=_("unit kerja yang dikeluhkan"))
    place = TextField(
        _("Loket atau tempat"),
        thing=_("loket atau tempat"),
        hint=_("Misalnya Loket 2 KTP-el."),
        max_length=LONGEST_PLACE,
        required=False,
    )
    text = LongTextField(
        _("Keluhan Anda"),
        thing=_("keluhan Anda"),
        hint=_(
            "Ceritakan apa yang terjadi dan apa yang Anda harapkan. Keluhan ini tentang unit "
            "kerja: jangan menulis nama petugas, nama Anda, atau nomor identitas."
        ),
        max_length=LONGEST_WORDS,
        rows=6,
    )
    contact = TextField(
        _("Telepon atau email"),
        thing=_("telepon atau email"),
        hint=_(
            "Hanya bila Anda ingin dihubungi. Tanpa ini pun jawabannya dapat Anda baca dengan kode "
            "tanda terima."
        ),
        max_length=LONGEST_CONTACT,
        required=False,
    )

    def offer(self, kinds: Mapping[str, Kind], units: UnitSource, language: str) -> None:
        """Fill in what can be chosen; a unit that is the only one is chosen already."""
        self.kind.choices = [
            *(
                SelectChoice(kind.code, kind.name(language))
                for kind in kinds.values()
                if kind.is_offered
            ),
            SelectChoice(
                MISCONDUCT,
                _("Dugaan pelanggaran: permintaan uang, suap, penyalahgunaan wewenang"),
            ),
        ]
        first: list[tuple[int, object]] = []
        if len(units.first(2)) > 1:
            first = [(0, _("Pilih unit kerja")), (UNIT_UNKNOWN, _("Saya tidak tahu"))]
            self.unit.hint = _(
                "Bila tidak tahu, keluhan dibaca di unit pimpinan dan diteruskan ke yang tepat."
            )
        self.unit.many_hint = _("Ketik nama unit, atau kosongkan bila tidak tahu.")
        self.unit.offer(units, first, lambda unit: str(unit.name), blank=UNIT_UNKNOWN)

    def validate_unit(self, field: ChoiceField) -> None:
        """Raises ValidationError where none was chosen."""
        if not field.data:
            raise ValidationError(field.say(field.empty))


class CodeForm(BaseForm):
    """The code of a receipt, however it is typed."""

    code = TextField(
        _("Kode tanda terima"),
        thing=_("kode tanda terima"),
        hint=_(
            "16 huruf dan angka, misalnya CDFH-JKNP-RTXY-3467. Huruf besar atau kecil sama saja."
        ),
        input_mode="text",
        max_length=60,
    )

    @property
    def tidy(self) -> str:
        """As it is hashed; empty where it can be none."""
        found = tidied(self.code.data or "")
        return found if is_code(found) else ""


class CitizenWordForm(BaseForm):
    """A further word of the citizen."""

    text = LongTextField(_("Pesan Anda"), thing=_("pesan Anda"), max_length=LONGEST_WORDS, rows=4)


class AnswerForm(BaseForm):
    """What the unit says."""

    text = LongTextField(
        _("Tanggapan Anda"),
        thing=_("tanggapan"),
        hint=_(
            "Dibaca pembuat keluhan dengan kodenya, atas nama unit. Jangan menyebut nama petugas "
            "atau warga."
        ),
        max_length=LONGEST_WORDS,
        rows=6,
    )


class ForwardForm(BaseForm):
    """Another unit."""

    unit = UnitField(_("Unit tujuan"), thing=_("unit tujuan"))

    def offer(self, units: UnitSource) -> None:
        """Every unit but the one where it lies."""
        self.unit.offer(units, [(0, _("Pilih unit kerja"))], lambda unit: str(unit.name))


class RulesForm(BaseForm):
    """How the agency takes complaints."""

    is_on = CheckboxField(_("Terima keluhan di sini"))
    first_days = NumberField(
        _("Tanggapan pertama paling lambat (hari)"),
        thing=_("hari untuk tanggapan pertama"),
        least=1,
        most=30,
    )
    counting = RadiosField(
        _("Hari dihitung sebagai"),
        thing=_("cara menghitung hari"),
        hint=_("Hari kerja mengikuti halaman Hari libur."),
    )
    remind_days = NumberField(
        _("Pengingat sebelum batas waktu (hari)"),
        thing=_("hari pengingat"),
        least=0,
        most=14,
    )
    reopen_days = NumberField(
        _("Boleh dibuka kembali sesudah ditutup (hari)"),
        thing=_("hari untuk membuka kembali"),
        least=0,
        most=180,
    )
    kept_months = NumberField(
        _("Disimpan sesudah ditutup (bulan)"),
        thing=_("bulan penyimpanan"),
        hint=_("Sesudah itu keluhan dihapus; yang tinggal hanya jumlah per unit."),
        least=6,
        most=120,
    )
    wbs = TextField(
        _("Alamat WBS instansi"),
        thing=_("alamat WBS"),
        hint=_("Ditunjukkan kepada pelapor dugaan pelanggaran, di samping SP4N-LAPOR."),
        max_length=LONGEST_CONTACT,
        required=False,
    )

    def offer(self) -> None:
        """Fill in what can be chosen."""
        self.counting.choices = [
            SelectChoice("kerja", _("hari kerja")),
            SelectChoice("kalender", _("hari kalender")),
        ]

    def show(self, policy: ComplaintPolicy) -> None:
        """What holds now."""
        for name in ("is_on", "first_days", "remind_days", "reopen_days", "kept_months", "wbs"):
            self[name].data = getattr(policy, name)
        self.counting.data = "kerja" if policy.counts_working_days else "kalender"


class KindForm(BaseForm):
    """One kind of complaints."""

    name_id = TextField(
        _("Nama dalam bahasa Indonesia"), thing=_("nama jenis keluhan"), max_length=LONGEST_KIND
    )
    name_en = TextField(
        _("Nama dalam bahasa Inggris"),
        thing=_("nama dalam bahasa Inggris"),
        max_length=LONGEST_KIND,
        required=False,
    )
    days = NumberField(_("Selesai dalam (hari)"), thing=_("hari penyelesaian"), least=1, most=180)
    is_offered = CheckboxField(_("Ditawarkan di formulir"))


class OfficersForm(BaseForm):
    """Who answers for a unit."""

    officer = TextField(
        _("Nama atau NIP pegawai"),
        thing=_("nama atau NIP pegawai"),
    )
