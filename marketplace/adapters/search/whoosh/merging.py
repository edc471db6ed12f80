"""Which segments become one when something is written."""

from collections.abc import Sequence

from whoosh.codec.whoosh3 import W3Segment
from whoosh.writing import SegmentWriter

from marketplace.adapters.search.whoosh.packed import PackedReader

SMALL = 1_024
"""Documents of a segment that is still merged while somebody waits; the night merges the larger ones [ours]."""


def merge_small(writer: SegmentWriter, segments: Sequence[W3Segment]) -> list[W3Segment]:
    """Merge each small segment that is no larger than all smaller ones and the new documents together.

    A document is so written again only as often as the number of documents doubles, and few segments remain.
    """
    kept = [segment for segment in segments if segment.doc_count()]
    together = writer.doc_count()
    for segment in sorted(kept, key=W3Segment.doc_count):
        if segment.doc_count() > min(together, SMALL):
            break
        together += segment.doc_count()
        kept.remove(segment)
        _copy(writer, segment)
    return kept


def merge_all(writer: SegmentWriter, segments: Sequence[W3Segment]) -> list[W3Segment]:
    """Make one segment of all, unless it is one already."""
    if len(segments) == 1 and not segments[0].has_deletions():
        return list(segments)
    for segment in segments:
        _copy(writer, segment)
    return []


def _copy(writer: SegmentWriter, segment: W3Segment) -> None:
    reader = PackedReader(writer.storage, writer.schema, segment)
    writer.add_reader(reader)
    reader.close()
