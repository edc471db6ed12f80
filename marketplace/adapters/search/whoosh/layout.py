"""What the index keeps of a document: its identity, its terms with their places, its facets, and a row of numbers."""

from array import array
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray
from whoosh.columns import FixedBytesColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Format

from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import Kind, SearchDocument, Sort

LAYOUT = "2"
"""Counted on whenever anything in this package writes an index in another way."""

ID, TAG, TITLE, BODY, ROW, KEY = "id", "tag", "title", "body", "row", "key"
WORDS = (TITLE, BODY)
"""The fields with words."""

KIND = "kind"
"""Stands among the facets."""

NUMBER = "number"
ROW_TYPE = np.dtype([(NUMBER, "<i8"), *((str(sort), "<i8") for sort in Sort), *((field, "<i8") for field in WORDS)])
"""The document's number, what it is sorted by, and how many terms stand in its fields."""

DIGEST = 32
"""Bytes of a document's digest."""

Term = tuple[bytes, int, float, bytes]
"""(text, frequency, weight, positions) as Whoosh takes it."""


class Texts(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """Texts as they are, without places."""

    format = Format()

    def __init__(self) -> None:
        """Nothing to choose."""

    def index(self, value: Iterable[str], **_options: object) -> Iterator[Term]:
        """Each text once."""
        return ((encoded(text), 1, 1.0, b"") for text in set(value))


class Places(Texts):
    """Terms in their order, with their places."""

    def index(self, value: Iterable[str], **_options: object) -> Iterator[Term]:
        """Each term once, with all its places."""
        places: dict[str, array[int]] = {}
        for place, term in enumerate(value):
            places.setdefault(term, array("I")).append(place)
        return ((encoded(term), len(at), 1.0, at.tobytes()) for term, at in places.items())


SCHEMA = Schema(
    id=Texts(),
    tag=Texts(),
    title=Places(),
    body=Places(),
    row=COLUMN(FixedBytesColumn(ROW_TYPE.itemsize)),
    key=COLUMN(VarBytesColumn()),
)


def identity(kind: Kind, key: str) -> str:
    """What tells a document from all others."""
    return f"{kind}:{key}"


def tag(name: str, value: str) -> str:
    """A value of a facet."""
    return f"{name}={value}"


def fields(document: SearchDocument, analysis: Analysis) -> dict[str, object]:
    """The document as the schema has it."""
    title, body = (line.split() for line in analysis.document(document))
    lengths = (len(title), len(body))
    sorts = (document.sorts.get(sort, 0) for sort in Sort)
    row = np.array([(document.number, *sorts, *lengths)], ROW_TYPE)
    return {
        ID: [identity(document.kind, document.key)],
        TAG: [
            tag(KIND, document.kind),
            *(tag(name, one) for name, values in document.facets.items() for one in values),
        ],
        TITLE: title,
        BODY: body,
        ROW: row.tobytes(),
        KEY: bytes.fromhex(document.digest) + encoded(identity(document.kind, document.key)),
    }


def stored(value: bytes) -> tuple[str, str]:
    """(key, digest) of what stands in the field of keys."""
    _, _, key = value[DIGEST:].decode(errors="surrogatepass").partition(":")
    return key, value[:DIGEST].hex()


def rows(column: bytes, count: int) -> NDArray[np.void]:
    """The rows of `count` documents; Whoosh leaves those at the end out that are all zero."""
    whole = np.zeros(count, ROW_TYPE)
    whole.view(np.uint8)[: len(column)] = np.frombuffer(column, np.uint8)
    return whole


def encoded(text: str) -> bytes:
    """A term, a tag or an identity as the index has it."""
    return text.encode(errors="surrogatepass")
