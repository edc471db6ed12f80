"""`create_app`: settings, then wiring, then the sitemap, then the command line."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader, Undefined
from jinja2.utils import missing
from sqlalchemy import Engine, inspect, select
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from marketplace import cli, config, logs, wiring
from marketplace.blueprints import sitemap
from marketplace.blueprints.account import identity
from marketplace.blueprints.public import stamps
from marketplace.blueprints.web import (
    access,
    bad_input,
    contract_course,
    errors,
    filters,
    freshness,
    headers,
    language,
    layout,
    speed,
    transaction,
    unchanged,
    words,
)
from marketplace.blueprints.web.session import ServerSessions
from marketplace.blueprints.web.work import EXTENSION, House
from marketplace.config import Misconfigured, Mode, Settings
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.accounts.models import User
from marketplace.jobs.worker import Work
from marketplace.kernel.clock import Clock, ClockShift, wall_clock
from marketplace.kernel.database import Base, prepare

db = SQLAlchemy(model_class=Base)
"""Engine, the request's session and migrations; the models know nothing of it."""

MIGRATIONS = str(config.ROOT / "migrations")
STATIC_SECONDS = 365 * 24 * 3600
"""Static addresses carry a fingerprint, so a browser may keep them for a year."""
SPARE_CONNECTIONS = 8
"""Beside the one that each thread reads with; those who write at once wait for one of these, or act together."""
FORM_PARTS = 1000


class KnownNames(Undefined):
    """Tests fail on printing a name that no view passed; the attributes a macro's caller left out stay silent."""

    def __str__(self) -> str:
        if self._undefined_obj is missing:
            self._fail_with_undefined_error()
        return ""


class Market(Flask):
    """Flask with our addresses, told that no view and no hook is a coroutine: it asks that twenty times a request."""

    url_rule_class = speed.Rule

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


def create_app(
    settings: Settings | None = None, clock: Clock | None = None, wall: Callable[[], datetime] = wall_clock
) -> Flask:
    """The application; tests hand in settings and clocks of their own. Raises Misconfigured for an unsafe instance."""
    settings = settings or config.load()
    logs.install(quiet=settings.mode is Mode.TEST)
    app = Market("marketplace", instance_path=str(settings.instance), static_url_path="/static")
    app.config |= _flask_config(settings)
    db.init_app(app)
    Migrate(app, db, directory=MIGRATIONS, render_as_batch=True)
    with app.app_context():
        engine = prepare(db.engine)
    _refuse_demo_data(settings, engine)
    transaction.install(db.session)
    providers = wiring.fill(settings, engine, clock)
    app.extensions[EXTENSION] = House(settings, providers, Work(providers, wiring.JOBS, wiring.SWEEPS, wiring.WATCHES))
    app.session_interface = ServerSessions(engine, settings, providers.entropy, wall)
    _serve_pages(app, settings, db, engine, wall)
    cli.install(app)
    return app


def _refuse_demo_data(settings: Settings, engine: Engine) -> None:
    """A live instance must not open on a demonstration's database."""
    if settings.mode is not Mode.LIVE:
        return
    with Session(engine) as session:
        tables = inspect(engine).get_table_names()
        if User.__tablename__ in tables and accounts.has_demo_accounts(session):
            message = "a live instance cannot use a database with demonstration accounts: start with an empty one"
            raise Misconfigured(message)
        if ClockShift.__tablename__ in tables and session.scalar(select(ClockShift.id)):
            message = "a live instance cannot use a database whose clock was moved: start with an empty one"
            raise Misconfigured(message)


def _serve_pages(
    app: Flask, settings: Settings, database: SQLAlchemy, engine: Engine, wall: Callable[[], datetime]
) -> None:
    _templates(app, settings)
    language.install(app)
    filters.install(app)
    speed.install(app)
    words.install(app)
    contract_course.install(app)
    headers.install(app)
    bad_input.install(app)
    access.install(app, sitemap.access_of)
    CSRFProtect(app)
    app.before_request(bad_input.check_form)
    identity.install(app, database, settings)
    freshness.install(app)
    errors.install(app)
    sitemap.install(app)
    layout.install(app, sitemap.navigation, sitemap.footer)
    unchanged.install(app, engine, wall, stamps.PAGES, settings.rating_shares)
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _templates(app: Flask, settings: Settings) -> None:
    govuk = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_environment = speed.Environment
    # All templates are kept: the bounded store looks through the names of all whenever it is asked for one.
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "cache_size": -1}
    if settings.mode is Mode.TEST:
        app.jinja_options["undefined"] = KnownNames
    app.jinja_loader = ChoiceLoader([app.jinja_loader, govuk])  # type: ignore[list-item]


def _flask_config(settings: Settings) -> dict[str, Any]:
    secrets = settings.keys.secret
    is_postgres = settings.database.startswith("postgresql")
    return {
        "BASE_URL": settings.base_url.rstrip("/"),
        "SECRET_KEY": secrets[-1],
        "SECRET_KEY_FALLBACKS": list(secrets[:-1]),
        "TESTING": settings.mode is Mode.TEST,
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": settings.threads + SPARE_CONNECTIONS,
            "pool_pre_ping": is_postgres,
            "hide_parameters": True,
        },
        "TRUSTED_HOSTS": settings.hosts,
        "MAX_CONTENT_LENGTH": settings.max_upload,
        "MAX_FORM_MEMORY_SIZE": bad_input.FORM_BYTES,
        "MAX_FORM_PARTS": FORM_PARTS,
        "SEND_FILE_MAX_AGE_DEFAULT": STATIC_SECONDS,
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_TRANSLATION_DIRECTORIES": str(identity.TRANSLATIONS),
        "MIGRATION_HEAD": _migration_head(),
    }


@cache
def _migration_head() -> str | None:
    """Alembic reads every revision to find it, and they do not change under a running process."""
    return ScriptDirectory(MIGRATIONS).get_current_head()
