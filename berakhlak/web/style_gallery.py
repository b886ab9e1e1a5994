"""/gaya: the living style page, every component in every state; development only."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from flask import Blueprint, current_app
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms.validators import ValidationError

from berakhlak.web.forms import (
    BaseForm,
    CheckboxesField,
    CheckboxField,
    ChoiceField,
    DateField,
    EmailField,
    FileField,
    LongTextField,
    NumberField,
    PasswordField,
    RadiosField,
    ScaleField,
    SelectChoice,
    TextField,
)
from berakhlak.web.guards import open_to_all
from berakhlak.web.pages import render_page

blueprint = Blueprint("style", __name__)

STEPS = (
    (1, _("Tidak pernah")),
    (2, _("Jarang")),
    (3, _("Kadang-kadang")),
    (4, _("Sering")),
    (5, _("Selalu")),
)
CANNOT = _("Tidak dapat menilai")


class SampleGroup(NamedTuple):
    """A rater group as lists and drawings show it."""

    mark: str
    colour: str
    words: object


GROUPS = (
    SampleGroup("ring", "rust", _("Diri")),
    SampleGroup("up", "indigo", _("Atasan")),
    SampleGroup("square", "blue", _("Rekan")),
    SampleGroup("down", "teal", _("Bawahan")),
    SampleGroup("diamond", "umber", _("Masyarakat")),
    SampleGroup("plus", "lilac", _("Mitra kerja")),
    SampleGroup("pentagon", "violet", _("Mitra kerja")),
    SampleGroup("hourglass", "night", _("Mitra kerja")),
)


class SampleUnitField(TextField):
    """The face of `people.unit_field` for one of many units: always of several that fit."""

    component = "unit"
    found: tuple[tuple[int, object], ...] = ()

    @property
    def typed(self) -> str:
        return str(self.data or "")

    def pre_validate(self, _form: object) -> None:
        """Raises ValidationError: which one is meant has yet to be chosen."""
        self.found = (
            (1, _("Dinas Kependudukan dan Pencatatan Sipil")),
            (2, _("Badan Kepegawaian Daerah")),
        )
        raise ValidationError(str(_("Beberapa unit cocok. Pilih satu di bawah.")))


class SampleForm(BaseForm):
    """One field of each kind."""

    name = TextField(_("Nama lengkap"), thing=_("nama lengkap Anda"), autocomplete="name")
    email = EmailField(_("Email"), thing=_("alamat email Anda"), hint=_("Email kedinasan"))
    password = PasswordField(_("Kata sandi"), thing=_("kata sandi Anda"))
    unit = ChoiceField(
        _("Unit kerja"),
        thing=_("unit kerja"),
        choices=[
            SelectChoice("", _("Pilih unit kerja")),
            SelectChoice("1", _("Dinas Kependudukan dan Pencatatan Sipil")),
            SelectChoice("2", _("Badan Kepegawaian Daerah")),
        ],
    )
    office = SampleUnitField(
        _("Satu dari banyak unit"), thing=_("unit kerja"), hint=_("Ketik kode atau nama unit.")
    )
    closes_on = DateField(_("Tanggal penutupan"), thing=_("tanggal penutupan"))
    minimum = NumberField(_("Jumlah penilai"), thing=_("jumlah penilai"), least=3, most=20)
    kind = RadiosField(
        _("Hubungan kerja"),
        thing=_("hubungan kerja"),
        choices=[
            SelectChoice("peer", _("Rekan kerja setingkat")),
            SelectChoice("subordinate", _("Bawahan langsung")),
        ],
    )
    months = CheckboxesField(
        _("Bulan penilaian"),
        thing=_("paling sedikit satu bulan"),
        choices=[SelectChoice("3", _("Maret")), SelectChoice("9", _("September"))],
    )
    comment = LongTextField(_("Saran untuk berkembang"), thing=_("saran Anda"), required=False)
    file = FileField(_("Berkas pegawai"), thing=_("berkas pegawai"), kinds=("csv", "xlsx"))
    agreed = CheckboxField(
        _("Saya sudah membaca janji kerahasiaan"),
        thing=_("janji kerahasiaan sudah Anda baca"),
        required=True,
    )


class SampleSheet(BaseForm):
    """Three behaviours: untouched, answered, and one that cannot be rated."""

    plain = ScaleField(_("Memahami dan memenuhi kebutuhan masyarakat"), steps=STEPS, cannot=CANNOT)
    answered = ScaleField(
        _("Ramah, cekatan, solutif, dan dapat diandalkan"), steps=STEPS, cannot=CANNOT
    )
    unknown = ScaleField(_("Melakukan perbaikan tiada henti"), steps=STEPS, cannot=CANNOT)


@blueprint.get("/gaya")
@open_to_all
def style_page() -> tuple[str, int]:
    """Every component at rest, then once more as a refused form shows it."""
    typed = MultiDict({"b-email": "siti.rahma", "b-closes_on": "31/02/2027", "b-minimum": "2"})
    typed["b-office"] = "kepe"
    unchecked = {"csrf": False}
    refused = SampleForm(formdata=typed, prefix="b-", meta=unchecked)
    missed = SampleSheet(MultiDict(), prefix="b-", meta=unchecked)
    refused.validate()
    missed.validate()
    return render_page(
        "web/gaya.html",
        fresh=SampleForm(formdata=None),
        sheet=SampleSheet(formdata=None, data={"answered": 4, "unknown": 0}),
        refused=refused,
        missed=missed,
        groups=GROUPS,
        icon_names=_icon_names(),
        page_address=lambda number: f"#halaman-{number}",
    )


def _icon_names() -> list[str]:
    drawings = Path(current_app.static_folder or "") / "img" / "icons.svg"
    return re.findall(r'<symbol id="([a-z]+)"', drawings.read_text(encoding="utf-8"))
