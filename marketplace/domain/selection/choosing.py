"""A choice as a form: what is asked of whoever chooses, named as ``rounds`` reads the answer."""

from collections.abc import Mapping

from marketplace.domain.selection.fields import Field
from marketplace.domain.selection.steps import Choose, Collect
from marketplace.domain.selection.texts import mark

_SOURCE = "Platform practice: the buyer chooses one and publishes the reasons"


def asked_as_form(choice: Choose, who: str, terms: Mapping[str, str | int]) -> Collect:
    """Ask ``who`` for ``chosen``, one of ``choice.among``, and for the ``reasons``."""
    chosen = Field(
        name="chosen",
        kind="choice",
        description=mark("Whom you choose"),
        citation=_SOURCE,
        required="always",
        choices=choice.among,
    )
    reasons = Field(
        name="reasons",
        kind="text",
        description=mark("Your reasons; they are published"),
        citation=_SOURCE,
        required="always",
    )
    return Collect(choice.name, choice.prompt, (who,), (chosen, reasons), terms)
