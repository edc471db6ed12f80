"""`flask docs …`: the pages of `docs/` that are printed from the code."""

from typing import Any

import click

from marketplace.cli.noun import Noun
from marketplace.cli.who_may import page as roles_and_states
from marketplace.config import ROOT
from marketplace.domain.awards.states import AWARD
from marketplace.domain.bids.states import BID, DOUBT
from marketplace.domain.complaints.states import COMPLAINT
from marketplace.domain.contracts.states import CHANGE, CONTRACT, MILESTONE
from marketplace.domain.objections.states import OBJECTION
from marketplace.domain.openers.states import OPENER
from marketplace.domain.organisations.certificates import CERTIFICATE
from marketplace.domain.organisations.states import CLAIM, DISPUTE, INVITATION, REGISTRATION
from marketplace.domain.payments.states import PAYMENT
from marketplace.domain.personal.queries import pointing_columns
from marketplace.domain.personal.register import REGISTER, columns_of
from marketplace.domain.personal.rules import KEPT_YEARS
from marketplace.domain.questions.states import QUESTION
from marketplace.domain.selection.reference import methods_page
from marketplace.domain.tenders.states import OVERRIDE, TENDER
from marketplace.kernel.lifecycle import Lifecycle
from marketplace.policy.policy import PERMISSIONS, SEES, Rows

LIFECYCLES: tuple[Lifecycle[Any], ...] = (
    REGISTRATION,
    CLAIM,
    DISPUTE,
    INVITATION,
    CERTIFICATE,
    OPENER,
    TENDER,
    OVERRIDE,
    BID,
    DOUBT,
    QUESTION,
    AWARD,
    OBJECTION,
    CONTRACT,
    MILESTONE,
    *CHANGE.values(),
    PAYMENT,
    COMPLAINT,
)

PERSONAL_DATA = f"""\
# Personal data

Printed from `marketplace/domain/personal/register.py` and the models by `make docs`; a test fails for a column about a
person that is not named. The same register is the page `/privacy`.

- **See and take along** (个人信息保护法 Art 45): `/account/data` gives everything about its reader as JSON.
- **Close the account** (Art 47): `/account/data/erase`, at once and for good. The number stays in the journal.
- **What a procurement file keeps** (政府采购法 Art 42, {KEPT_YEARS} years): the name of whoever acted in a published
  purchase; the worker lets it go when the last such file need not be kept any more.
- **Public pages** mask contact persons: `王**`, `138****`, `o***@example.org`.
- **Backups** still hold what was forgotten since; delete them after 90 days.
"""

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
        "personal-data.md": _personal_data(),
        "roles-and-states.md": roles_and_states.page(),
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


def _personal_data() -> str:
    pointing = [f"{column.table.name}.{column.name}" for column in pointing_columns()]
    parts = [PERSONAL_DATA]
    for category in REGISTER:
        columns = "\n".join(f"- `{column}`" for column in columns_of(category, pointing))
        parts.append(
            f"## {category.title}\n\n| why | how long | ground |\n|---|---|---|\n"
            f"| {category.purpose} | {category.kept} | {category.ground} |\n\n{columns}\n"
        )
    return "\n".join(parts)


def _sentence(rows: Rows) -> str:
    return "; or ".join(" and ".join(predicate.__name__.replace("_", " ") for predicate in row) for row in rows)
