"""Exports as jobs: many profiles, or the reports on units, in one ZIP that is kept for days."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from flask import url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.utils import secure_filename

from berakhlak import clock
from berakhlak.accounts.models import Account
from berakhlak.accounts.session import signed_in
from berakhlak.cycles.models import Cycle
from berakhlak.cycles.queries import units_of
from berakhlak.disclosure.operations import require_audited
from berakhlak.disk import PART, write_whole
from berakhlak.documents.responses import agency_timezone
from berakhlak.downloads.models import DownloadKind
from berakhlak.downloads.operations import record_download
from berakhlak.errors import StateConflict
from berakhlak.exports.choosing import BY_UNIT, ExportChoice, named_profiles, team_in_cycle
from berakhlak.exports.export import ExportProgress, export_profiles
from berakhlak.exports.index import REPORT_COLUMNS, write_index
from berakhlak.exports.issuing import batch_issuer
from berakhlak.exports.merging import merge_by_folder
from berakhlak.exports.rights import (
    ExportNotAllowed,
    may_take,
    require_results,
    require_right,
)
from berakhlak.exports.shards import ShardedWork, gather_shards, is_sharded
from berakhlak.exports.zip_archive import pack_export
from berakhlak.extensions import db
from berakhlak.formats import local_today
from berakhlak.jobs.models import Job
from berakhlak.jobs.queries import JobNotFound
from berakhlak.jobs.registry import JobKind, JobLink, JobResult
from berakhlak.jobs.running import JobRun
from berakhlak.permissions import Action
from berakhlak.profiles.queries import published_officers
from berakhlak.profiles.readings import record_exported
from berakhlak.results.builder import agency_results, unit_results
from berakhlak.results.printing import results_file_stem, results_pdf
from berakhlak.results.queries import results_source
from berakhlak.results.report import ResultsReport
from berakhlak.results.workbook import results_workbook

PROFILES, TEAM, REPORTS = "export profiles", "export team", "export reports"
REPORT = "export report"  # On the agency or one unit, as the page of results shows it.
PHASES = {
    "writing": _("Menulis PDF"),
    "merging": _("Menggabungkan PDF menurut unit kerja"),
    "packing": _("Menyusun arsip ZIP"),
}
# One beside the worker itself: exports are not urgent, and others use the machine.
WORKERS = 1


class NothingToExport(StateConflict):
    """No published profile is left of what was chosen."""

    message = _("Tidak ada profil terbit dalam pilihan ini.")


def archive_name(run: JobRun, stem: str, ending: str = "zip") -> str:
    """The name of the file; it differs between any two exports that are not the same.

    After a restored backup a number of a job may be given a second time, and a file of the first
    must not be found under it.
    """
    mark = sha256(f"{run.job.agency_id}:{run.job.key}".encode()).hexdigest()[:12]
    return f"{secure_filename(stem)[:100]}-{mark}.{ending}"


def _export_profiles(run: JobRun) -> JobResult:
    require_right(run, Action.EXPORT_PROFILES)
    choice = ExportChoice.from_json(run.arguments["choice"])
    return _write_profiles(run, choice, "Profil-BerAKHLAK")


def _export_team(run: JobRun) -> JobResult:
    people = team_in_cycle(run.session, run.by, run.arguments["cycle"]) if run.by else ()
    if not people:
        raise ExportNotAllowed
    return _write_profiles(run, ExportChoice(people=people), "Profil-tim-BerAKHLAK")


def _write_profiles(run: JobRun, choice: ExportChoice, stem: str) -> JobResult:
    cycle = run.session.get_one(Cycle, run.arguments["cycle"])
    everyone = published_officers(run.session, cycle.id)
    chosen = choice.narrow(run.session, cycle, everyone)
    if not chosen:
        raise NothingToExport
    place = run.folder / archive_name(run, f"{stem}-{cycle.name}")
    merged, form = run.arguments["merged"], run.arguments["form"]
    files = len(chosen)
    if not place.exists():  # Else it is whole, and a kill came after it.
        work = _work_folder(run, place)
        if is_sharded(run, files):
            ids = [each.participant_id for each in chosen]
            shards = ShardedWork(cycle.id, ids, form, is_issued=not merged)
            gather_shards(run, shards, work / "pdf")
        # Of its own: it forgets what it has loaded, and is committed with each issued file.
        with Session(db.engine) as reading:
            profiles = named_profiles(
                reading,
                everyone,
                chosen,
                pattern=BY_UNIT,
                language=run.job.language,
                form=form,
                timezone=agency_timezone(),
            )
            # A merged file can carry no signature of each profile, so its profiles claim none.
            issue = None if merged else batch_issuer(reading, by=run.by)

            def report(progress: ExportProgress) -> None:
                run.tell("writing", progress.done + progress.skipped, progress.total)

            rows = export_profiles(
                profiles, work / "pdf", total=files, workers=WORKERS, report=report, issue=issue
            ).rows
        folder = _merged(run, work, rows) if merged else work / "pdf"
        _pack(run, folder, place)
        shutil.rmtree(work)
    ids, account_id = [each.participant_id for each in chosen], run.by.id if run.by else 0
    record_exported(run.session, ids, account_id, day=local_today())
    run.session.commit()
    return JobResult({"files": files}, file=place)


def _merged(run: JobRun, work: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    folder = work / "gabungan"
    index = merge_by_folder(
        work / "pdf", folder, rows, lambda done, total: run.tell("merging", done, total)
    )
    write_index(folder, index)
    return folder


def _export_reports(run: JobRun) -> JobResult:
    require_right(run, Action.EXPORT_RESULTS)
    cycle = run.session.get_one(Cycle, run.arguments["cycle"])
    source = results_source(run.session, cycle, agency_timezone())
    if cycle.published_at is None:
        require_audited(run.session, cycle)
    place = run.folder / archive_name(run, f"Hasil-BerAKHLAK-{cycle.name}")
    language, total = run.job.language, len(source.units) + 1
    if not place.exists():
        folder = _work_folder(run, place)
        run.tell("writing", 0, total)
        codes = {unit.id: unit.code for unit in units_of(run.session, cycle)}
        rows = _write_report(folder, agency_results(source, language), f"{cycle.id}")
        for done, unit in enumerate(source.units, start=1):
            run.tell("writing", done, total)
            report = unit_results(source, unit, language)
            rows += _write_report(folder, report, f"{cycle.id}-{unit.id}", codes[unit.id])
        write_index(folder, rows, REPORT_COLUMNS)
        _pack(run, folder, place)
        shutil.rmtree(folder)
    return JobResult({"files": total}, file=place)


def _export_report(run: JobRun) -> JobResult:
    cycle, unit_id = run.session.get_one(Cycle, run.arguments["cycle"]), run.arguments["unit"]
    require_results(run, cycle, unit_id)
    source = results_source(run.session, cycle, agency_timezone())
    if cycle.published_at is None:
        require_audited(run.session, cycle)
    unit = next((each for each in source.units if each.id == unit_id), None)
    language, place = run.job.language, f"{cycle.id}-{unit.id}" if unit else f"{cycle.id}"
    report = unit_results(source, unit, language) if unit else agency_results(source, language)
    run.tell("writing")
    file = run.folder / archive_name(run, results_file_stem(report, place), "pdf")
    if not file.exists():
        write_whole(file, results_pdf(report, place))
    return JobResult({"files": 1, "about": report.heading if unit else ""}, file=file)


def _write_report(
    folder: Path, report: ResultsReport, place: str, unit_code: str = ""
) -> list[tuple[str, ...]]:
    """Write what is not there yet; the rows of both files for the index."""
    stem = results_file_stem(report, place)
    pdf, workbook = folder / f"{stem}.pdf", folder / f"{stem}.xlsx"
    if not pdf.exists():
        write_whole(pdf, results_pdf(report, place))
    if not workbook.exists():
        write_whole(workbook, results_workbook(report))
    return [
        (
            *(file.name, unit_code, report.heading, report.cycle),
            sha256(file.read_bytes()).hexdigest(),
        )
        for file in (pdf, workbook)
    ]


def _work_folder(run: JobRun, place: Path) -> Path:
    """Where the files of this very export lie until they are packed; it outlives a kill."""
    for torn in run.folder.glob(f".*{PART}"):
        torn.unlink(missing_ok=True)
    folder = run.folder / f"{place.stem}.sedang-dibuat"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _pack(run: JobRun, folder: Path, place: Path) -> None:
    pack_export(folder, place, lambda done, total: run.tell("packing", done, total))


def record_taking(kind: DownloadKind) -> Callable[[Session, Job], None]:
    """Before the file of a job leaves: whether it still may, and on record."""

    def record(session: Session, job: Job) -> None:
        account = session.get_one(Account, signed_in().id)
        if not may_take(session, account, job, kind):
            raise JobNotFound
        record_download(
            session,
            kind,
            subject=job.subject,
            about=job.result.get("about", ""),
            files=job.result["files"],
            by=account,
            at=clock.utc_now(),
        )

    return record


def _done(job: Job) -> object:
    n = job.result["files"]
    return ngettext("%(num)s dokumen siap diunduh.", "%(num)s dokumen siap diunduh.", n)


def to_profiles(job: Job) -> list[JobLink]:
    address = url_for("profiles.profiles_of_cycle", cycle_id=job.arguments["cycle"])
    return [JobLink(_("Profil pegawai"), address)]


def to_results(job: Job) -> list[JobLink]:
    cycle_id, unit_id = job.arguments["cycle"], job.arguments["unit"]
    if unit_id:
        return [
            JobLink(
                _("Hasil unit"),
                url_for("results.results_of_unit", cycle_id=cycle_id, unit_id=unit_id),
            )
        ]
    return [JobLink(_("Hasil instansi"), url_for("results.results_page", cycle_id=cycle_id))]


def _to_own(_job: Job) -> list[JobLink]:
    return [JobLink(_("Profil perilaku"), url_for("profiles.profiles_page"))]


def export_kind(
    code: str,
    title: object,
    run: Callable[[JobRun], JobResult],
    links: Callable[[Job], list[JobLink]],
    download: DownloadKind,
) -> JobKind:
    return JobKind(
        code,
        title,
        run,
        phases=PHASES,
        seen_by=None,  # Whoever asked alone: the officers are told of nobody else.
        may_be_cancelled=True,
        only_makes_file=True,
        done=_done,
        links=links,
        before_download=record_taking(download),
    )


JOB_KINDS = (
    export_kind(PROFILES, _("Ekspor profil"), _export_profiles, to_profiles, DownloadKind.PROFILES),
    export_kind(TEAM, _("Profil tim"), _export_team, _to_own, DownloadKind.TEAM),
    export_kind(REPORTS, _("Ekspor laporan"), _export_reports, to_profiles, DownloadKind.REPORTS),
    export_kind(REPORT, _("Laporan hasil (PDF)"), _export_report, to_results, DownloadKind.RESULTS),
)
