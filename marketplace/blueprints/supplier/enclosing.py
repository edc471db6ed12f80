"""A bid's form with a file: the file is checked, sealed and kept before the transaction, taken back when it fails."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.forms import BidForm
from marketplace.blueprints.web.uploads import stored_page, unless_refused
from marketplace.blueprints.web.work import providers
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
    return stored_page(
        form, TEMPLATE, lambda: _sealed(form.file.data, *parties), act=act, then=then, done=done, **context
    )


@contextmanager
def _sealed(upload: FileStorage | None, tender_ref: str, agency_ref: str) -> Iterator[Sequence[Enclosure]]:
    if upload is None or not upload.filename:
        yield ()
        return
    house = providers()
    new = enclosures.enclose(
        house.storage, house.sniffer, house.sealer, tender_ref, agency_ref, upload.filename, upload.read()
    )
    with unless_refused(new.storage_key):
        yield (new,)
