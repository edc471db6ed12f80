"""Any result as a file: the rows of a list with the same parameters, as CSV or JSON, and nothing that no page shows."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Response, stream_with_context
from werkzeug.exceptions import BadRequest

from marketplace.blueprints.public import asked, listing, searching
from marketplace.blueprints.public.asked import Wanted
from marketplace.blueprints.public.decision_list import path
from marketplace.blueprints.public.search import SOURCES
from marketplace.blueprints.web.documents import disposition
from marketplace.blueprints.web.fields import query_choice, query_int
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.work import now, reading, settings, today
from marketplace.domain.directory import lists
from marketplace.domain.directory.records import HUNDREDTHS
from marketplace.domain.documents.sheets import csv_lines
from marketplace.domain.search import finding
from marketplace.domain.search.documents.decisions import Line
from marketplace.domain.search.ports import Kind
from marketplace.domain.tenders.queries import TenderLine
from marketplace.kernel.database import AnyRow
from marketplace.kernel.money import Money

MOST = 10_000
"""Rows of one file; another begins where it ends [ours]."""

AT_ONCE = 500
"""Rows that are read at once while a file is sent [ours]."""

Value = str | int | None
Record = Mapping[str, Value]

COLUMNS: Mapping[Kind, Sequence[str]] = {
    Kind.TENDER: (
        *("ref", "title", "status", "item_zh", "item_en", "buyer_zh", "buyer_en", "region_zh", "region_en"),
        *("method", "ceiling_cny", "deadline", "address"),
    ),
    Kind.PROVIDER: ("number", "ref", "name_zh", "name_en", "services_zh", "services_en", "ratings", "star", "address"),
    Kind.AWARD: (
        *("tender", "title", "item_zh", "item_en", "buyer_zh", "buyer_en", "supplier", "supplier_zh", "supplier_en"),
        *("amount_cny", "announced_at", "address"),
    ),
    Kind.ITEM: (
        *("code", "name_zh", "name_en", "category_zh", "approval_zh", "approval_en", "department_zh", "department_en"),
        *("commissioned_by", "status", "address"),
    ),
    Kind.DECISION: ("ref", "decision", "tender", "title", "about_zh", "about_en", "outcome", "at", "address"),
}
"""What a file says of each row, in this order."""


class Result(NamedTuple):
    """What is wanted from which row on, how many rows there are, and the text that was answered."""

    wanted: Wanted
    begin: int
    total: int
    text: str

    def following(self, ending: str) -> str | None:
        """The address of the file that begins behind the last row of this one."""
        if self.total <= self.begin + MOST:
            return None
        said = [("kind", str(self.wanted.kind)), *self.wanted.parameters, ("from", str(self.begin + MOST))]
        return _address(f"/search.{ending}?{urlencode(said)}")


def as_csv() -> Response:
    """The rows as CSV; a ``Link`` with ``rel="next"`` leads to the file that begins behind the last row."""
    result = _asked()
    rows = (["" if value is None else str(value) for value in record.values()] for record in _records(result))
    table = csv_lines(chain([COLUMNS[result.wanted.kind]], rows))
    return _sent(table, "text/csv; charset=utf-8", result, "csv")


def as_json() -> Response:
    """``{"kind", "total", "from", "next", "rows": [{…}]}``; `next` is the address of the following file, or null."""
    result = _asked()
    return _sent(_json(result), "application/json", result, "json")


def _json(result: Result) -> Iterator[bytes]:
    head = {"kind": result.wanted.kind, "total": result.total, "from": result.begin, "next": result.following("json")}
    yield f'{json.dumps(head, ensure_ascii=False)[:-1]}, "rows": ['.encode()
    for number, record in enumerate(_records(result)):
        yield f"{',' if number else ''}\n{json.dumps(record, ensure_ascii=False)}".encode(errors="replace")
    yield b"\n]}\n"


def _asked() -> Result:
    kind = query_choice("kind", set(Kind), "")
    if not kind:
        raise BadRequest(_("Say in the address what is wanted, for example kind=tender."))
    wanted, begin = asked.read(Kind(kind)), query_int("from", 0, 0, asked.LAST_PAGE)
    found = finding.find(searching.desk(), replace(wanted.asked(0, counted=False), offset=0))
    return Result(wanted, begin, found.answer.total, found.understood)


def _sent(pieces: Iterator[bytes], kind: str, result: Result, ending: str) -> Response:
    response = Response(stream_with_context(pieces), content_type=kind)
    name = f"{result.wanted.kind}s-{today().isoformat()}.{ending}"
    response.headers["Content-Disposition"] = disposition(name)
    if following := result.following(ending):
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _records(result: Result) -> Iterator[Record]:
    """Piece by piece, so that nobody waits for all of it; what is not public at that moment is left out."""
    kind = result.wanted.kind
    for offset in range(result.begin, result.begin + MOST, AT_ONCE):
        limit = min(AT_ONCE, result.begin + MOST - offset)
        page = replace(result.wanted.asked(limit, counted=False), text=result.text, offset=offset)
        numbers = finding.find(searching.desk(), page).answer.numbers
        for values in VALUES[kind](SOURCES[kind].these(reading(), numbers)):
            yield dict(zip(COLUMNS[kind], values, strict=True))
        if len(numbers) < limit:
            return


def _address(path: str) -> str:
    return f"{settings().base_url}{path}"


def _yuan(amount: Money) -> str:
    return f"{amount.yuan:.2f}"


def _tenders(found: Sequence[TenderLine]) -> Iterator[tuple[Value, ...]]:
    for line in found:
        yield (
            line.ref,
            line.title,
            str(line.state),
            line.item_name_zh,
            line.item_name_en,
            line.buyer_name,
            line.buyer_name_en,
            line.region_name_zh,
            line.region_name_en,
            line.method,
            _yuan(line.ceiling),
            line.deadline_at.isoformat(),
            _address(f"/tenders/{line.ref}"),
        )


def _providers(found: Sequence[AnyRow]) -> Iterator[tuple[Value, ...]]:
    for row, said in zip(found, lists.said_of(reading(), found, today(), now()), strict=True):
        yield (
            row.id,
            row.ref,
            row.name,
            row.name_en,
            "; ".join(chinese for chinese, _english in said.services),
            "; ".join(english for _chinese, english in said.services),
            said.ratings,
            f"{said.star / HUNDREDTHS:.2f}" if said.star else None,
            _address(listing.provider_path(row.id, row.slug)),
        )


def _awards(found: Sequence[AnyRow]) -> Iterator[tuple[Value, ...]]:
    for row in found:
        yield (
            row.tender_ref,
            row.title,
            row.item_name_zh,
            row.item_name_en,
            row.buyer_name,
            row.buyer_name_en,
            row.supplier_ref,
            row.supplier_name,
            row.supplier_name_en,
            _yuan(row.amount),
            row.announced_at.isoformat(),
            _address(f"/tenders/{row.tender_ref}"),
        )


def _items(found: Sequence[AnyRow]) -> Iterator[tuple[Value, ...]]:
    for row in found:
        yield (
            row.code,
            row.name_zh,
            row.name_en,
            row.category_zh,
            row.approval_item_zh,
            row.approval_item_en,
            row.approval_dept_zh,
            row.approval_dept_en,
            str(row.commissioned_by),
            str(row.status),
            _address(f"/services/{row.code}"),
        )


def _decisions(found: Sequence[Line]) -> Iterator[tuple[Value, ...]]:
    for line in found:
        yield (
            line.ref,
            line.decision.name.lower(),
            line.tender_ref,
            line.title,
            line.name,
            line.name_en,
            str(line.state),
            line.at.isoformat(),
            _address(path(line)),
        )


VALUES: Mapping[Kind, Callable[[Sequence[Any]], Iterator[tuple[Value, ...]]]] = {
    Kind.TENDER: _tenders,
    Kind.PROVIDER: _providers,
    Kind.AWARD: _awards,
    Kind.ITEM: _items,
    Kind.DECISION: _decisions,
}
