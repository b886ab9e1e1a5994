"""The application factory: a list of steps."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from pathlib import Path

from flask import Flask
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

from berakhlak import web
from berakhlak.accounts import session as sign_in_session
from berakhlak.cli.main import register_commands
from berakhlak.environment import SettingDefect
from berakhlak.extensions import babel, csrf, db, limiter, login_manager, migrate
from berakhlak.jobs import setup as jobs
from berakhlak.own_secret import with_own_secret
from berakhlak.run_language import N_, gettext_in
from berakhlak.security_log import writing as security_log
from berakhlak.web import admission, log_lines, slow_statements
from berakhlak.web.logs import DiscreetFlask
from berakhlak.web.navigation import register_navigation
from berakhlak.web.trusted_hosts import TrustedHosts
from config import ROOT, Config

# Every module with pages. A blueprint may hold the pages of several.
PAGES = (
    "berakhlak.accounts.views",
    "berakhlak.accounts.step_pages",
    "berakhlak.accounts.second_factor_pages",
    "berakhlak.single_sign_on.views",
    "berakhlak.single_sign_on.ending_pages",
    "berakhlak.single_sign_on.link_pages",
    "berakhlak.jobs.views",
    "berakhlak.people.views",
    "berakhlak.access.views",
    "berakhlak.access.hr_pages",
    "berakhlak.access.step_reset_pages",
    "berakhlak.people.person_pages",
    "berakhlak.role_grants.views",
    "berakhlak.people.letterhead_pages",
    "berakhlak.people.photo_pages",
    "berakhlak.data_rights.views",
    "berakhlak.data_rights.hr_pages",
    "berakhlak.data_rights.notice_pages",
    "berakhlak.complaints.views",
    "berakhlak.complaints.follow_pages",
    "berakhlak.complaints.answer_pages",
    "berakhlak.complaints.hr_pages",
    "berakhlak.nominations.views",
    "berakhlak.feedback.views",
    "berakhlak.nominations.barred_pages",
    "berakhlak.expectations.views",
    "berakhlak.service_standards.views",
    "berakhlak.ratings.views",
    "berakhlak.ratings.autosave_page",
    "berakhlak.ratings.notice_page",
    "berakhlak.ratings.side_by_side_pages",
    "berakhlak.ratings.confidential_page",
    "berakhlak.ratings.practice_page",
    "berakhlak.citizens.views",
    "berakhlak.citizens.counter_pages",
    "berakhlak.citizens.poster_file",
    "berakhlak.citizens.officer_photos",
    "berakhlak.citizens.source_pages",
    "berakhlak.citizens.machine_pages",
    "berakhlak.citizens.slips",
    "berakhlak.citizens.many_counters_pages",
    "berakhlak.citizens.short_code_page",
    "berakhlak.citizens.kiosk_pages",
    "berakhlak.citizens.kiosk_sending",
    "berakhlak.citizens.kiosk_worker",
    "berakhlak.citizens.paper_pages",
    "berakhlak.satisfaction_survey.views",
    "berakhlak.signing.views",
    "berakhlak.downloads.views",
    "berakhlak.objections.views",
    "berakhlak.objections.hr_pages",
    "berakhlak.objections.holiday_pages",
    "berakhlak.profiles.views",
    "berakhlak.profiles.cycle_pages",
    "berakhlak.development.views",
    "berakhlak.development.talk_pages",
    "berakhlak.development.preparing_pages",
    "berakhlak.development.check_in_pages",
    "berakhlak.development.note_pages",
    "berakhlak.development.count_pages",
    "berakhlak.development.growth_pages",
    "berakhlak.development.sharing_pages",
    "berakhlak.development.talk_opinion_pages",
    "berakhlak.development.training_pages",
    "berakhlak.performance.views",
    "berakhlak.performance.hr_pages",
    "berakhlak.performance.stand_in_pages",
    "berakhlak.exceptional_access.views",
    "berakhlak.exceptional_access.content_pages",
    "berakhlak.exceptional_access.own_pages",
    "berakhlak.results.views",
    "berakhlak.results.published_pages",
    "berakhlak.public_pages.views",
    "berakhlak.public_pages.hr_pages",
    "berakhlak.exports.views",
    "berakhlak.exports.idp_pages",
    "berakhlak.audit_log.views",
    "berakhlak.cycle_administration.cycle_pages",
    "berakhlak.cycle_administration.chasing_pages",
    "berakhlak.cycle_administration.draft_pages",
    "berakhlak.cycle_administration.pulse_pages",
    "berakhlak.cycle_administration.talk_survey_pages",
    "berakhlak.cycle_administration.group_pages",
    "berakhlak.cycle_administration.appointment_pages",
    "berakhlak.cycle_administration.appointed_pages",
    "berakhlak.cycle_administration.nomination_pages",
    "berakhlak.cycle_administration.closing_pages",
    "berakhlak.cycle_administration.holder_pages",
    "berakhlak.cycle_administration.publishing_pages",
    "berakhlak.cycle_administration.archive_pages",
    "berakhlak.cycle_administration.comment_pages",
    "berakhlak.cycle_administration.bulk_comment_pages",
    "berakhlak.cycle_administration.officer_pages",
    "berakhlak.cycle_administration.planned_pages",
    "berakhlak.cycle_administration.forecast_pages",
    "berakhlak.satisfaction_administration.views",
    "berakhlak.satisfaction_administration.step_pages",
    "berakhlak.satisfaction_administration.plan_pages",
    "berakhlak.satisfaction_administration.report_pages",
    "berakhlak.satisfaction_administration.poster_page",
    "berakhlak.satisfaction_administration.ticket_pages",
    "berakhlak.training_administration.views",
    "berakhlak.training_administration.file_pages",
    "berakhlak.training_administration.need_pages",
    "berakhlak.training_administration.run_pages",
    "berakhlak.training_administration.correction_pages",
    "berakhlak.training_administration.provider_pages",
    "berakhlak.training_administration.partner_account_pages",
    "berakhlak.training_administration.hours_pages",
    "berakhlak.partners.views",
    "berakhlak.installation.views",
    "berakhlak.mail.link_pages",
    "berakhlak.mail.hr_pages",
    "berakhlak.mail.wording_pages",
    "berakhlak.mail.reader_pages",
    "berakhlak.mail.messenger_pages",
    "berakhlak.mail.part_reminder_pages",
    "berakhlak.mail.naming_pages",
    "berakhlak.home.views",
    "berakhlak.help.views",
    "berakhlak.retention.views",
    "berakhlak.retention.results_pages",
    "berakhlak.personal_data.views",
    "berakhlak.inspection.health_pages",
    "berakhlak.inspection.contact_page",
    "berakhlak.inspection.version_page",
)
# Every module with kinds of jobs.
JOBS = (
    "berakhlak.jobs.planner_statistics",
    "berakhlak.people.import_job",
    "berakhlak.access.jobs",
    "berakhlak.citizens.posters_job",
    "berakhlak.cycle_steps.jobs",
    "berakhlak.cycle_administration.coverage_task",
    "berakhlak.exports.jobs",
    "berakhlak.exports.shards",
    "berakhlak.exports.table_job",
    "berakhlak.exports.e_kinerja_job",
    "berakhlak.exports.talk_papers_job",
    "berakhlak.exports.summary_job",
    "berakhlak.exports.workbook_job",
    "berakhlak.exports.idp_job",
    "berakhlak.mail.jobs",
    "berakhlak.mail.access_mail",
    "berakhlak.retention.jobs",
    "berakhlak.audit_log.file_job",
    "berakhlak.audit_log.jobs",
    "berakhlak.backups.jobs",
    "berakhlak.signing.jobs",
)
# As people see them, from the left; each is declared beside its blueprint.
NAVIGATION = (
    "berakhlak.home.views",
    "berakhlak.ratings.blueprint",
    "berakhlak.profiles.blueprint",
    "berakhlak.results.published_pages",
    "berakhlak.cycle_administration.blueprint",
    "berakhlak.training_administration.blueprint",
    "berakhlak.partners.blueprint",
    "berakhlak.installation.blueprint",
    "berakhlak.people.views",
    "berakhlak.mail.blueprint",
    "berakhlak.audit_log.views",
)


def create_app(config: Config | None = None) -> Flask:
    """Build the application from the given settings, or from the environment."""
    config = with_own_secret(config or Config.from_environment())
    app = DiscreetFlask(
        "berakhlak", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.config.from_mapping(config.for_flask())
    if not config.defects:
        _prepare_folders(config)
    _init_extensions(app, config)
    security_log.init_app(app, config)
    web.init_app(app)
    admission.init_app(app, config)
    log_lines.init_app(app, config)
    slow_statements.init_app(app, config)
    _register_pages(app)
    register_commands(app)
    if config.trusted_hosts:
        app.wsgi_app = TrustedHosts(app.wsgi_app, config.trusted_hosts, config.public_url)  # type: ignore[assignment]
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _register_pages(app: Flask) -> None:
    pages = [import_module(name) for name in PAGES]
    for blueprint in dict.fromkeys(module.blueprint for module in pages):
        app.register_blueprint(blueprint)
    register_navigation(app, [import_module(name).PLACE for name in NAVIGATION])


def _prepare_folders(config: Config) -> None:
    """Make the folders of keys, of jobs and of SQLite's file. Raises SettingsRefused."""
    file = make_url(config.database_url)
    folders = {"KEY_DIR": config.key_dir, "JOB_DIR": config.job_dir}
    if file.drivername == "sqlite" and file.database and file.database != ":memory:":
        folders["INSTANCE_DIR"] = Path(file.database).parent
    defects = []
    for name, folder in folders.items():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            say = partial(gettext_in, config.command_language)
            words = say(
                N_("%(path)s tidak dapat dibuat (%(why)s)"), path=folder, why=error.strerror
            )
            remedy = say(N_("buat dahulu: %(command)s"), command=f"mkdir -p -m 700 {folder}")
            defects.append(SettingDefect(name, words, remedy))
    if defects:
        config.refuse(defects)


def _init_extensions(app: Flask, config: Config) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    login_manager.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=web.select_locale)
    # Registers the store; the library of Redis is loaded by those alone who use it.
    import_module("berakhlak.counters" if config.uses_redis else "berakhlak.counter_file")
    limiter.init_app(app)
    sign_in_session.init_app(app)
    jobs.init_app(app, config, JOBS)
