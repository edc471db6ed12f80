"""The offline sealer as one file: from `offline.main` on, every definition of this house that it needs, and no other.

The same sources seal on the platform. Definitions of all files come into one namespace, so that two that share a name
must be the same text; ValueError otherwise.
"""

import ast
from dataclasses import dataclass, field
from pathlib import Path

from marketplace.adapters.sealing import offline

HOUSE = "marketplace"
ROOT = Path(offline.__file__).parents[3]
ENTRY = offline.__name__
START = "main"
HEADER = "#!/usr/bin/env python3\n"
ORIGIN = "# The marketplace's own sealing code, joined into one file: every definition below stands in its sources.\n"
FOOTER = '\n\nif __name__ == "__main__":\n    sys.exit(main(sys.argv[1:]))\n'


@dataclass(frozen=True, slots=True)
class Definition:
    """One top-level statement with its note; `name` is the first that it defines."""

    name: str
    text: str
    used: frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """One file: what it defines by name, and the (module, name) that stands behind what it imports."""

    docstring: str
    definitions: dict[str, Definition]
    imported: dict[str, tuple[str, str]]
    """The name is empty for a whole module."""


@dataclass(slots=True)
class Bundle:
    """What has been taken so far."""

    sources: dict[str, Source] = field(default_factory=dict)
    taken: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name to its module and its text, in an order in which everything stands after what it is made of."""
    imports: set[tuple[str, str]] = field(default_factory=set)

    def take(self, module: str, name: str) -> None:
        """Take what `name` means in `module`, after all that it uses; nothing for a built-in or a local name."""
        source = self.sources.get(module) or self.sources.setdefault(module, _read(module))
        found, origin = source.definitions.get(name), source.imported.get(name)
        if found is not None:
            self._take(module, found)
        elif origin is not None and name != (origin[1] or origin[0]):
            message = f"{module} uses {' '.join(origin)} under another name"
            raise ValueError(message)
        elif origin is not None and origin[0].startswith(f"{HOUSE}."):
            self.take(*origin)
        elif origin is not None:
            self.imports.add(origin)

    def _take(self, module: str, found: Definition) -> None:
        before = self.taken.get(found.name)
        if before is not None:
            if before[1] != found.text:
                message = f"{found.name} means one thing in {before[0]} and another in {module}"
                raise ValueError(message)
            return
        self.taken[found.name] = (module, found.text)
        for other in sorted(found.used):
            self.take(module, other)
        self.taken[found.name] = self.taken.pop(found.name)


def sealer_source() -> str:
    """The text of ``seal_bid.py``; the same sources always give the same text."""
    bundle = Bundle()
    bundle.take(ENTRY, START)
    bundle.take(ENTRY, "sys")
    imports = [
        f"from {module} import {name}" if name else f"import {module}" for module, name in sorted(bundle.imports)
    ]
    docstring = f'"""{bundle.sources[ENTRY].docstring}\n"""\n\n'
    body = [f"\n\n# {module.removeprefix(f'{HOUSE}.')}\n{text}\n" for module, text in bundle.taken.values()]
    return "".join([HEADER, docstring, ORIGIN, "\n", "\n".join(imports), "\n", *body, FOOTER])


def _read(module: str) -> Source:
    written = ROOT.joinpath(*module.split(".")).with_suffix(".py").read_text(encoding="utf-8")
    lines, tree = written.splitlines(), ast.parse(written)
    source = Source(ast.get_docstring(tree) or "", {}, {})
    for node, after in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(node, ast.ImportFrom):
            source.imported.update({name.asname or name.name: (str(node.module), name.name) for name in node.names})
        elif isinstance(node, ast.Import):
            source.imported.update({name.asname or name.name: (name.name, "") for name in node.names})
        elif names := _defined(node):
            decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
            first = min([node.lineno, *(each.lineno for each in decorators)])
            is_noted = isinstance(after, ast.Expr) and isinstance(node, ast.Assign | ast.AnnAssign)
            text = "\n".join(lines[first - 1 : after.end_lineno if is_noted and after else node.end_lineno])
            used = frozenset(each.id for each in ast.walk(node) if isinstance(each, ast.Name))
            source.definitions.update(dict.fromkeys(names, Definition(names[0], text, used)))
    return source


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
