"""The name that comes last wins: a method made only for tests, dropped into the folder as one more file."""

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.prices import CEILING_PRICE, unusable_price
from marketplace.domain.selection.steps import Ranked, Ranking
from marketplace.domain.selection.texts import Text, mark

CODE = "toy"
VERSION = "1"
LABEL = mark("Last name")
SUMMARY = mark("The name that comes last wins.")
MINIMUM_CANDIDATES = {"below_threshold": 2, "private": 1}
SETTINGS = (
    CEILING_PRICE,
    Field(name="whim", kind="choice", description=mark("Nothing"), citation="None", default="a", choices=("a", "b")),
)
EXAMPLE = {
    "settings": {"regime": "private"},
    "candidates": [{"id": "A", "price": "1"}, {"id": "B", "price": "2"}, {"id": "C"}],
    "seed": "5eed" * 16,
}


def exclude(candidate: Candidate, settings: Values) -> Text | None:
    return unusable_price(candidate, settings)


def rank(candidates: tuple[Candidate, ...], _settings: Values, _seed: bytes | None) -> Ranking:
    ordered = sorted((candidate.id for candidate in candidates), reverse=True)
    groups = tuple((Ranked(id_, None, (mark("The name %(id)s", id=id_),)),) for id_ in ordered)
    return Ranking(groups, (mark("Names in reverse"),))
