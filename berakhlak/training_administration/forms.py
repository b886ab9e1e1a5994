"""Forms of HR about trainings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from berakhlak.people.unit_field import UnitField
from berakhlak.people.unit_matches import UnitSource
from berakhlak.training.corrections import LONGEST_REASON, RunFacts
from berakhlak.training.forms import RupiahField
from berakhlak.training.models import MOST_HOURS, ProviderKind, TrainingProgramme
from berakhlak.training.subjects import Subjects
from berakhlak.training.words import PROVIDER_KINDS
from berakhlak.web.forms import (
    BaseForm,
    CheckboxesField,
    ChoiceField,
    DateField,
    EmailField,
    FileField,
    LongTextField,
    NumberField,
    SelectChoice,
    TextField,
)

LATER = ""  # Stands for a need without a programme.
MOST_PLACES = 10_000


class ProviderForm(BaseForm):
    """A provider."""

    name = TextField(_("Nama lembaga"), thing=_("nama lembaga"))
    kind = ChoiceField(
        _("Jenis lembaga"),
        thing=_("jenis lembaga"),
        choices=[SelectChoice(each.value, words) for each, words in PROVIDER_KINDS.items()],
    )

    @property
    def provider_kind(self) -> ProviderKind:
        return ProviderKind(self.kind.data)


class CatalogueFileForm(BaseForm):
    """A file of programmes."""

    file = FileField(
        _("Berkas katalog"),
        thing=_("berkas katalog"),
        kinds=("xlsx", "csv", "xls", "ods"),
        hint=_("Belum ada yang disimpan sebelum Anda menyetujuinya."),
    )


class ConfirmCatalogueForm(BaseForm):
    """The name under which the examined file is kept."""

    upload = HiddenField()


class NeedForm(BaseForm):
    """One line of the needs."""

    unit = UnitField(_("Unit kerja"), thing=_("unit kerja"))
    subject = ChoiceField(_("Yang dibutuhkan"), thing=_("yang dibutuhkan"), choices=[])
    places = NumberField(_("Jumlah tempat"), thing=_("jumlah tempat"), least=1, most=MOST_PLACES)
    programme = ChoiceField(
        _("Program"),
        thing=_("program"),
        required=False,
        choices=[],
        hint=_("Boleh menyusul. Biaya diambil dari katalog pada saat baris ini disimpan."),
    )

    def offer(
        self,
        units: UnitSource,
        subjects: Subjects,
        programmes: Sequence[TrainingProgramme],
        language: str,
    ) -> None:
        """What may be chosen."""
        self.unit.offer(units)
        self.subject.choices = [
            SelectChoice(each.code, f"{each.text.in_language(language)} ({each.code})")
            for each in subjects.values()
            if each.is_value
        ]
        self.programme.choices = [
            SelectChoice(LATER, _("Belum dipilih")),
            *(SelectChoice(str(each.id), each.title) for each in programmes),
        ]


class CeilingForm(BaseForm):
    """What may be spent in a year."""

    ceiling = RupiahField(
        _("Pagu"),
        thing=_("pagu"),
        hint=_("Anggaran pelatihan setahun, dalam rupiah, misalnya 50.000.000."),
    )


class RunForm(BaseForm):
    """The days on which a programme is held."""

    starts_on = DateField(_("Hari pertama"), thing=_("hari pertama"))
    ends_on = DateField(_("Hari terakhir"), thing=_("hari terakhir"))


def _reason_field(label: object, thing: object) -> LongTextField:
    hint = _("Tercatat di Riwayat aktivitas.")
    return LongTextField(label, thing=thing, max_length=LONGEST_REASON, rows=2, hint=hint)


class ReasonForm(BaseForm):
    """Why something is undone or deleted."""

    reason = _reason_field(_("Alasan"), _("alasan"))


class DeletionForm(BaseForm):
    """Why something is deleted, on a page with another reason to give."""

    deletion_reason = _reason_field(_("Alasan menghapus"), _("alasan menghapus"))


class RunCorrectionForm(RunForm, ReasonForm):
    """Days and hours as they should have been entered."""

    hours = NumberField(_("Jam pelajaran (JP)"), thing=_("jam pelajaran"), least=1, most=MOST_HOURS)

    def facts(self) -> RunFacts:
        """Only after validation."""
        first, last, hours = self.starts_on.data, self.ends_on.data, self.hours.data
        assert first is not None
        assert last is not None
        assert hours is not None
        return RunFacts(first, last, hours)


class SendForm(BaseForm):
    """Who is sent: of those who asked, and one more by name."""

    people = CheckboxesField(
        _("Yang meminta tempat"), thing=_("pegawai"), required=False, choices=[], coerce=int
    )
    officer = TextField(
        _("Pegawai lain"),
        thing=_("nama atau NIP pegawai"),
        required=False,
        hint=_("Nama lengkap atau NIP pegawai aktif."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Also whether anybody is sent."""
        is_whole: bool = super().validate(extra_validators)
        if is_whole and not (self.people.data or self.officer.data):
            self.refuse(_("Centang yang meminta tempat, atau tulis satu pegawai."), "officer")
            return False
        return is_whole

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        """(id, how they are called) of those who asked."""
        self.people.choices = [SelectChoice(each, words) for each, words in people]


class DecisionForm(BaseForm):
    """HR's word on a proposal."""

    answer = LongTextField(
        _("Alasan"),
        thing=_("alasan"),
        required=False,
        max_length=500,
        rows=3,
        hint=_("Mitra membacanya. Wajib bila usulan ditolak."),
    )


class SharingForm(BaseForm):
    """What a provider may read of the needs of a year."""

    subjects = CheckboxesField(
        _("Kebutuhan yang dibuka"), thing=_("kebutuhan"), required=False, choices=[]
    )


class PartnerForm(BaseForm):
    """Somebody of a provider who is given an account."""

    full_name = TextField(_("Nama lengkap"), thing=_("nama lengkap"))
    email = EmailField(_("Email"), thing=_("email"), hint=_("Dipakai untuk masuk."))
