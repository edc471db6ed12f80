"""The public verifier: these sources joined into one readable file that needs nothing but Python.

The shared files follow each other in one namespace, without their imports of each other; each method file becomes the
body of a function, because every method declares the same names.
"""

import ast
import re
from pathlib import Path
from textwrap import indent

PACKAGE = "marketplace.domain.selection"
FOLDER = Path(__file__).parent
SHARED = (
    "texts",
    "canonical",
    "figures",
    "fields",
    "candidates",
    "draw",
    "steps",
    "prices",
    "quoting",
    "validity",
    "benchmarks",
    "deviation",
    "price_points",
    "nearest",
    "quality",
    "criteria",
    "final_round",
    "offers",
    "method",
    "registry",
    "rounds",
    "results",
    "core",
    "evidence",
    "verify",
)
"""The shared files, each after those that it needs; ``registry`` is written out, for there is no folder to search."""
HEADER = '''#!/usr/bin/env python3
"""Recompute a selection from its published evidence:  python3 verify_selection.py evidence.json

Exit 0 only when recomputing the selection from its inputs gives the record, 1 when something differs (each place is
named), 2 for bad usage. Needs Python 3.11 or newer and nothing else; reads that one file and no network. This file is
the marketplace's own selection package, joined into one: the same sources chose the winner.
"""

'''
FOOTER = """

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


def verifier_source() -> str:
    """The text of ``verify_selection.py``; the same sources always give the same text."""
    imports: dict[str, set[str]] = {}
    methods = sorted(file.stem for file in (FOLDER / "methods").glob("*.py") if file.stem != "__init__")
    sections: list[str] = []
    for name in SHARED:
        if name == "registry":
            sections.extend(_method_section(method, imports) for method in methods)
            sections.append(_registry_section(methods))
        else:
            sections.append(_titled(f"{name}.py", _own_source(FOLDER / f"{name}.py", imports)))
    modules = [f"import {module}\n" for module, names in sorted(imports.items()) if not names]
    parts = [f"from {module} import {', '.join(sorted(names))}\n" for module, names in sorted(imports.items()) if names]
    return "".join([HEADER, *modules, *parts, *sections, FOOTER])


def _titled(title: str, body: str) -> str:
    return f"\n\n# ===== {title} =====\n\n{body}\n"


def _method_section(name: str, imports: dict[str, set[str]]) -> str:
    body = indent(_own_source(FOLDER / "methods" / f"{name}.py", imports), "    ")
    return _titled(f"methods/{name}.py", f"def method_file_{name}():\n{body}\n\n    return locals()")


def _registry_section(methods: list[str]) -> str:
    files = ", ".join(f"method_file_{name}" for name in methods)
    return _titled(
        "the methods above, by their codes",
        "METHODS = {}\n"
        f"for method_file in [{files}]:\n"
        "    described = method_of(SimpleNamespace(**method_file(), __doc__=method_file.__doc__))\n"
        "    METHODS[described.code] = described",
    )


def _own_source(file: Path, imports: dict[str, set[str]]) -> str:
    source = file.read_text(encoding="utf-8")
    lines = source.splitlines()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            _note_import(node, imports)
            lines[node.lineno - 1 : node.end_lineno] = [""] * len(lines[node.lineno - 1 : node.end_lineno])
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip()


def _note_import(node: ast.Import | ast.ImportFrom, imports: dict[str, set[str]]) -> None:
    names = {name.name for name in node.names}
    if isinstance(node, ast.Import):
        imports.update({name: set() for name in names})
    elif not str(node.module).startswith(PACKAGE):
        imports.setdefault(str(node.module), set()).update(names)
