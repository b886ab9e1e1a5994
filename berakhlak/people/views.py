"""HR's pages of people: the directory, the tree of units, and the import of personnel files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask_babel import lazy_gettext
from werkzeug.wrappers import Response

from berakhlak import clock
from berakhlak.accounts.password_again import asks_password_again
from berakhlak.accounts.session import own_reach, signed_in
from berakhlak.audit import operations as audit
from berakhlak.audit.acts import Act
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.asking import ask_for_job, commit_job
from berakhlak.jobs.queries import unfinished_job
from berakhlak.pagination import paginate_rows
from berakhlak.people import nip, queries
from berakhlak.people.directory import OfficerChoice, count_officers, select_officers
from berakhlak.people.forms import ANSWER, ConfirmImportForm, ImportForm, target_choices
from berakhlak.people.import_job import IMPORT, import_summary, is_large, keep_for_job
from berakhlak.people.import_plan import ImportPlan, OfficerRecord
from berakhlak.people.leaving_words import leaving_words
from berakhlak.people.level_words import level_name
from berakhlak.people.marking import marked_workbook
from berakhlak.people.models import Agency, Person, Unit
from berakhlak.people.namesakes import Namesake, name_with_mark, namesake_marks
from berakhlak.people.operations import import_people, preview_import
from berakhlak.people.own_person import own_person
from berakhlak.people.pending_uploads import PendingUploads, pending_uploads
from berakhlak.people.personnel_file.template import csv_template, xlsx_template
from berakhlak.people.quotas import quota_lines
from berakhlak.people.scope import covers_person, units_within
from berakhlak.people.unit_branch import unit_branch
from berakhlak.people.unit_search import has_many, searched_unit
from berakhlak.people.units import unit_tree
from berakhlak.permissions import Action
from berakhlak.spreadsheets import XLSX
from berakhlak.web.addresses import page_number, row_argument, searched_words
from berakhlak.web.guards import requires
from berakhlak.web.navigation import NavigationEntry
from berakhlak.web.pages import render_page
from berakhlak.web.refused_forms import repeatable_view

blueprint = Blueprint("people", __name__)
# Pages of two people, which need to know of cycles.
BARRED_PAGES = tuple(
    f"nominations.{name}"
    for name in ("barred_pairs_page", "bar_pair_page", "bar_pairs_file_page", "lift_pair_page")
)
PLACE = NavigationEntry(
    lazy_gettext("Pegawai"),
    "people.directory_page",
    "people",
    Action.READ_PEOPLE,
    section=("people.*", "access.*", "role_grants.*", *BARRED_PAGES),
)
blueprint.add_app_template_filter(level_name)
blueprint.add_app_template_filter(nip.mask_nip, "nip")
blueprint.add_app_template_filter(nip.format_nip, "whole_nip")

Answer = Response | tuple[str, int]
PER_PAGE = 50
LEFT = "nonaktif"  # What ?status= says to see those who have left.
WHOLE = "lengkap"  # What ?nip= says to see whole NIPs.


@blueprint.get("/pegawai")
@requires(Action.READ_PEOPLE)
def directory_page() -> Answer:
    """Officers of the agency, found by name, post, NIP or unit."""
    reach, words = own_reach(Action.READ_PEOPLE), searched_words()
    units = searched_unit(db.session(), Unit, Unit.id.in_(units_within(reach)))
    unit_id = units.unit_id
    status = LEFT if request.args.get("status") == LEFT else ""
    chosen = OfficerChoice(words, unit_id, has_left=bool(status))
    found = select_officers(reach, chosen)
    number = page_number()
    whole = _reads_whole_nips()
    total = None if words else count_officers(db.session(), reach, chosen)
    session, key = db.session(), Person.id
    people = paginate_rows(session, found, number, PER_PAGE, lambda each: each, total, key)
    return render_page(
        "people/directory.html",
        people=people,
        words=words,
        unit_id=unit_id,
        status=status,
        units=units,
        of_unit=lambda each: _directory_page(words, each, 1, whole=whole, status=status),
        whole_nips=whole,
        address=partial(_directory_page, words, unit_id, whole=whole, status=status),
    )


@blueprint.get("/pegawai/<row:person_id>")
@requires(Action.READ_PEOPLE)
def person_page(person_id: int) -> Answer:
    """One officer: post, unit, supervisor and direct reports."""
    reach, found = own_reach(Action.READ_PEOPLE), own_person(Action.READ_PEOPLE, person_id)
    reports = queries.direct_reports(db.session(), found, reach)
    acting = queries.acting_posts(db.session(), found, reports)
    return render_page(
        "people/person.html",
        person=found,
        reports=reports,
        acting=acting,
        leaving_words=leaving_words,
        today=local_today(),
        lead_in_reach=found.supervisor and covers_person(db.session(), reach, found.supervisor),
        whole_nips=_reads_whole_nips(),
    )


@blueprint.get("/pegawai/unit")
@requires(Action.READ_PEOPLE)
def units_page() -> Answer:
    """The tree of units with the number of officers in each; of many units, a branch at a time."""
    session, reach = db.session(), own_reach(Action.READ_PEOPLE)
    if not has_many(session, Unit, Unit.id.in_(units_within(reach))):
        return render_page("people/units.html", tree=unit_tree(session, reach))
    number = page_number()
    branch = unit_branch(session, reach, row_argument("di"), number, PER_PAGE)
    address = partial(url_for, ".units_page", di=branch.at)
    return render_page(
        "people/unit_branch.html", branch=branch, address=lambda number: address(halaman=number)
    )


@blueprint.route("/pegawai/impor", methods=["GET", "POST"])
@requires(Action.IMPORT_PEOPLE)
@asks_password_again
def import_file() -> Answer:
    """Examine a personnel file; it is kept until its import is confirmed or given up."""
    form, account = ImportForm(), signed_in()
    if not form.validate_on_submit():
        return render_page("people/import.html", form=form)
    content, file_name = form.file.data.read(), form.file.data.filename
    kept = _uploads().keep(content, owner=account.id)
    return _examined(content, kept, str(file_name), {})


@blueprint.post("/pegawai/impor/terapkan")
@repeatable_view(aksi="periksa")
@requires(Action.IMPORT_PEOPLE)
@asks_password_again
def confirm_import() -> Answer:
    """Look at the kept file again with HR's answers, import it, or give it up."""
    account, form = signed_in(), ConfirmImportForm()
    name, act = str(form.upload.data or ""), request.form.get("aksi", "")
    if act == "batal":
        _uploads().forget(account.id)
        return redirect(url_for(".import_file"))
    if job := unfinished_job(db.session(), account.agency_id, [IMPORT], name):
        return redirect(url_for("jobs.job_page", job_id=job.id))
    content, answers = _uploads().read_file(name, owner=account.id), _answers()
    file_name = str(form.file_name.data or "")
    if act == "unduh":
        return _marked(content, answers)
    if act == "periksa":
        return _examined(content, name, file_name, answers)
    plan = preview_import(db.session(), _agency(), content, today=local_today(), answers=answers)
    if plan.is_ready and is_large(plan):
        return redirect(_start_import(content, answers, name))
    return _imported(content, name, file_name, answers)


