"""What the form of the terms lets a drafter choose from, in the reader's words."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _

from marketplace.blueprints.web.fields import choices
from marketplace.blueprints.web.filters import money, translate
from marketplace.blueprints.web.words import in_language
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.regions.models import Region
from marketplace.domain.selection.method import Method
from marketplace.kernel.i18n import from_json

Choices = list[Any]


def offered_methods(methods: Sequence[Method]) -> Choices:
    """Each method with how it works."""
    shown = choices((method.code, from_json(dict(method.label))) for method in methods)
    for choice, method in zip(shown, methods, strict=True):
        choice.render_kw = {"hint": translate(from_json(dict(method.summary)))}
    return shown


def paying_line(line: BudgetLine) -> str:
    """A budget line with what is left of it."""
    left = _("%(amount)s left", amount=money(line.available))
    return f"{line.fiscal_year} · {line.code} {line.name} · {left}"


def places(regions: Sequence[Region]) -> Choices:
    """In the order of the tree; a name is followed by what it lies in, so that typing a name finds it."""
    names = {region.code: in_language(region.name_zh, region.name_en) for region in regions}
    return choices(
        (
            (
                region.code,
                f"{names[region.code]} · {names[region.parent]}" if region.parent in names else names[region.code],
            )
            for region in regions
        ),
        empty=_("Choose a region"),
    )
