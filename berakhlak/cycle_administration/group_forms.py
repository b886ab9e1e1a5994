"""Forms of HR for the rater groups of a draft, and for those whom it appoints."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from flask_babel import lazy_gettext as _

from berakhlak.cycles.group_floors import LONGEST_NAME, MOST_ORDER, MOST_RATERS, free_word
from berakhlak.cycles.policy import Policy
from berakhlak.cycles.policy_floors import PolicyRefused
from berakhlak.cycles.purposes import LEAST_ANONYMOUS
from berakhlak.cycles.rater_groups import (
    GroupColour,
    GroupMark,
    RaterGroup,
    Relation,
    SheetLength,
)
from berakhlak.instrument.dimension import BilingualText
from berakhlak.text import ascii_letters, label_key
from berakhlak.web.forms import (
    BaseForm,
    FileField,
    NumberField,
    RadiosField,
    SelectChoice,
    TextField,
)

FIELDS = {
    "words.id": "name",
    "words.en": "english",
    "order": "order",
}
ANONYMOUS, KNOWN = "ya", "tidak"


class GroupForm(BaseForm):
    """What of a group that every cycle has may be changed here."""

    name = TextField(_("Nama kelompok"), thing=_("nama kelompok"), max_length=LONGEST_NAME)
    english = TextField(
        _("Nama dalam bahasa Inggris"),
        thing=_("nama dalam bahasa Inggris"),
        max_length=LONGEST_NAME,
        hint=_("Dibaca oleh yang memakai bahasa Inggris"),
    )
    order = NumberField(
        _("Urutan"),
        thing=_("urutan"),
        least=1,
        most=MOST_ORDER,
        hint=_("Kelompok dengan bilangan lebih kecil disebut lebih dahulu"),
    )

    def refuse_policy(self, refused: PolicyRefused, code: str) -> None:
        """Tell each thing that is wrong beside its field, or above the form where it has none."""
        places = {f"groups.{code}.{part}": field for part, field in FIELDS.items()}
        places |= {f"min_n.{code}": "minimum", f"weights.{code}": "weight"}
        for broken in refused.broken:
            field = places.get(broken.field)
            known = field in self._fields
            self.refuse(broken.message if known else str(broken), field if known else None)

    def changed(self, group: RaterGroup) -> RaterGroup:
        """The group as typed; only after validation."""
        return replace(
            group,
            words=BilingualText(self.name.data or "", self.english.data or ""),
            order=self.order.data or 0,
        )


class AppointedGroupForm(GroupForm):
    """A group whose raters HR appoints: all of it."""

    anonymous = RadiosField(
        _("Apakah jawabannya anonim?"),
        thing=_("apakah jawabannya anonim"),
        choices=[
            SelectChoice(ANONYMOUS, _("Ya: hanya nilai kelompok, sejak paling sedikit 3 penilai")),
            SelectChoice(KNOWN, _("Tidak: pembaca profil dapat mengenali jawabannya")),
        ],
        default=ANONYMOUS,
    )
    weight = NumberField(_("Bobot"), thing=_("bobot"), least=0, most=100, default=20)
    minimum = NumberField(
        _("Minimal penilai"),
        thing=_("jumlah minimal penilai"),
        least=1,
        most=MOST_RATERS,
        default=LEAST_ANONYMOUS,
        hint=_(
            "Paling sedikit 3 bila anonim; 5 dalam siklus yang menjadi masukan bagi Pejabat "
            "Penilai Kinerja"
        ),
    )

    def changed(self, group: RaterGroup) -> RaterGroup:
        """The group as typed; only after validation."""
        percent = self.weight.data or 0
        kept = percent == round(group.weight * 100)  # One drafted elsewhere may have more digits.
        return replace(
            super().changed(group),
            is_anonymous=self.anonymous.data == ANONYMOUS,
            weight=group.weight if kept else percent / 100,
            minimum=self.minimum.data or 0,
        )


class AppointmentForm(BaseForm):
    """A file of appointed raters."""

    file = FileField(
        _("Berkas penunjukan"),
        thing=_("berkas penunjukan"),
        kinds=("xlsx", "csv", "xls", "ods"),
        hint=_("Kolom nip_pegawai, nip_penilai, dan kelompok"),
    )


def group_form(group: RaterGroup) -> GroupForm:
    """The form of a group that is there, or of one to be added, filled with what it is."""
    filled = {"name": group.words.id, "english": group.words.en, "order": group.order}
    if group.relation is not Relation.APPOINTED:
        return GroupForm(data=filled)
    return AppointedGroupForm(
        data={
            **filled,
            "anonymous": ANONYMOUS if group.is_anonymous else KNOWN,
            "weight": round(group.weight * 100),
            "minimum": group.minimum,
        }
    )


def blank_group(policy: Policy) -> RaterGroup:
    """A group to be added: marks and colours that no other has; named on the form."""
    return RaterGroup(
        code="",
        words=BilingualText("", ""),
        relation=Relation.APPOINTED,
        is_anonymous=True,
        weight=0.2,
        minimum=policy.purpose.least_anonymous,
        mark=GroupMark(free_word(GroupMark, [each.mark for each in policy.groups])),
        colour=GroupColour(free_word(GroupColour, [each.colour for each in policy.groups])),
        form=SheetLength.FULL,
        order=max(each.order for each in policy.groups) + 1,
    )


def code_of(name: str, taken: Collection[str]) -> str:
    """mitra_kerja: a code that says what the group was called first, and that no other has."""
    plain = re.sub(r"[^a-z0-9]+", "_", label_key(ascii_letters(name))).strip("_")[:24]
    stem = plain if re.match(r"[a-z].", plain) else "kelompok"
    numbered = (stem if n == 1 else f"{stem}_{n}" for n in range(1, len(taken) + 2))
    return next(code for code in numbered if code not in taken)
