"""/siklus/…/ingatkan: texts for WhatsApp to send by hand, and the list of whom to ask.

Nothing is sent from here. The list is the one that HR may see anyway (0005), and no text holds a
signed link: whoever had others' links could answer in their names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import url_for
from flask_babel import gettext as _

from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.late_raters import LateRater, MappedRows, raters_of_units
from berakhlak.cycle_administration.unit_pages import late_progress
from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.cycles.models import Cycle
from berakhlak.extensions import db
from berakhlak.formats import long_date
from berakhlak.mail.blueprint import CYCLE, blueprint
from berakhlak.pagination import paginate_list
from berakhlak.people.models import Agency
from berakhlak.people.unit_matches import ListedUnit, ListedUnits
from berakhlak.people.unit_search import unit_asked_for
from berakhlak.permissions import Action
from berakhlak.web.addresses import page_number
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page
from berakhlak.web.whole_addresses import public_address

PER_PAGE = 200
ALL_SENT = 10  # Tenths.
OUTSIDE = 0  # Stands for raters outside the cycle's units.


@dataclass(frozen=True)
class Contact:
    """One rater with an address that opens WhatsApp with the text for them."""

    rater: LateRater
    address: str


@blueprint.get(CYCLE + "/ingatkan")
@requires(Action.CHASE)
def messenger_page(cycle_id: int) -> tuple[str, int]:
    """For one unit, or all of them."""
    cycle, reach = cycle_in_reach(cycle_id, Action.CHASE)
    progress = late_progress(cycle, reach) if cycle.accepts_answers else None
    late: Sequence[LateRater] = progress.raters if progress else ()
    units = {
        each.unit_id or OUTSIDE: each.unit
        for each in (progress.units if progress else ())
        if each.share.tenths < ALL_SENT
    }
    searched = unit_asked_for(ListedUnits(_named_units(units)))
    unit_id = searched.unit_id
    if unit_id is not None:
        late = raters_of_units(late, (unit_id or None,))
    text = _text_for_all(cycle)
    return render_page(
        "mail/messenger.html",
        cycle=cycle,
        progress=progress,
        units=_unit_choices(units) if searched.choices is not None else [],
        searched=searched,
        of_unit=lambda each: url_for(".messenger_page", cycle_id=cycle.id, unit=each),
        unit_id=unit_id,
        text=text,
        address=_whatsapp(text),
        rows=paginate_list(
            MappedRows(late, lambda each: Contact(each, _whatsapp(_text_for(each, cycle)))),
            page_number(),
            PER_PAGE,
        ),
    )


def _named_units(units: dict[int, str | None]) -> list[ListedUnit]:
    return [ListedUnit(number, "", name) for number, name in units.items() if name]


def _unit_choices(units: dict[int, str | None]) -> list[dict[str, object]]:
    found = sorted(units.items(), key=lambda each: each[1] or "")
    return [
        {"value": str(unit_id), "label": name or _("Di luar unit siklus ini")}
        for unit_id, name in found
    ]


def _text_for_all(cycle: Cycle) -> str:
    """For a group: without names, since who is late is not for everybody to read."""
    return str(
        _(
            "Yth. Bapak/Ibu, penilaian perilaku %(cycle)s di %(agency)s masih dibuka sampai "
            "%(day)s. Mohon periksa apakah semua formulir Anda sudah terkirim: %(address)s "
            "Bila sudah, abaikan pesan ini. Terima kasih.",
            cycle=cycle.name,
            agency=db.session.get_one(Agency, signed_in().agency_id).name,
            day=long_date(cycle.closes_on),
            address=public_address("ratings.tasks_page"),
        )
    )


def _text_for(rater: LateRater, cycle: Cycle) -> str:
    return str(
        _(
            "Yth. %(name)s, masih ada formulir penilaian Anda dalam %(cycle)s yang menurut "
            "catatan kami belum terkirim. Hari terakhir %(day)s: %(address)s Bila sudah, "
            "abaikan pesan ini. Terima kasih.",
            name=rater.name,
            cycle=cycle.name,
            day=long_date(cycle.closes_on),
            address=public_address("ratings.tasks_page"),
        )
    )


def _whatsapp(text: str) -> str:
    """Without a number: whoever sends it picks the person or group there."""
    return f"https://wa.me/?text={quote(text)}"
