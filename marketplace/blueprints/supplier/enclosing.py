"""A bid's form with a file: the file is checked, sealed and kept before the transaction, taken back when it fails."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.forms import BidForm
from marketplace.blueprints.web.errors import status_of
from marketplace.blueprints.web.submit import MENDABLE, SEE_OTHER, UNPROCESSABLE, say_on_form
from marketplace.blueprints.web.work import providers, writing
from marketplace.domain.bids import enclosures
from marketplace.domain.bids.enclosures import Enclosure
from marketplace.kernel.unit_of_work import UnitOfWork

T = TypeVar("T")
TEMPLATE = "supplier/bid.html"


def sealing_page(
    form: BidForm,
    parties: tuple[str, str],
    *,
    act: Callable[[UnitOfWork, Sequence[Enclosure]], T],
    then: Callable[[T], str],
    done: str,
    **context: Any,  # noqa: ANN401 - what the template shows
) -> Response | str | tuple[str, int]:
    """As `submit.form_page`; `act` is also given the file that was chosen, sealed for (tender, agency), if one was."""
    if request.method != "POST":
        return render_template(TEMPLATE, form=form, **context)
    status = UNPROCESSABLE
    if form.validate():
        try:
            with _sealed(form.file.data, *parties) as new, writing() as uow:
                result = act(uow, new)
        except MENDABLE as refusal:
            status = status_of(refusal)
            say_on_form(form, refusal)
        else:
            flash(done, "success")
            return redirect(then(result), SEE_OTHER)
    return render_template(TEMPLATE, form=form, **context), status


@contextmanager
def _sealed(upload: FileStorage | None, tender_ref: str, agency_ref: str) -> Iterator[Sequence[Enclosure]]:
    if upload is None or not upload.filename:
        yield ()
        return
    house = providers()
    new = enclosures.enclose(
        house.storage, house.sniffer, house.sealer, tender_ref, agency_ref, upload.filename, upload.read()
    )
    try:
        yield (new,)
    except BaseException:
        house.storage.delete(new.storage_key)
        raise
