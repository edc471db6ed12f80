"""What a method may be told: named fields with a kind, a default, limits and the source of each rule."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, cast

from marketplace.domain.selection.canonical import shown
from marketplace.domain.selection.figures import read_label, read_number, read_reason, read_scaled
from marketplace.domain.selection.texts import SelectionInputError, Text, mark

Kind = Literal["money", "number", "numbers", "whole", "label", "text", "choice", "record", "records"]


@dataclass(frozen=True)
class Field:
    """One setting, one column of a list of records, or one answer asked for.

    ``kind``: ``money`` (decimal string of the major unit), ``number`` (decimal string, 4 decimals), ``numbers`` (a list
    of them), ``whole``, ``label`` (short text), ``text`` (long text), ``choice`` (one of ``choices``), ``record`` (an
    object with ``columns``), ``records`` (a list of such objects).
    ``required``: ``always``; ``notice`` = a published notice must name it, a mere calculation need not; ``never``.
    ``filled_by``: the department for its tender, the operator for the whole platform, or only a mere calculation: a
    tender of the platform has nothing that it could be reckoned from.
    ``minimum`` and ``maximum`` are inclusive and in the unit that people write; ``limited``: ``notice`` = a mere
    calculation, of somebody else's table say, need not keep to them.
    """

    name: str
    kind: Kind
    description: Text
    citation: str
    default: str | int | tuple[str, ...] | None = None
    required: Literal["always", "notice", "never"] = "never"
    filled_by: Literal["department", "operator", "calculation"] = "department"
    minimum: int | None = None
    maximum: int | None = None
    limited: Literal["always", "notice"] = "always"
    choices: tuple[str, ...] = ()
    columns: tuple["Field", ...] = ()

    def document(self) -> dict[str, object]:
        """The JSON-ready description of this field."""
        return {
            "name": self.name,
            "type": self.kind,
            "description": self.description,
            "citation": self.citation,
            "default": list(self.default) if isinstance(self.default, tuple) else self.default,
            "required": self.required,
            "filled_by": self.filled_by,
            "minimum": self.minimum,
            "maximum": self.maximum,
            "limited": self.limited,
            "choices": list(self.choices),
            "columns": [column.document() for column in self.columns],
        }


@dataclass(frozen=True)
class Values:
    """Fields as read: ask by name and kind. Money is in minor units (fen), numbers are exact fractions."""

    by_name: Mapping[str, object]

    def label(self, name: str) -> str:
        """The text of a ``label`` or ``choice`` field."""
        return cast("str", self.by_name[name])

    def money(self, name: str) -> int | None:
        """Minor units, or None where nothing was given."""
        return cast("int | None", self.by_name[name])

    def amount(self, name: str) -> int:
        """Minor units of a ``money`` field that is required or has a default."""
        return cast("int", self.by_name[name])

    def number(self, name: str) -> Fraction:
        """The exact value of a ``number`` field that is required or has a default."""
        return cast("Fraction", self.by_name[name])

    def number_if_given(self, name: str) -> Fraction | None:
        """The exact value of a ``number`` field, or None where nothing was given."""
        return cast("Fraction | None", self.by_name[name])

    def numbers(self, name: str) -> tuple[Fraction, ...]:
        """The exact values of a ``numbers`` field that has a default."""
        return cast("tuple[Fraction, ...]", self.by_name[name])

    def whole(self, name: str) -> int | None:
        """A whole number, or None where nothing was given."""
        return cast("int | None", self.by_name[name])

    def count(self, name: str) -> int:
        """A whole number that is required or has a default."""
        return cast("int", self.by_name[name])

    def has(self, name: str) -> bool:
        """Whether there is such a field and it has a value."""
        return self.by_name.get(name) is not None

    def record(self, name: str) -> "Values | None":
        """The object of a ``record`` field, or None where nothing was given."""
        return cast("Values | None", self.by_name[name])

    def records(self, name: str) -> tuple["Values", ...]:
        """The rows of a ``records`` field; none where nothing was given."""
        return cast("tuple[Values, ...] | None", self.by_name[name]) or ()


def read_object(raw: object, names: Sequence[str], label: str) -> Mapping[str, object]:
    """Read a JSON object whose keys are all among ``names``; raises ``SelectionInputError``."""
    if not isinstance(raw, Mapping):
        raise SelectionInputError(
            mark("%(label)s is %(value)s: write an object {…}", label=label, value=shown(raw)),
        )
    for name in raw:
        if name not in names:
            raise SelectionInputError(
                mark(
                    "%(label)s has the unknown name %(name)s: use only %(known)s",
                    label=label,
                    name=shown(name),
                    known=", ".join(names) or "{}",
                )
            )
    return raw


def read_list(raw: object, label: str) -> Sequence[object]:
    """Read a JSON list; raises ``SelectionInputError``."""
    if not isinstance(raw, list | tuple):
        raise SelectionInputError(mark("%(label)s is %(value)s: write a list […]", label=label, value=shown(raw)))
    return raw


def read_fields(schema: Sequence[Field], raw: object, label: str, places: int, *, notice: bool = False) -> Values:
    """Read an object against a schema; ``places`` are the decimals of the currency, ``notice`` asks for more.

    Raises ``SelectionInputError`` for an unknown name, a missing required field, a wrong kind, a value out of limits.
    """
    given = read_object(raw, [field.name for field in schema], label)
    values: dict[str, object] = {}
    for field in schema:
        value = given.get(field.name)
        here = f"{label}.{field.name}"
        if value is None:
            if field.required == "always" or (notice and field.required == "notice"):
                raise SelectionInputError(mark("%(label)s is missing: give it", label=here))
            value = field.default
        held = field if notice or field.limited == "always" else replace(field, minimum=None, maximum=None)
        values[field.name] = None if value is None else _READERS[field.kind](held, value, here, places)
    return Values(values)


def _within(field: Field, value: Fraction, label: str) -> None:
    if field.minimum is not None and value < field.minimum:
        raise SelectionInputError(
            mark("%(label)s is too small: at least %(minimum)s", label=label, minimum=field.minimum)
        )
    if field.maximum is not None and value > field.maximum:
        raise SelectionInputError(
            mark("%(label)s is too large: at most %(maximum)s", label=label, maximum=field.maximum)
        )


def _money(field: Field, value: object, label: str, places: int) -> int:
    minor = read_scaled(value, label, places)
    _within(field, Fraction(minor, 10**places), label)
    return minor


def _number(field: Field, value: object, label: str, _places: int) -> Fraction:
    number = read_number(value, label)
    _within(field, number, label)
    return number


def _whole(field: Field, value: object, label: str, _places: int) -> int:
    number = read_scaled(value, label, 0)
    _within(field, Fraction(number), label)
    return number


def _label(_field: Field, value: object, label: str, _places: int) -> str:
    return read_label(value, label)


def _text(_field: Field, value: object, label: str, _places: int) -> str:
    return read_reason(value, label)


def _numbers(field: Field, value: object, label: str, places: int) -> tuple[Fraction, ...]:
    entries = read_list(value, label)
    if not entries:
        raise SelectionInputError(mark("%(label)s is empty: give at least one entry", label=label))
    return tuple(_number(field, entry, f"{label}[{index}]", places) for index, entry in enumerate(entries))


def _one_of(field: Field, value: object, label: str, _places: int) -> str:
    if not isinstance(value, str) or value not in field.choices:
        raise SelectionInputError(
            mark(
                "%(label)s is %(value)s: choose one of %(choices)s",
                label=label,
                value=shown(value),
                choices=", ".join(field.choices),
            )
        )
    return value


def _record(field: Field, value: object, label: str, places: int) -> Values:
    return read_fields(field.columns, value, label, places)


def _records(field: Field, value: object, label: str, places: int) -> tuple[Values, ...]:
    rows = read_list(value, label)
    if not rows:
        raise SelectionInputError(mark("%(label)s is empty: give at least one entry", label=label))
    return tuple(read_fields(field.columns, row, f"{label}[{index}]", places) for index, row in enumerate(rows))


_READERS: Mapping[Kind, Callable[[Field, object, str, int], object]] = {
    "money": _money,
    "number": _number,
    "numbers": _numbers,
    "whole": _whole,
    "label": _label,
    "text": _text,
    "choice": _one_of,
    "record": _record,
    "records": _records,
}