def _imported(content: bytes, kept: str, file_name: str, answers: dict[str, str]) -> Answer:
    """Import at once; what is wrong with the file after all is told as before."""
    account, now = signed_in(), clock.utc_now()
    plan = import_people(
        db.session(), _agency(), content, today=local_today(), by=account, at=now, answers=answers
    )
    if not plan.is_ready:
        return _examined(content, kept, file_name, answers, status=409)
    _uploads().forget(account.id)
    db.session.commit()
    flash(import_summary(**plan.counts), "success")
    return redirect(url_for(".directory_page"))


def _start_import(content: bytes, answers: dict[str, str], kept: str) -> str:
    """Ask for a job that imports the file; the address of its page."""
    account, agency = signed_in(), _agency()
    job = ask_for_job(IMPORT, {}, key=kept, agency_id=agency.id, subject=agency.name)
    keep_for_job(job, content, answers)
    address = commit_job(job)
    _uploads().forget(account.id)
    return address


def _examined(
    content: bytes, kept: str, file_name: str, answers: dict[str, str], status: int = 422
) -> Answer:
    """What the file would do, or what is wrong with it; with what HR may answer in both cases."""
    plan = preview_import(db.session(), _agency(), content, today=local_today(), answers=answers)
    confirm = ConfirmImportForm(formdata=None, upload=kept, file_name=file_name)
    about = {
        "plan": plan,
        "confirm": confirm,
        "file_name": file_name,
        "targets": target_choices(),
        "answers": answers,
    }
    if plan.is_ready:
        return render_page("people/preview.html", called=_called_in(plan), **about)
    return render_page("people/import.html", form=ImportForm(formdata=None), **about)[0], status


