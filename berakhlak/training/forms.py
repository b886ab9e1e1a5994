"""A programme as a form, for HR and for partners who propose one; and who attended a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _

from berakhlak.people.level_words import LEVEL_NAMES
from berakhlak.training.catalogue_cells import served_codes
from berakhlak.training.models import MOST_HOURS, MOST_RUPIAH, TrainingMode, TrainingProgramme
from berakhlak.training.operations import ProgrammeContent
from berakhlak.training.runs import Report
from berakhlak.training.subjects import Subjects, unknown_codes
from berakhlak.training.typed_amounts import rupiah_of
from berakhlak.training.words import MODES
from berakhlak.web.forms import (
    BaseForm,
    CheckboxesField,
    ChoiceField,
    LongTextField,
    NumberField,
    SelectChoice,
    TextField,
)


class RupiahField(TextField):
    """An amount as people write it; `amount` is read from it."""

    def __init__(self, label: object, **options: Any) -> None:
        options.setdefault("hint", _("Dalam rupiah, misalnya 1.500.000. Isi 0 bila gratis."))
        options.setdefault("validators", [_is_amount])
        super().__init__(label, max_length=30, input_mode="numeric", **options)

    @property
    def amount(self) -> int | None:
        """Rupiah, at most MOST_RUPIAH; None for what is no amount."""
        found = rupiah_of(self.data or "")
        return found if found is not None and found <= MOST_RUPIAH else None


def _is_amount(_form: Any, field: Any) -> None:
    """Raises ValidationError for what is no amount."""
    if field.data and field.amount is None:
        raise wtforms.ValidationError(
            _("Tulis jumlah rupiah dengan angka bulat, misalnya 1.500.000.")
        )


class ProgrammeForm(BaseForm):
    """What is stated of a programme."""

    title = TextField(_("Judul program"), thing=_("judul program"))
    mode = ChoiceField(
        _("Bentuk"),
        thing=_("bentuk pelatihan"),
        choices=[SelectChoice(each.value, words) for each, words in MODES.items()],
    )
    hours = NumberField(_("Jam pelajaran (JP)"), thing=_("jam pelajaran"), least=1, most=MOST_HOURS)
    price = RupiahField(_("Biaya setiap peserta"), thing=_("biaya"))
    values = CheckboxesField(
        _("Nilai dan kompetensi yang dilayani"),
        thing=_("nilai dan kompetensi"),
        required=False,
        choices=[],
    )
    behaviours = TextField(
        _("Perilaku yang dilayani"),
        thing=_("perilaku"),
        required=False,
        max_length=300,
        hint=_("Untuk yang lebih rinci: kode perilaku, dipisahkan koma, misalnya BP1, KB2."),
    )
    levels = CheckboxesField(
        _("Untuk jenis jabatan"),
        thing=_("jenis jabatan"),
        required=False,
        choices=[SelectChoice(each.value, words) for each, words in LEVEL_NAMES.items()],
        hint=_("Kosongkan bila untuk semua."),
    )
    about = LongTextField(
        _("Keterangan"), thing=_("keterangan"), required=False, max_length=1000, rows=3
    )

    subjects: Subjects = {}

    @classmethod
    def offering(
        cls, subjects: Subjects, language: str, programme: TrainingProgramme | None = None
    ) -> ProgrammeForm:
        """With the values of the stored instruments, filled from a programme where there is one."""
        form = cls(data=_typed(programme, subjects)) if programme else cls()
        form.subjects = subjects
        form.values.choices = [
            SelectChoice(each.code, f"{each.text.in_language(language)} ({each.code})")
            for each in subjects.values()
            if each.is_value
        ]
        return form

    def validate(self, extra_validators: Any = None) -> bool:
        """Also whether anything is served; an empty field ends its own checks before they ask."""
        is_whole: bool = super().validate(extra_validators)
        if self.values.data or self.behaviours.errors:
            return is_whole
        if not served_codes(self.behaviours.data or "", self.subjects):
            self.refuse(
                _("Pilih paling sedikit satu nilai atau kompetensi, atau tulis kode perilaku."),
                "values",
            )
            return False
        return is_whole

    def validate_behaviours(self, field: Any) -> None:
        """Raises ValidationError for codes that no instrument has."""
        unknown = unknown_codes(self.subjects, served_codes(field.data or "", self.subjects))
        if unknown:
            words = ", ".join(unknown)[:100]
            raise wtforms.ValidationError(_("Kode ini tidak dikenal: %(codes)s.", codes=words))

    def content(self) -> ProgrammeContent:
        """What was typed, once it has passed the checks."""
        served = (
            *(self.values.data or ()),
            *served_codes(self.behaviours.data or "", self.subjects),
        )
        return ProgrammeContent(
            self.title.data or "",
            TrainingMode(self.mode.data),
            self.hours.data or 1,
            self.price.amount or 0,
            tuple(dict.fromkeys(served)),
            tuple(self.levels.data or ()),
            self.about.data or "",
        )


class AttendanceForm(BaseForm):
    """Who of the roll attended, and with what was taught."""

    people = CheckboxesField(
        _("Yang hadir"), thing=_("yang hadir"), required=False, choices=[], coerce=int
    )
    materials = LongTextField(
        _("Materi"),
        thing=_("materi"),
        required=False,
        hint=_("Judul modul, alamat bahan, atau catatan singkat. Tanpa nama peserta."),
    )

    def offer(self, people: Sequence[tuple[int, str]]) -> None:
        """(id, how they are called) of those on the roll."""
        self.people.choices = [SelectChoice(each, words) for each, words in people]

    def report(self) -> Report:
        return Report(frozenset(self.people.data or ()), self.materials.data or "")


def _typed(programme: TrainingProgramme, subjects: Subjects) -> dict[str, object]:
    values = [code for code in programme.served if code in subjects and subjects[code].is_value]
    others = [code for code in programme.served if code not in values]
    return {
        "title": programme.title,
        "mode": programme.mode.value,
        "hours": programme.hours,
        "price": str(programme.price),
        "values": values,
        "behaviours": ", ".join(others),
        "levels": list(programme.for_levels),
        "about": programme.about,
    }
