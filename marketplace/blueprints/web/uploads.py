"""Files that come with a form: checked and stored before the transaction, taken back when the act is refused.

Only a refusal says for sure that nothing was written. Where the commit itself failed, the file may have its row: it
stays, and a sweep looks again once no request can be about it any more (`jobs.housekeeping.forget_files`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from marketplace.blueprints.web.errors import status_of
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.submit import MENDABLE, SEE_OTHER, UNPROCESSABLE, say_on_form
from marketplace.blueprints.web.work import providers, writing
from marketplace.domain.documents import intake
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.documents.tables import Row
from marketplace.kernel.errors import Invalid, Refusal, Unavailable
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

S = TypeVar("S")
T = TypeVar("T")

_LINE = re.compile(r"line (\d+)")


@contextmanager
def received_all(uploads: Sequence[FileStorage], most: int) -> Iterator[list[StoredFile]]:
    """As `received`, for a field that takes up to `most` files or none."""
    chosen = [upload for upload in uploads if upload.filename]
    if len(chosen) > most:
        raise Invalid(fields={"file": mark("At most %(count)s files are taken.", count=most)})
    with ExitStack() as kept:
        yield [kept.enter_context(received(upload)) for upload in chosen]


class UploadForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A form with one file; a subclass gives the field its words."""

    file: FileField


class FilesForm(FlaskForm):  # type: ignore[misc]
    """A form with several files or none; a subclass gives the field its words."""

    file: MultipleFileField


@contextmanager
def received(upload: FileStorage | None) -> Iterator[StoredFile]:
    """Check and store a file; when the block is refused, it is not kept. Raises Invalid (``file``) or Unavailable."""
    name, data = _read(upload)
    stored = intake.receive(providers().storage, providers().sniffer, name, data)
    with unless_refused(stored.storage_key):
        yield stored


@contextmanager
def unless_refused(storage_key: str) -> Iterator[None]:
    """Forget what is stored under the key when the block is refused."""
    try:
        yield
    except Refusal:
        with suppress(Unavailable):
            providers().storage.delete(storage_key)
        raise


def upload_page(
    form: UploadForm,
    template: str,
    *,
    act: Callable[[UnitOfWork, StoredFile], T],
    then: Callable[[T], str],
    done: str,
    **context: Any,  # noqa: ANN401 - what the template shows
) -> Response | str | tuple[str, int]:
    """As `submit.form_page`, for a form with a ``file``: `act` is also given the stored file."""
    return stored_page(form, template, lambda: received(form.file.data), act=act, then=then, done=done, **context)


def files_page(
    form: FilesForm,
    template: str,
    *,
    most: int,
    act: Callable[[UnitOfWork, list[StoredFile]], T],
    then: Callable[[T], str],
    done: str,
    **context: Any,  # noqa: ANN401 - what the template shows
) -> Response | str | tuple[str, int]:
    """As `upload_page`, for a form that takes up to `most` files or none."""
    files = form.file.data or []
    return stored_page(form, template, lambda: received_all(files, most), act=act, then=then, done=done, **context)


def stored_page(
    form: FlaskForm,
    template: str,
    storing: Callable[[], AbstractContextManager[S]],
    *,
    act: Callable[[UnitOfWork, S], T],
    then: Callable[[T], str],
    done: str,
    **context: Any,  # noqa: ANN401 - what the template shows
) -> Response | str | tuple[str, int]:
    """As `submit.form_page`; `act` is also given what `storing` has stored before the transaction."""
    if request.method != "POST":
        return render_template(template, form=form, **context)
    status = UNPROCESSABLE
    if form.validate():
        try:
            with storing() as stored, writing() as uow:
                result = act(uow, stored)
        except MENDABLE as refusal:
            status = status_of(refusal)
            say_on_form(form, refusal)
        else:
            flash(done, "success")
            return redirect(then(result), SEE_OTHER)
    return render_template(template, form=form, **context), status


def import_page(
    form: UploadForm,
    template: str,
    *,
    act: Callable[[UnitOfWork, Sequence[Row]], T],
    then: Callable[[T], tuple[str, str]],
    **context: Any,  # noqa: ANN401 - what the template shows
) -> Response | str | tuple[str, int]:
    """A page that imports a table: all rows or none. `then(result)` is (address, what to say).

    The template is also given ``bad_lines``: (line, what is wrong) for every line that keeps it from being imported.
    """
    if request.method != "POST":
        return render_template(template, form=form, bad_lines=[], **context)
    status, bad_lines = UNPROCESSABLE, []
    if form.validate():
        try:
            rows = providers().tables.rows(*_read(form.file.data))
            with writing() as uow:
                result = act(uow, rows)
        except MENDABLE as refusal:
            status = status_of(refusal)
            bad_lines = _bad_lines(refusal)
            say_on_form(form, refusal)
        else:
            address, done = then(result)
            flash(done, "success")
            return redirect(address, SEE_OTHER)
    return render_template(template, form=form, bad_lines=bad_lines, **context), status


def _read(upload: FileStorage | None) -> tuple[str, bytes]:
    if upload is None or not upload.filename:
        raise Invalid(fields={"file": mark("Choose a file.")})
    return upload.filename, upload.read()


def _bad_lines(refusal: Refusal) -> list[tuple[str, str]]:
    fields = refusal.fields if isinstance(refusal, Invalid) else {}
    found = ((_LINE.fullmatch(name), text) for name, text in fields.items())
    return [(_("Line %(number)s", number=line.group(1)), translate(text)) for line, text in found if line]
