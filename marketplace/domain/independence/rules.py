"""What the register asks, and what two agencies have in common. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from marketplace.domain.independence.states import AffiliationKind, TieKind
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.texts import one_line

LONGEST_LAW = 200
LONGEST_REASON = 500
MOST_NAMED = 5
"""How many others are named to each of those who have one thing in common [ours]; one is enough to be tied."""

NOT_PUBLIC = frozenset({TieKind.ACCOUNT})
"""What nobody can copy from a register: all else an enterprise publishes itself (企业信息公示暂行条例 Art 6 and 9:
representative, shareholders, address, telephone, e-mail)."""

KINDS_TO_BE_SURE = 2
"""So many things in common, one of them `NOT_PUBLIC`, are no accident [ours]."""

_NOT_OF_A_NAME = re.compile(r"[\s·•・.,，。()（）-]+")
_NO_DIGIT = re.compile(r"\D")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAffiliation:
    """A tie as it is written into the register; the days as they were read, None for what is not a day."""

    kind: AffiliationKind | None
    since: date | None
    exception_law: str = ""


def checked(given: NewAffiliation, today: date) -> NewAffiliation:
    """The same in normal form; raises Invalid by field (``kind``, ``since``, ``exception_law``)."""
    wrong: dict[str, Text] = {}
    if given.kind is None:
        wrong["kind"] = mark("Choose how the agency is tied to the department.")
    if given.since is None or given.since > today:
        wrong["since"] = mark("Write the day since when, today at the latest.")
    try:
        law = one_line(given.exception_law, longest=LONGEST_LAW, required=False)
    except Invalid as refusal:
        wrong["exception_law"] = refusal.text
    if wrong:
        raise Invalid(fields=wrong)
    return NewAffiliation(kind=given.kind, since=given.since, exception_law=law)


@dataclass(frozen=True, slots=True)
class Profile:
    """What an agency says of itself, as two are compared; `key` is whatever the caller knows it by."""

    key: str
    name: str
    legal_representative: str
    phone: str
    email: str
    shareholders: Sequence[str] = ()
    address: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """`kind` ties an agency to another, which it reads by `other`, the key in the comparison."""

    kind: TieKind
    other: str


def ties_among(profiles: Sequence[Profile]) -> dict[str, list[Tie]]:
    """Who among these is tied to whom: ``{key: ties}``, kind by kind, without those that have none.

    Names are compared as they are written, but for width, case, blanks and dots. Of many who have one thing in common
    each is told of the first `MOST_NAMED` others.
    """
    found: dict[str, dict[Tie, None]] = defaultdict(dict)
    for kind, together in _together(profiles):
        named = together[: MOST_NAMED + 1]  # one more: nobody is tied to oneself
        for key in together:
            others = [other for other in named if other != key]
            found[key].update((Tie(kind, other), None) for other in others[:MOST_NAMED])
    return {key: list(ties) for key, ties in found.items()}


def is_beyond_copying(kinds: Collection[TieKind]) -> bool:
    """Whether what two have in common can be neither an accident nor one side's doing.

    Two bidders under one person, or of whom one controls the other, both take no part (招标投标法实施条例 Art 34,
    政府采购法实施条例 Art 18). The law means the fact. Two profiles that say the same are a hint: each writes its own,
    a rival's representative, shareholders and telephone stand in a public register to be copied, and an equal name is
    not an equal person. Whoever was put out by that would lose its place by another's pen. The account to which an
    agency is paid stands in no register, and whoever copies it has the money paid to the other.
    """
    return len(set(kinds)) >= KINDS_TO_BE_SURE and not NOT_PUBLIC.isdisjoint(kinds)


def _together(profiles: Sequence[Profile]) -> Iterator[tuple[TieKind, Sequence[str]]]:
    """Kind by kind, the keys of those who have something in common."""
    owners = {each.key: _names(each.shareholders) for each in profiles}
    heads = {each.key: _names([each.legal_representative]) for each in profiles}
    yield from _sharing(TieKind.LEGAL_REPRESENTATIVE, heads)
    by_name = {_name(each.name): each.key for each in profiles}
    for key, names in owners.items():
        for owner in sorted(by_name[name] for name in names & by_name.keys()):
            if owner != key:
                yield TieKind.CONTROL, (owner, key)
    yield from _sharing(TieKind.SHAREHOLDER, owners)
    yield from _sharing(TieKind.PHONE, {each.key: {_NO_DIGIT.sub("", each.phone)} for each in profiles})
    yield from _sharing(TieKind.EMAIL, {each.key: {each.email.strip().casefold()} for each in profiles})
    yield from _sharing(TieKind.ADDRESS, {each.key: _names([each.address]) for each in profiles})
    yield from _sharing(TieKind.ACCOUNT, {each.key: {_NO_DIGIT.sub("", each.account)} for each in profiles})


def _sharing(kind: TieKind, said: Mapping[str, set[str]]) -> Iterator[tuple[TieKind, Sequence[str]]]:
    keys: dict[str, list[str]] = defaultdict(list)
    for key, values in said.items():
        for value in values - {""}:
            keys[value].append(key)
    for _, together in sorted(keys.items()):
        if len(together) > 1:
            yield kind, together


def _names(written: Sequence[str]) -> set[str]:
    return {_name(each) for each in written}


def _name(written: str) -> str:
    return _NOT_OF_A_NAME.sub("", unicodedata.normalize("NFKC", written)).casefold()
