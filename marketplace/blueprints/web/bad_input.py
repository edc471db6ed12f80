"""What no page should have to think of: bytes that are no text, answers given twice, numbers no column holds."""

from typing import Any

from flask import Flask, Request, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, MethodNotAllowed, UnsupportedMediaType
from werkzeug.routing import IntegerConverter, Map, ValidationError

from marketplace.blueprints.web.headers import METHODS
from marketplace.blueprints.web.language import refuse_unknown_language

LARGEST = 2**63 - 1
"""The largest value of a BIGINT column."""
DIGITS = len(str(LARGEST))
MACHINES = ("/api/", "/webhooks/")
"""Addresses that take JSON; pages take forms."""
NO_TEXT = frozenset("\0\ufffd")
"""NUL, which PostgreSQL cannot store, and what undecodable bytes of a path become."""
MANY = frozenset({"ids", "services", "topics", "articles", "openers", "removed", "lifted"})
"""Names that may come more than once: tick boxes of one question. A test compares them with the forms."""
NARROWING = frozenset({"item", "qualification", "status", "method", "department", "category", "payer", "year"})
"""Filters of the public lists, whose rows may have any of several values."""
NARROWED = ("/tenders", "/providers", "/awards", "/services", "/decisions", "/search.", "/account/searches/new")
"""Where they are: the lists, and the files of the same results."""
LONGEST_NAME_SHOWN = 40

FORM_BYTES = 1024 * 1024
"""The text of a form, uploads aside."""


class FormRequest(Request):
    """A request whose form is bounded and is text."""

    def _load_form_data(self) -> None:
        if self.mimetype == "application/x-www-form-urlencoded":
            self.max_content_length = FORM_BYTES
        try:
            super()._load_form_data()
        except UnicodeDecodeError:
            raise BadRequest(_("The form contains characters that are no text.")) from None


class BoundedInteger(IntegerConverter):
    """``<int:…>`` that no database can overflow; a larger number is an address where nothing is."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:  # noqa: A002, ANN401 - werkzeug's signature
        super().__init__(map, *args, **kwargs)

    def to_python(self, value: str) -> Any:  # noqa: ANN401
        """The number; raises ValidationError, which routing answers with 404."""
        if len(value) > DIGITS or int(value) > LARGEST:
            raise ValidationError
        return super().to_python(value)


def install(app: Flask) -> None:
    """Stand before every view, and before the guards."""
    app.request_class = FormRequest
    app.url_map.converters["int"] = BoundedInteger

    @app.before_request
    def check() -> None:
        if request.method not in METHODS:
            raise MethodNotAllowed(sorted(METHODS))
        if _is_no_text(request.path) or not _query_is_text():
            raise BadRequest(_("The address contains characters that are no text."))
        refuse_unknown_language()
        if request.args:
            _refuse_repeated(request.args, MANY | NARROWING if request.path.startswith(NARROWED) else MANY)
        if request.is_json and not request.path.startswith(MACHINES):
            raise UnsupportedMediaType


def check_form() -> None:
    """Refuse a form with NUL bytes or with an answer given twice.

    Called once the guards have passed, so that strangers' bodies are not read.
    """
    if request.method != "POST":
        return
    if any("\0" in text for pair in request.form.items(multi=True) for text in pair):
        raise BadRequest(_("The form contains characters that are no text."))
    _refuse_repeated(request.form, MANY)


def _refuse_repeated(sent: MultiDict[str, str], may_be_many: frozenset[str]) -> None:
    """Of two answers to one question, neither is taken for the one that was meant (HTTP parameter pollution)."""
    for name, answers in sent.lists():
        if len(answers) > 1 and name not in may_be_many:
            raise BadRequest(
                _(
                    "“%(name)s” was sent more than once; only one answer can count. Go back and send it once.",
                    name=name[:LONGEST_NAME_SHOWN],
                )
            )


def _query_is_text() -> bool:
    """Whether the query can be read; one that cannot is taken away, so that the page about it can be written."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        request.query_string = b""
        return False
    return not any(_is_no_text(text) for pair in request.args.items(multi=True) for text in pair)


def _is_no_text(text: str) -> bool:
    return not NO_TEXT.isdisjoint(text)
