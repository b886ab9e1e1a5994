"""Forms of HR: the settings of a cycle, and the new wording of a comment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import TypedDict

import wtforms
from flask_babel import lazy_gettext as _

from berakhlak.cycle_administration.asking_form import AskingForm
from berakhlak.cycle_administration.load_form import RaterLoadForm
from berakhlak.cycle_administration.purpose_form import PurposeForm
from berakhlak.cycle_administration.questions_form import QuestionsForm, questions_data
from berakhlak.cycle_administration.unit_choice import TreeUnit, UnitsField
from berakhlak.cycles.days import require_days_in_order, require_known_year
from berakhlak.cycles.group_floors import MOST_RATERS, floor_of
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import PolicyRefused, lift_to_floors
from berakhlak.cycles.purposes import CHOSEN
from berakhlak.cycles.rater_groups import Relation
from berakhlak.documents.wording import group_name
from berakhlak.errors import InvalidInput
from berakhlak.instrument.forms import in_reader_language
from berakhlak.instrument.label_sets import own_words, standard_of
from berakhlak.instrument.models import InstrumentVersion
from berakhlak.web.forms import (
    BaseForm,
    ChoiceField,
    ConfirmForm,
    DateField,
    NumberField,
    SelectChoice,
    TextField,
)

WEIGHED = (Relation.SUPERVISOR, Relation.PEER, Relation.SUBORDINATE, Relation.CITIZEN)
SMALL_GROUPS = (Relation.PEER, Relation.SUBORDINATE, Relation.CITIZEN)


def _weight(label: object, thing: object, default: float) -> NumberField:
    return NumberField(label, thing=thing, least=0, most=100, default=round(default * 100))


def _minimum(label: object, thing: object, code: str) -> NumberField:
    group = _DEFAULT.group(code)
    least, default = floor_of(group), group.minimum
    return NumberField(label, thing=thing, least=least, most=MOST_RATERS, default=default)


_DEFAULT = Policy()


def _refused_as_error(check: Callable[..., None], *days: date) -> None:
    try:
        check(*days)
    except InvalidInput as refused:
        raise wtforms.ValidationError(str(refused)) from None


class NameAndDays(TypedDict):
    """What a cycle is called, and its first and last day."""

    name: str
    opens_on: date
    closes_on: date


class NameAndDaysForm(BaseForm):
    """What of a cycle may still be changed once officers are asked to name colleagues."""

    name = TextField(
        _("Nama siklus"),
        thing=_("nama siklus"),
        hint=_("Misalnya: Penilaian Perilaku Semester I 2027"),
    )
    opens_on = DateField(_("Tanggal buka"), thing=_("tanggal buka"))
    closes_on = DateField(
        _("Tanggal tutup"),
        thing=_("tanggal tutup"),
        hint=_("Hari terakhir mengisi"),
    )

    def validate_opens_on(self, opens_on: DateField) -> None:
        """A year mistyped is found before anybody waits for it."""
        if opens_on.data:
            _refused_as_error(require_known_year, opens_on.data)

    def validate_closes_on(self, closes_on: DateField) -> None:
        """The last day is not before the first, and not years after it."""
        if self.opens_on.data and closes_on.data:
            _refused_as_error(require_days_in_order, self.opens_on.data, closes_on.data)

    def named(self) -> NameAndDays:
        """What was typed; only after validation."""
        assert self.opens_on.data
        assert self.closes_on.data
        return NameAndDays(
            name=self.name.data or "",
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
        )


NO_SECOND = 0  # No row has this number.


class CycleForm(NameAndDaysForm, PurposeForm, RaterLoadForm, QuestionsForm, AskingForm):
    """A draft cycle with its policy; call `offer` with the agency's units before validating."""

    units = UnitsField(_("Unit kerja yang dinilai"))
    instrument = ChoiceField(
        _("Instrumen"), thing=_("instrumen"), coerce=int, hint=_("Daftar perilaku yang dinilai")
    )

    second = ChoiceField(
        _("Instrumen kedua"),
        thing=_("instrumen kedua"),
        coerce=int,
        required=False,
        hint=_(
            "Ditanyakan pada formulir yang sama, sesudah yang pertama; masyarakat hanya mengisi "
            "yang pertama."
        ),
    )

    weight_supervisor = _weight(
        _("Bobot atasan"), _("bobot atasan"), _DEFAULT.weights["supervisor"]
    )
    weight_peer = _weight(_("Bobot rekan"), _("bobot rekan"), _DEFAULT.weights["peer"])
    weight_subordinate = _weight(
        _("Bobot bawahan"), _("bobot bawahan"), _DEFAULT.weights["subordinate"]
    )
    weight_citizen = _weight(
        _("Bobot masyarakat"), _("bobot masyarakat"), _DEFAULT.weights["citizen"]
    )
    minimum_peer = _minimum(_("Minimal rekan"), _("jumlah minimal rekan"), Relation.PEER)
    minimum_subordinate = _minimum(
        _("Minimal bawahan"), _("jumlah minimal bawahan"), Relation.SUBORDINATE
    )
    minimum_citizen = _minimum(
        _("Minimal penilaian pengguna layanan"),
        _("jumlah minimal penilaian pengguna layanan"),
        Relation.CITIZEN,
    )
    peers_per_officer = NumberField(
        _("Rekan yang diusulkan per pegawai"),
        thing=_("jumlah rekan per pegawai"),
        least=3,
        most=MOST_RATERS,
        default=_DEFAULT.peers_per_officer,
        hint=_(
            "Rekan seunit dan setingkat, dibagi rata. Paling sedikit sama dengan minimal rekan."
        ),
    )

    def offer_instruments(
        self,
        stored: Sequence[InstrumentVersion],
        *,
        standard: InstrumentVersion,
        second: InstrumentVersion | None = None,
    ) -> None:
        """Fill the list of questionnaires; where only one is stored, it is not even asked.
        `standard`: the one shown as chosen, perhaps with other words for its scale."""
        self.choose_labels(standard)
        standard, stored = standard_of(standard, stored), own_words(stored)
        self.instrument.choices = [
            SelectChoice(
                row.id, f"{in_reader_language(row.content.title)} ({row.code}, {row.version})"
            )
            for row in stored
        ]
        self.value_counts = {row.id: len(row.content.values) for row in stored}
        self.second.choices = [SelectChoice(NO_SECOND, _("Tidak ada")), *self.instrument.choices]
        for field, row in ((self.instrument, standard), (self.second, second)):
            if not field.raw_data:
                field.data = row.id if row else NO_SECOND
                field.raw_data = [str(field.data)]

    def name_groups(self, policy: Policy) -> None:
        """Label weights and minimums by what the cycle calls groups that it has renamed."""
        for code in WEIGHED:
            if policy.group(code).words == _DEFAULT.group(code).words:
                continue
            name = group_name(policy, code)
            self[f"weight_{code}"].label.text = _("Bobot %(group)s", group=name)
            if code in SMALL_GROUPS:
                self[f"minimum_{code}"].label.text = _("Minimal %(group)s", group=name)

    def validate_weight_supervisor(self, weight: NumberField) -> None:
        """A composite needs something to weigh."""
        weights = (weight, self.weight_peer, self.weight_subordinate, self.weight_citizen)
        if all(each.data == 0 for each in weights):
            raise wtforms.ValidationError(
                str(_("Beri bobot di atas 0 kepada paling sedikit satu kelompok."))
            )

    def validate_peers_per_officer(self, peers: NumberField) -> None:
        """With fewer peers than the minimum, no peer group would ever be shown."""
        if peers.data and self.minimum_peer.data and peers.data < self.minimum_peer.data:
            raise wtforms.ValidationError(
                str(_("Jumlah rekan per pegawai tidak boleh kurang dari minimal rekan."))
            )

    @property
    def weights(self) -> list[NumberField]:
        return [
            self.weight_supervisor,
            self.weight_peer,
            self.weight_subordinate,
            self.weight_citizen,
        ]

    @property
    def minimums(self) -> list[NumberField]:
        return [self.minimum_peer, self.minimum_subordinate, self.minimum_citizen]

    def refuse_policy(self, refused: PolicyRefused) -> None:
        """Tell each broken number beside its field, or above the form where it has none."""
        for broken in refused.broken:
            field = broken.field.replace("min_n.", "minimum_").replace("weights.", "weight_")
            known = field in self._fields
            self.refuse(broken.message if known else str(broken), field if known else None)

    def policy(self, drafted: Policy = _DEFAULT) -> Policy:
        """The policy that was typed over the one drafted; only after validation.

        What the form does not ask, and an older version drafted below its floor, is lifted.
        """
        weights = zip(WEIGHED, self.weights, strict=True)
        minimums = zip(SMALL_GROUPS, self.minimums, strict=True)
        typed = lift_to_floors(replace(drafted, purpose=self.chosen_purpose)).with_numbers(
            weights={
                code: _weighed(field.data or 0, drafted.weights[code]) for code, field in weights
            },
            min_n={code: field.data or 0 for code, field in minimums},
        )
        return replace(
            self.with_order(self.with_questions(typed)),
            peers_per_officer=self.peers_per_officer.data or 0,
            most_forms_per_rater=self.most_forms_per_rater.data or 0,
        )


