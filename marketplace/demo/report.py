"""A deliverable to hand in: one page of PDF with a few lines of Chinese, written by hand so that no library is needed.

The reader's own Song typeface shows the text (ISO 32000-1, 9.7.5: a predefined CMap, nothing embedded).
"""

from collections.abc import Sequence

PAGE_WIDTH, PAGE_HEIGHT = 595, 842
"""A4 in points."""
LEFT, TOP, LEADING, SIZE = 72, 760, 28, 14

FONT = b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [6 0 R] >>"
TYPEFACE = (
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 7 0 R /DW 1000 >>"
)
DESCRIPTOR = (
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
)


def pdf(lines: Sequence[str]) -> bytes:
    """The file; the same lines always give the same bytes."""
    shown = b"".join(f"<{line.encode('utf-16-be').hex()}> Tj T*\n".encode() for line in lines)
    stream = f"BT /F1 {SIZE} Tf {LEADING} TL {LEFT} {TOP} Td\n".encode() + shown + b"ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream",
        FONT,
        TYPEFACE,
        DESCRIPTOR,
    )
    written, starts = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(written))
        written += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
