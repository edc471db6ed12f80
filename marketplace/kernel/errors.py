"""The five ways an operation may say no. Anything else that is raised is a fault."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from marketplace.kernel.i18n import Text, mark


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A request understood and not carried out; `text` tells the reader why and how to mend it."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class NotFound(Refusal):
    """The object does not exist, or this actor may not know that it does."""

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(text or mark("There is nothing here, or it is not yours to see."))


class NotPermitted(Refusal):
    """The actor knows the object but may not do this with it."""

    def __init__(self, text: Text | None = None) -> None:
        super().__init__(text or mark("Your role does not allow this."))


class Invalid(Refusal):
    """The input breaks a rule; `fields` maps a field's name to what is wrong with it."""

    def __init__(self, text: Text | None = None, fields: Mapping[str, Text] | None = None) -> None:
        self.fields = dict(fields or {})
        super().__init__(text or next(iter(self.fields.values()), mark("Some answers need to be corrected.")))


@contextmanager
def at_field(name: str) -> Iterator[None]:
    """What the block finds invalid is said at the field `name`."""
    try:
        yield
    except Invalid as refusal:
        raise Invalid(fields={name: refusal.text}) from None


class Conflict(Refusal):
    """The object is no longer (or not yet) in the state this needs; reading it again shows why."""


class Unavailable(Refusal):
    """Something outside does not answer just now; the same request may be repeated later."""