def cycle_form_data(
    policy: Policy, units: Sequence[TreeUnit], covered: Collection[int]
) -> dict[str, object]:
    """What `CycleForm` shows of a draft that is there, by field; units by their topmost alone."""
    return {
        "units": [u.id for u in units if u.id in covered and u.parent_id not in covered],
        "purpose": policy.purpose if policy.purpose in CHOSEN else None,
        "peers_per_officer": policy.peers_per_officer,
        "most_forms_per_rater": policy.most_forms_per_rater or None,
        **questions_data(policy),
        "order": policy.order,
        **{f"weight_{group}": round(policy.weights[group] * 100) for group in WEIGHED},
        **{f"minimum_{group}": policy.min_n[group] for group in SMALL_GROUPS},
    }


def _weighed(percent: int, drafted: float) -> float:
    """A weight as typed; one drafted elsewhere with more digits is kept if it was not touched."""
    return drafted if percent == round(drafted * 100) else percent / 100


class DeadlineForm(BaseForm):
    """A later last day."""

    closes_on = DateField(_("Batas waktu baru"), thing=_("batas waktu baru"))


class OpeningDayForm(BaseForm):
    """The day on which a cycle opens by itself."""

    day = DateField(_("Hari pembukaan"), thing=_("hari pembukaan"))


class LastDayOfNamesForm(BaseForm):
    """Until when officers name colleagues."""

    last_day = DateField(_("Hari terakhir usulan"), thing=_("hari terakhir usulan"))


class CloseForm(ConfirmForm):
    """Closing a cycle; the field is shown only once damaged rows were told."""

    leave_out = NumberField(
        _("Jumlah baris rusak yang ditinggalkan"),
        thing=_("jumlah baris rusak"),
        least=0,
        most=10_000_000,
        required=False,
        hint=_("Baris itu tidak ikut dihitung dan terhapus saat siklus ditutup."),
    )