def _called_in(plan: ImportPlan) -> Callable[[OfficerRecord], str]:
    """How to call the officers of a plan, so that each can be told from the others on the page."""
    officers = [*plan.new_officers, *(change.after for change in plan.changes)]
    apart = namesake_marks(
        Namesake(int(o.nip), o.name, o.position, o.unit_code, o.nip) for o in officers
    )
    return lambda officer: name_with_mark(officer.name, apart[int(officer.nip)])


def _marked(content: bytes, answers: dict[str, str]) -> Response:
    """The kept file as a workbook with its faulty cells marked."""
    plan = preview_import(db.session(), _agency(), content, today=local_today(), answers=answers)
    book = marked_workbook(content, plan.defects, plan.headed, answers)
    answer = Response(book, mimetype=XLSX)
    answer.headers["Content-Disposition"] = "attachment; filename=berkas-bertanda.xlsx"
    return answer


def _answers() -> dict[str, str]:
    """What HR chose on the page, by the keys of the questions."""
    given = request.form.items()
    return {key.removeprefix(ANSWER): said for key, said in given if key.startswith(ANSWER)}


@blueprint.get("/pegawai/impor/templat.<any(csv, xlsx):kind>")
@requires(Action.IMPORT_PEOPLE)
def template_file(kind: str) -> Answer:
    """The file to fill in."""
    content, mime = (csv_template(), "text/csv") if kind == "csv" else (xlsx_template(), XLSX)
    answer = Response(content, mimetype=mime)
    answer.headers["Content-Disposition"] = f"attachment; filename=templat-pegawai.{kind}"
    return answer


def _directory_page(
    words: str, unit_id: int | None, number: int | None, *, whole: bool, status: str = ""
) -> str:
    return url_for(
        ".directory_page",
        cari=words or None,
        unit=unit_id,
        status=status or None,
        nip=WHOLE if whole else None,
        halaman=number,
    )


def _reads_whole_nips() -> bool:
    """Whether whole NIPs are asked for. They tell age and sex, so that it is put on record."""
    if request.args.get("nip") != WHOLE:
        return False
    account = signed_in()
    now = clock.utc_now()
    audit.record_act(db.session(), Act.READ_WHOLE_NIPS, account.agency_id, by=account, at=now)
    db.session.commit()
    return True


@blueprint.app_template_global()
def own_quota() -> list[object]:
    """What of its quota the reader's agency has used, for pages of HR."""
    return quota_lines(db.session(), signed_in().agency_id, clock.utc_now())


def _agency() -> Agency:
    return db.session.get_one(Agency, signed_in().agency_id)


def _uploads() -> PendingUploads:
    # Beside the keys, never among them: the folder of the keys is not to be read by backups.
    return pending_uploads(current_app.config["BERAKHLAK"], "uploads")
