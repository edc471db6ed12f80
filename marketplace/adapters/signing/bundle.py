"""``verify_receipt.py``: the sources of the tree, of the canonical form and of the program, joined into one file."""

import ast
from pathlib import Path

from marketplace.adapters.signing import verify_receipt
from marketplace.kernel import canonical, merkle

MODULES = (canonical, merkle, verify_receipt)
"""Each after those that it needs."""
HEADER = '''#!/usr/bin/env python3
"""Check a receipt or a kept checkpoint:  python3 verify_receipt.py https://the.site receipt.json [checkpoint.json]

Exit 0 when everything that can be checked agrees, 1 when something differs, 2 for bad usage. Needs Python 3.11 or
newer and the package cryptography; asks that site and nobody else. It tells the site the tender and the hash of the
envelope. This file is the marketplace's own sources, joined into one.
"""

'''
FOOTER = """

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


def receipt_verifier_source() -> str:
    """The text of the program; the same sources always give the same text."""
    imports: dict[str, None] = {}
    sections = [_section(Path(str(module.__file__)), imports) for module in MODULES]
    return "".join([HEADER, *(f"{line}\n" for line in imports), *sections, FOOTER])


def _section(file: Path, imports: dict[str, None]) -> str:
    source = file.read_text(encoding="utf-8")
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            if not (isinstance(node, ast.ImportFrom) and str(node.module).startswith("marketplace.")):
                imports[ast.unparse(node)] = None
            lines[node.lineno - 1 : node.end_lineno] = [""] * len(lines[node.lineno - 1 : node.end_lineno])
    body = "\n".join(lines).strip()
    return f"\n\n# ===== {file.name} =====\n\n{body}\n"
