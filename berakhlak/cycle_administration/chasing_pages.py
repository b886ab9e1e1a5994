"""/siklus/…/belum-selesai: whom to remind, as a page, a workbook and a list to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from berakhlak import clock, text
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import signed_in
from berakhlak.cycle_administration.blueprint import CYCLE, blueprint
from berakhlak.cycle_administration.chasing import (
    OUTSIDE,
    ChasedPart,
    ChasedRater,
    CycleTree,
    by_unit,
    cycle_tree,
    groups_to_choose,
    late_in_part,
)
from berakhlak.cycle_administration.chasing_workbook import chasing_workbook
from berakhlak.cycle_administration.coarse_progress import DatedProgress
from berakhlak.cycle_administration.confirmation import Answer
from berakhlak.cycle_administration.file_parts import (
    IN_A_FILE,
    PART,
    FilePart,
    file_parts,
    part_about,
    part_name,
)
from berakhlak.cycle_administration.unit_pages import late_progress
from berakhlak.cycle_administration.unit_progress import PartOfProgress
from berakhlak.cycles.current_cycle import cycle_in_reach
from berakhlak.cycles.models import Cycle
from berakhlak.documents.responses import workbook_file
from berakhlak.documents.wording import group_name
from berakhlak.downloads.models import DownloadKind
from berakhlak.downloads.operations import record_download
from berakhlak.extensions import db
from berakhlak.pagination import paginate_list
from berakhlak.people.unit_matches import ListedUnits
from berakhlak.people.unit_search import MOST_LISTED, UnitSearch, unit_asked_for
from berakhlak.permissions import Action, Reach
from berakhlak.web.addresses import page_number, searched_words
from berakhlak.web.guards import requires
from berakhlak.web.pages import render_page

PER_PAGE = 50
MOST_PRINTED = 2000  # Raters on paper at once; an office is printed, not a province.


@dataclass(frozen=True)
class ChasedList:
    """The late raters of a part, with what is needed to word what was chosen."""

    cycle: Cycle
    reach: Reach
    tree: CycleTree
    part: ChasedPart
    progress: DatedProgress | PartOfProgress | None
    raters: Sequence[ChasedRater]

    @property
    def where(self) -> str:
        """The chosen office or unit in words."""
        return part_words(self.cycle, self.tree, self.part)

    def of_office(self, office_id: int) -> str:
        """The list of one office, with all else as it was chosen."""
        part = replace(self.part, office_id=office_id, unit_id=None)
        return replace(self, part=part).address(".late_raters_page")

    def of_unit(self, unit_id: int) -> str:
        """The same of one unit."""
        part = replace(self.part, unit_id=unit_id)
        return replace(self, part=part).address(".late_raters_page")

    def address(self, page: str, number: int | None = None, argument: str = "halaman") -> str:
        """A page with the same choice."""
        given = chosen_arguments(self.part) | {argument: number}
        return url_for(page, cycle_id=self.cycle.id, **given)

    @property
    def files(self) -> list[FilePart]:
        """Workbooks of all that was chosen."""
        address = partial(self.address, ".late_raters_table", argument=PART)
        return file_parts(len(self.raters), address)


@blueprint.get(CYCLE + "/belum-selesai")
@requires(Action.CHASE)
def late_raters_page(cycle_id: int) -> Answer:
    """Everybody whom HR has to remind; how many forms and about whom is not shown."""
    found = chased_list(cycle_id)
    return render_page(
        "cycle_administration/late_raters.html",
        found=found,
        cycle=found.cycle,
        progress=found.progress,
        rows=paginate_list(found.raters, page_number(), PER_PAGE),
        offices=searched_offices(found.tree),
        units=searched_units(found.tree, found.part.office_id),
        choices=part_choices(found.cycle, found.tree, found.part, whole=found.reach.is_whole),
        page_address=partial(found.address, ".late_raters_page"),
    )


@blueprint.get(CYCLE + "/belum-selesai.xlsx")
@requires(Action.CHASE)
@asks_password_again
def late_raters_table(cycle_id: int) -> Response:
    """The same as a workbook; that it was taken is on record."""
    found = chased_list(cycle_id)
    taken_on = found.progress.taken_on if found.progress else None
    part = paginate_list(found.raters, page_number(PART), IN_A_FILE)
    book = chasing_workbook(part.items, taken_on)
    answer = workbook_file(book, part_name("belum-selesai", part))
    record_download(
        db.session(),
        DownloadKind.LATE_RATERS,
        subject=found.cycle.name,
        about=part_about(found.where, part),
        by=signed_in(),
        at=clock.utc_now(),
    )
    db.session.commit()
    return answer


@blueprint.get(CYCLE + "/belum-selesai/cetak")
@requires(Action.CHASE)
@asks_password_again
def late_raters_print(cycle_id: int) -> Answer:
    """The same as a list to print, unit by unit."""
    found = chased_list(cycle_id)
    fits = len(found.raters) <= MOST_PRINTED
    return render_page(
        "cycle_administration/late_raters_print.html",
        found=found,
        cycle=found.cycle,
        progress=found.progress,
        lists=list(by_unit(found.raters)) if fits else [],
        fits=fits,
        most=MOST_PRINTED,
    )


def searched_offices(tree: CycleTree) -> UnitSearch:
    """What `?opd=` and `?cari_opd=` say."""
    return unit_asked_for(ListedUnits(tree.offices), "opd")


def searched_units(tree: CycleTree, office_id: int | None) -> UnitSearch:
    """The same of the units of an office, of all of them where none is chosen."""
    below = tree.below(office_id) - {office_id} if office_id else frozenset()
    inside = [each for each in tree.units if each.id in below] if office_id else tree.units
    return unit_asked_for(ListedUnits(inside))


def chosen_part(tree: CycleTree) -> ChasedPart:
    """What the address says; units out of reach are as good as none."""
    office = searched_offices(tree).unit_id
    office = office if office == OUTSIDE or office in tree.named else None
    unit = searched_units(tree, office).unit_id
    inside = tree.below(office) if office else frozenset(tree.named)
    return ChasedPart(
        office_id=office,
        unit_id=unit if unit in inside and office != OUTSIDE else None,
        group=text.single_line(request.args.get("kelompok", "")),
        words=searched_words(),
    )


def chosen_arguments(part: ChasedPart) -> dict[str, Any]:
    """The same for an address."""
    given = {"opd": part.office_id, "unit": part.unit_id}
    words = {"kelompok": part.group, "cari": part.words}
    return {k: v for k, v in given.items() if v is not None} | {k: v for k, v in words.items() if v}


def part_choices(
    cycle: Cycle, tree: CycleTree, part: ChasedPart, *, whole: bool
) -> dict[str, list[dict[str, object]]]:
    """What may be chosen: offices, the units of the chosen one, groups."""
    everything = {"value": "", "label": _("Semua")}
    offices = [{"value": each.id, "label": each.name} for each in tree.offices]
    outside = [{"value": OUTSIDE, "label": _("Di luar unit siklus ini")}] if whole else []
    below = tree.below(part.office_id) - {part.office_id} if part.office_id else frozenset()
    units = [{"value": each.id, "label": each.name} for each in tree.units if each.id in below]
    groups = [
        {"value": each.code, "label": group_name(cycle.policy, each.code)}
        for each in groups_to_choose(cycle.policy)
    ]
    return {
        "offices": [everything, *offices, *outside] if len(offices) <= MOST_LISTED else [],
        "units": [everything, *units] if 0 < len(units) <= MOST_LISTED else [],
        "outside": outside,
        "groups": [everything, *groups],
    }


def part_words(cycle: Cycle, tree: CycleTree, part: ChasedPart) -> str:
    """The chosen part as one phrase; empty for all of it."""
    words = []
    if part.at == OUTSIDE:
        words.append(_("Di luar unit siklus ini"))
    elif part.at is not None:
        words.append(tree.named[part.at].name)
    if part.group in {each.code for each in groups_to_choose(cycle.policy)}:
        words.append(group_name(cycle.policy, part.group))
    if part.words:
        words.append(f"“{part.words}”")
    return " · ".join(words)


def chased_list(cycle_id: int) -> ChasedList:
    """What the address asks for, within the reader's own reach."""
    cycle, reach = cycle_in_reach(cycle_id, Action.CHASE)
    session = db.session()
    tree = cycle_tree(session, cycle, reach)
    part = chosen_part(tree)
    progress = late_progress(cycle, reach) if cycle.accepts_answers else None
    late = progress.raters if progress else ()
    return ChasedList(
        cycle, reach, tree, part, progress, late_in_part(session, cycle, tree, late, part)
    )
