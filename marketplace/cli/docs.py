"""`flask docs …`: the pages of `docs/` that are printed from the code."""

from typing import Any

import click

from marketplace.cli.noun import Noun
from marketplace.config import ROOT
from marketplace.domain.awards.states import AWARD
from marketplace.domain.bids.states import BID
from marketplace.domain.contracts.states import CHANGE, CONTRACT, MILESTONE
from marketplace.domain.organisations.states import REGISTRATION
from marketplace.domain.payments.states import PAYMENT
from marketplace.domain.selection.reference import methods_page
from marketplace.domain.tenders.states import TENDER
from marketplace.kernel.lifecycle import Lifecycle
from marketplace.policy.policy import PERMISSIONS, SEES, Rows

LIFECYCLES: tuple[Lifecycle[Any], ...] = (
    REGISTRATION,
    TENDER,
    BID,
    AWARD,
    CONTRACT,
    MILESTONE,
    *CHANGE.values(),
    PAYMENT,
)

docs = Noun("docs", help="The generated pages of docs/.")


@docs.command("build")
def build() -> None:
    """Write the generated pages."""
    for name, text in pages().items():
        (ROOT / "docs" / name).write_text(text, encoding="utf-8")
        click.echo(f"docs/{name}")


def pages() -> dict[str, str]:
    """The generated pages: ``{file name: text}``."""
    return {
        "lifecycles.md": _lifecycles(),
        "permissions.md": _permissions(),
        "selection-methods.md": methods_page().rstrip() + "\n",
    }


def _lifecycles() -> str:
    parts = ["# Lifecycles\n\nPrinted from the tables in `marketplace/domain/*/states.py` by `make docs`.\n"]
    for lifecycle in LIFECYCLES:
        meanings = "\n".join(f"| `{state}` | {meaning} |" for state, meaning in lifecycle.meanings.items())
        parts.append(
            f"## {lifecycle.name.capitalize()}\n\n```mermaid\n{lifecycle.mermaid()}\n```\n\n"
            f"| state | what it means |\n|---|---|\n{meanings}\n",
        )
    return "\n".join(parts)


def _permissions() -> str:
    rows = [f"| `{permission}` | {_sentence(page_rows)} |" for permission, page_rows in PERMISSIONS.items()]
    return (
        "# Permissions\n\n"
        "Printed from `marketplace/policy/policy.py` by `make docs`: each line grants what stands on its left to\n"
        "whoever fits any one of the alternatives on its right.\n\n"
        "| permission | granted to one who |\n|---|---|\n"
        f"| *may know that it exists* | {_sentence(SEES)} |\n" + "\n".join(rows) + "\n"
    )


def _sentence(rows: Rows) -> str:
    return "; or ".join(" and ".join(predicate.__name__.replace("_", " ") for predicate in row) for row in rows)
