"""What the methods are, for programs and for readers."""

import json

from marketplace.domain.selection.fields import Field
from marketplace.domain.selection.method import PROMISES_KNOWN, Method
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.selection.texts import english

PAGE_HEAD = """# Selection methods

Generated from `marketplace/domain/selection/methods/`; do not edit. Run one on a file with
`flask --app wsgi selection run METHOD FILE.json`, and recompute any past selection from its evidence with
`verify_selection.py`.

Every method leaves equals equal; the core parts them by lot. The seed of the lot comes out of the sealed bids, and the
ticket of a candidate is SHA-256 over "ticket", the seed and his id, each after its length as eight bytes; the lowest
ticket is first.

A method of several steps waits for answers. While it waits, the result says in `pending` what it asks for and of whom.
An answer is one entry of the journal, `{"step": …, "by": …, "at": …, "data": {…}}`; its data are the fields asked for.
Whoever runs a step ends it with `{"step": …, "by": "platform", "at": …, "data": {"closed": true}}`, unless everybody
asked has answered. A draw needs no entry, only the seed.
"""


def methods_catalogue() -> list[dict[str, object]]:
    """Every method, JSON-ready.

    ``{"code", "version", "label", "summary", "source", "regimes", "minimum_candidates", "steps", "promises",
    "settings", "example"}``: ``label``, ``summary`` and the descriptions of settings are marked texts;
    ``minimum_candidates`` is by regime; ``steps`` are the kinds of step it asks for by default.
    """
    return [
        {
            "code": method.code,
            "version": method.version,
            "label": method.label,
            "summary": method.summary,
            "source": method.source.strip(),
            "regimes": list(method.minimum_candidates),
            "minimum_candidates": dict(method.minimum_candidates),
            "steps": list(method.steps),
            "promises": list(method.promises),
            "settings": [field.document() for field in method.settings],
            "example": dict(method.example),
        }
        for method in METHODS.values()
    ]


def methods_page() -> str:
    """The text of ``docs/selection-methods.md``, in Markdown."""
    return "\n".join([PAGE_HEAD, *(_section(method) for method in METHODS.values())])


def _section(method: Method) -> str:
    minimum = "\n".join(f"| `{regime}` | {count} |" for regime, count in method.minimum_candidates.items())
    settings = "\n".join(row for field in method.settings for row in _rows(field, ""))
    steps = ", ".join(f"`{kind}`" for kind in method.steps) or "none, it only ranks"
    promises = " ".join(PROMISES_KNOWN[promise] for promise in method.promises) or "nothing beyond the contract of all."
    return f"""## {english(method.label)} (`{method.code}`, version {method.version})

{english(method.summary)}

{method.source.strip()}

Kinds of step that it asks for by its default settings: {steps}.

It promises: {promises}

| legal regime | fewest valid candidates |
|---|---|
{minimum}

| setting | type | default | who | meaning | source |
|---|---|---|---|---|---|
{settings}

Example:

```json
{json.dumps(method.example, ensure_ascii=False, indent=2)}
```
"""


def _rows(field: Field, prefix: str) -> list[str]:
    limits = [
        *([f"≥ {field.minimum}"] if field.minimum is not None else []),
        *([f"≤ {field.maximum}"] if field.maximum is not None else []),
        *([f"one of {', '.join(field.choices)}"] if field.choices else []),
    ]
    kind = ", ".join([field.kind, *limits]) + (" (in a notice)" if field.limited == "notice" else "")
    written = ", ".join(field.default) if isinstance(field.default, tuple) else field.default
    default = "" if written is None else f"`{written}`"
    inner_prefix = f"{prefix}{field.name}{'[]' if field.kind == 'records' else ''}."
    need = {"always": " (required)", "notice": " (required in a notice)", "never": ""}[field.required]
    row = (
        f"| `{prefix}{field.name}` | {kind} | {default} | {field.filled_by}{need} "
        f"| {english(field.description)} | {field.citation} |"
    )
    return [row, *(inner for column in field.columns for inner in _rows(column, inner_prefix))]
