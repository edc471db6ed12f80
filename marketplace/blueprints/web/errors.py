"""What a refusal and a fault look like: the one table of statuses, a page for people, problem+json for machines."""

import json
from contextlib import suppress
from dataclasses import dataclass

import structlog
from flask import Flask, Response, g, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import DataError, IntegrityError, OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.work import reading, request_id
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Refusal, Unavailable
from marketplace.kernel.i18n import mark

STATUS: dict[type[Refusal], int] = {
    NotFound: 404,
    NotPermitted: 403,
    Invalid: 422,
    Conflict: 409,
    Unavailable: 503,
}

TITLES = {
    400: mark("This request cannot be understood"),
    401: mark("Please sign in"),
    403: mark("You may not do this"),
    404: mark("Page not found"),
    405: mark("This address does not do that"),
    409: mark("Something has changed in the meantime"),
    413: mark("This is too large"),
    422: mark("Some answers need to be corrected"),
    429: mark("Too many attempts"),
    500: mark("Something went wrong on our side"),
    503: mark("Not available just now"),
}

MESSAGES = {
    400: mark("Check the address or go back and try again."),
    404: mark(
        "There is nothing at this address, or it is not yours to see. Check the address or start at the home page."
    ),
    405: mark("Go back and use the buttons of the page."),
    413: mark("Send a smaller file or a shorter text."),
    429: mark("Wait a few minutes and try again."),
    500: mark("Nothing you sent was kept. The fault is recorded with the number below; please try again in a moment."),
    503: mark("Please try again in a moment."),
}

LAST_RESORT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>'
    "<p>{message}</p><p>{number}</p></html>"
)

log = structlog.get_logger("web")


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that is not what was asked for."""

    status: int
    title: str
    message: str


def install(app: Flask) -> None:
    """Answer refusals, HTTP errors and faults."""
    app.register_error_handler(Refusal, _on_refusal)
    app.register_error_handler(CSRFError, _on_forgery)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(OverflowError, _on_number)
    app.register_error_handler(DataError, _on_number)
    app.register_error_handler(IntegrityError, _on_clash)
    app.register_error_handler(OperationalError, _on_database)
    app.register_error_handler(Exception, _on_fault)


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal or of what it is a kind of."""
    return next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)


def _on_refusal(refusal: Refusal) -> Response:
    _undo()
    status = status_of(refusal)
    log.info("refused", status=status, kind=type(refusal).__name__, text=str(refusal.text), request_id=request_id())
    return answer(Problem(status, translate(TITLES[status]), translate(refusal.text)))


def _on_forgery(error: CSRFError) -> Response:
    log.info("csrf", reason=error.description, request_id=request_id())
    return answer(
        Problem(
            400,
            _("This form had been open for too long"),
            _("Nothing was sent and nothing was lost. Go back, reload the page and send the form again."),
        ),
    )


def _on_http(error: HTTPException) -> Response:
    status = error.code or 500
    is_ours = error.description != type(error).description and not isinstance(error, SecurityError)
    own_words = error.description if is_ours else None
    problem = Problem(
        status,
        translate(TITLES.get(status, error.name)),
        own_words or translate(MESSAGES.get(status, mark("Go back and try again."))),
    )
    response = answer(problem)
    for name, value in error.get_headers(request.environ):
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    if error.response is not None and status < 400:  # noqa: PLR2004 - a redirect that routing asked for
        return error.response  # type: ignore[return-value]
    return response


def _on_number(error: Exception) -> Response:
    _undo()
    log.info("number out of range", kind=type(error).__name__, request_id=request_id())
    return answer(
        Problem(400, translate(TITLES[400]), _("A number in this request is larger than any that exists here."))
    )


def _on_clash(error: IntegrityError) -> Response:
    _undo()
    log.info("clash", error=str(error.orig), request_id=request_id())
    words = _("Someone else changed this at the same moment. Read it again and repeat.")
    return answer(Problem(409, translate(TITLES[409]), words))


def _undo() -> None:
    """What the request's own session holds must not be committed by an afterthought of a view that failed."""
    with suppress(SQLAlchemyError):
        reading().rollback()


def _on_database(error: OperationalError) -> Response:
    _undo()
    log.error("database", error=str(error.orig), request_id=request_id())
    return answer(Problem(503, translate(TITLES[503]), translate(MESSAGES[503])), bare=True)


def _on_fault(error: Exception) -> Response:
    _undo()
    log.error("fault", request_id=request_id(), path=request.path, method=request.method, exc_info=error)
    return answer(Problem(500, translate(TITLES[500]), translate(MESSAGES[500])), bare=True)


def answer(problem: Problem, *, bare: bool = False) -> Response:
    """The page or the JSON of a problem; `bare` asks nothing of the database."""
    if bare:
        g.is_bare = True
    if request.path.startswith("/api/"):
        body = {
            "type": "about:blank",
            "title": problem.title,
            "status": problem.status,
            "detail": problem.message,
            "instance": request_id(),
        }
        return Response(json.dumps(body, ensure_ascii=False), problem.status, content_type="application/problem+json")
    try:
        page = render_template(
            "errors/error.html",
            code=problem.status,
            title=problem.title,
            message=problem.message,
            next_steps=[],
            request_id=request_id(),
        )
    except Exception:  # an error page that cannot be written must still come
        log.exception("error page", request_id=request_id())
        page = LAST_RESORT.format(title=escape(problem.title), message=escape(problem.message), number=request_id())
    return Response(page, problem.status, content_type="text/html; charset=utf-8")
