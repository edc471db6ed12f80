"""What every answer says to the browser about itself (OWASP ASVS 5.0, chapters 3.4 and 14.3)."""

from base64 import b64encode

from flask import Flask, Response, g, request

from marketplace.blueprints.web.work import providers
from marketplace.domain.accounts.models import User

NONCE_BYTES = 16
HSTS = "max-age=31536000; includeSubDomains"
"""One year, with subdomains (ASVS 3.4.1)."""
FIXED = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
VARY = ("Cookie", "Accept-Language")
VERSION = "v"
"""Names the state of a static file in its address. A script module imports others without it, so those are asked for
anew, or an old one could meet a new one."""
ASKED_ANEW = frozenset({"text/javascript", "application/json"})
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
"""Everything else, TRACE first of all, is refused before routing (ASVS 4.1.4)."""


def install(app: Flask) -> None:
    """Set the headers on every answer, errors and static files too."""
    app.after_request(_set)


def csp_nonce() -> str:
    """The value that lets this page's own script run."""
    if "csp_nonce" not in g:
        g.csp_nonce = b64encode(providers().entropy.token(NONCE_BYTES)).decode()
    return str(g.csp_nonce)


def _policy() -> str:
    # Modules that a module with the nonce imports run under the same nonce (HTML, "descendant script fetch options").
    script = f"script-src 'nonce-{g.csp_nonce}'; " if "csp_nonce" in g else ""
    return (
        f"default-src 'none'; {script}style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    )


def _set(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers.extend(FIXED)
    if request.is_secure:
        headers["Strict-Transport-Security"] = HSTS
    if request.endpoint == "static":
        if response.mimetype in ASKED_ANEW and VERSION not in request.args:
            headers["Cache-Control"] = "no-cache"
        return response
    if "Vary" in headers:
        response.vary.update(VARY)
    else:
        headers["Vary"] = ", ".join(VARY)
    if _is_personal():
        headers["Cache-Control"] = "no-store"
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-cache, private"
    if "request_id" in g:
        headers["X-Request-Id"] = g.request_id
    return response


def _is_personal() -> bool:
    """Whether somebody is signed in, as far as this request had to find out."""
    return isinstance(g.get("_login_user"), User)
