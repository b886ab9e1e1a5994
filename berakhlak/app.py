"""The application factory: a list of steps."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from berakhlak import web
from berakhlak.accounts import session as sign_in_session
from berakhlak.cli.main import register_commands
from berakhlak.extensions import babel, csrf, db, limiter, login_manager, migrate
from config import ROOT, Config

VIEWS = (
    "berakhlak.accounts.views",
    "berakhlak.people.views",
    "berakhlak.nominations.views",
    "berakhlak.ratings.views",
    "berakhlak.citizens.views",
    "berakhlak.reports.views",
    "berakhlak.signing.views",
    "berakhlak.dashboard.views",
)


def create_app(config: Config | None = None) -> Flask:
    """Build the application from the given settings, or from the environment."""
    config = config or Config.from_environment()
    app = Flask(
        "berakhlak", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static")
    )
    app.config.from_mapping(config.for_flask())
    _prepare_folders(config)
    _init_extensions(app)
    web.init_app(app)
    for module in VIEWS:
        app.register_blueprint(import_module(module).blueprint)
    register_commands(app)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _prepare_folders(config: Config) -> None:
    config.key_dir.mkdir(mode=0o700, parents=True, exist_ok=True)


def _init_extensions(app: Flask) -> None:
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    login_manager.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=web.select_locale)
    limiter.init_app(app)
    sign_in_session.init_app(app)
