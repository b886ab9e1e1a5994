"""The short form behind a QR code, and the form by which HR adds a counter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from berakhlak.citizens.models import Counter
from berakhlak.citizens.operations import MAX_COMMENT_LENGTH
from berakhlak.cycles.models import Participant
from berakhlak.instrument.catalogue import Instrument
from berakhlak.instrument.forms import in_reader_language, scale_choices, scale_field
from berakhlak.people.unit_field import UnitField
from berakhlak.people.unit_matches import UnitSource
from berakhlak.web.forms import (
    BaseForm,
    CheckboxField,
    LongTextField,
    NumberField,
    RadiosField,
    SelectChoice,
    TextField,
)

ANSWER_PREFIX = "jawaban-"
THIS_COUNTER = -1  # Chosen in place of an officer's id.
OFFICER_PREFIX = "petugas-"


class VoiceForm(BaseForm):
    """Parent of the forms that `voice_form` builds; `ticket` is the form's own token, which lets
    one voice in, once; `proof` of work for the open door, where a script did some; `visit` the
    code of a served visit, where there is one."""

    template = "citizens/speak.html"

    asked: ClassVar[Sequence[str]]

    ticket = HiddenField()
    proof = HiddenField()
    visit = TextField(
        _("Kode tiket"),
        thing=_("kode tiket"),
        hint=_("Dari tiket antrean, slip, atau layar loket. Kosongkan bila tidak ada."),
        max_length=40,
        required=False,
    )
    officer: Any
    comment: Any

    @property
    def ratee_id(self) -> int | None:
        """The officer who is rated; None where it is the counter."""
        chosen: int = self.officer.data
        return None if chosen == THIS_COUNTER else chosen

    @property
    def first_question(self) -> str:
        """Where it stands that nothing was answered."""
        return ANSWER_PREFIX + self.asked[0]

    def paper_fields(self) -> list[Any]:
        """What a slip of paper asks, in its order."""
        return [each for each in self if each.name != "visit"]

    def answers(self) -> dict[str, int]:
        """Answers by behaviour code, without those left out."""
        data = {code: self[ANSWER_PREFIX + code].data for code in self.asked}
        return {code: score for code, score in data.items() if score is not None}

    def scales(self) -> list[Any]:
        """The behaviours in form order."""
        return [self[ANSWER_PREFIX + code] for code in self.asked]


def voice_form(counter: Counter, instrument: Instrument, **sent: Any) -> VoiceForm:
    """The form of one counter; the officer is chosen already where there is only one."""
    behaviours = [b for b in instrument.behaviours if b.for_citizens]
    fields: dict[str, Any] = {
        "asked": tuple(behaviour.code for behaviour in behaviours),
        "officer": officer_field(counter.rated_officers),
    }
    choices = scale_choices(instrument, str(get_locale()))
    for number, behaviour in enumerate(behaviours, start=1):
        wording = in_reader_language(behaviour.text)
        fields[ANSWER_PREFIX + behaviour.code] = scale_field(number, wording, choices)
    fields["comment"] = comment_field()
    form: VoiceForm = type("CounterVoiceForm", (VoiceForm,), fields)(**sent)
    return form


def comment_field() -> LongTextField:
    """Words of a citizen, which nobody has to write."""
    return LongTextField(
        _("Ada yang ingin Anda sampaikan?"),
        thing=_("pesan Anda"),
        hint=_("Petugas membacanya setelah diperiksa. Tidak perlu menyebut nama atau urusan Anda."),
        max_length=MAX_COMMENT_LENGTH,
        required=False,
        rows=3,
    )


def officer_field(officers: Sequence[Participant], counter: str = "") -> RadiosField:
    """Who served; chosen already where there is only one. `counter`: words for the counter, where
    it may be rated in place of an officer."""
    choices = [SelectChoice(row.id, f"{row.called} · {row.position}") for row in officers]
    if counter:
        choices.append(SelectChoice(THIS_COUNTER, counter))
    return RadiosField(
        _("Siapa yang melayani Anda?"),
        thing=_("petugas yang melayani Anda"),
        choices=choices,
        coerce=int,
        default=officers[0].id if len(officers) == 1 else None,
    )


class UnitForm(BaseForm):
    """The unit whose officers serve at the counter to be added."""

    unit = UnitField(_("Unit kerja"), thing=_("unit kerja"))

    def __init__(self, units: UnitSource, **options: Any) -> None:
        super().__init__(meta={"csrf": False}, **options)
        self.unit.offer(units, label=lambda unit: str(unit.name))

    @property
    def is_typed(self) -> bool:
        """Whether an answer came that was not chosen from a list."""
        return self.unit.raw_data is not None and self.unit.component == "unit"


class CounterNameForm(BaseForm):
    """What a counter is called."""

    name = TextField(
        _("Nama loket"),
        thing=_("nama loket"),
        hint=_("Seperti tertulis di tempat pelayanan, misalnya Loket 2 KTP-el"),
    )


class SlipsForm(BaseForm):
    """How many slips are made at once."""

    number = NumberField(
        _("Banyaknya slip"),
        thing=_("banyaknya slip"),
        hint=_("1 sampai 420 sekali buat. Pada A4 termuat 15 slip selembar."),
        least=1,
        most=420,
    )


class CounterForm(CounterNameForm):
    """Parent of the forms that `counter_form` builds."""

    officers: ClassVar[Sequence[Participant]]

    def boxes(self) -> list[Any]:
        """One check box for every officer who may be chosen."""
        return [self[f"{OFFICER_PREFIX}{officer.id}"] for officer in self.officers]

    def chosen(self) -> list[Participant]:
        """The officers that were ticked."""
        return [row for row in self.officers if self[f"{OFFICER_PREFIX}{row.id}"].data]


def counter_form(officers: Sequence[Participant]) -> CounterForm:
    """The form for a counter served by some of these officers."""
    fields: dict[str, Any] = {"officers": officers}
    for row in officers:
        fields[f"{OFFICER_PREFIX}{row.id}"] = CheckboxField(f"{row.called} · {row.position}")
    form: CounterForm = type("UnitCounterForm", (CounterForm,), fields)()
    return form
