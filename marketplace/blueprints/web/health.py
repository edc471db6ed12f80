"""Addresses for machines: is the process there, can it serve, may robots come, whom to tell of a weakness."""

from datetime import timedelta

from flask import Blueprint, Response, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from marketplace.blueprints.web.work import now, reading, settings

health = Blueprint("health", __name__)

SECURITY_TXT_VALID = timedelta(days=180)
"""RFC 9116 asks for an expiry of less than a year."""


@health.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return _plain("ok")


@health.get("/readyz")
def ready() -> Response:
    """The database answers and carries the newest migration; else 503."""
    try:
        found = reading().scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return _plain("database: no answer", 503)
    newest = current_app.config["MIGRATION_HEAD"]
    return _plain("ok") if found == newest else _plain(f"migrations: at {found}, newest is {newest}", 503)


@health.get("/robots.txt")
def robots() -> Response:
    """Public pages may be indexed; what belongs to somebody may not."""
    closed = ("/account/", "/admin/", "/buyer/", "/regulator/", "/supplier/", "/sign-in", "/register", "/recover")
    return _plain("\n".join(["User-agent: *", *(f"Disallow: {path}" for path in closed)]) + "\n")


@health.get("/.well-known/security.txt")
def security_txt() -> Response:
    """RFC 9116: where to report a weakness."""
    contact = settings().security_contact or f"{settings().base_url}/help"
    expires = (now() + SECURITY_TXT_VALID).strftime("%Y-%m-%dT00:00:00Z")
    return _plain(f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en, zh\n")


def _plain(words: str, status: int = 200) -> Response:
    return Response(words, status, content_type="text/plain; charset=utf-8")
