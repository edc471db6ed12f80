"""What a file declares is what the registry tells of it; what a field says of itself is complete."""

from fractions import Fraction
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest

from marketplace.domain.selection import methods
from marketplace.domain.selection.canonical import read_json
from marketplace.domain.selection.fields import Field, Values, read_fields
from marketplace.domain.selection.method import method_of
from marketplace.domain.selection.registry import METHODS, find_methods
from marketplace.domain.selection.rounds import Entry, answers_to
from marketplace.domain.selection.steps import Journal, Ranked, Ranking, Score
from marketplace.domain.selection.texts import SelectionInputError, mark


def test_every_file_is_found_with_all_that_it_declares() -> None:
    found = find_methods()
    assert list(found) == list(METHODS)
    for code, method in found.items():
        file: Any = import_module(f"{methods.__name__}.{code}")
        declared = (file.CODE, file.VERSION, file.LABEL, file.SUMMARY, file.__doc__, file.EXAMPLE)
        assert (method.code, method.version, method.label, method.summary, method.source, method.example) == declared
        assert method.minimum_candidates == file.MINIMUM_CANDIDATES
        assert method.settings[3:] == file.SETTINGS
        for name in ("steps", "needs", "promises"):
            assert getattr(method, name) == getattr(file, name.upper(), ())
        for name in ("exclude", "check", "next_step"):
            if hasattr(file, name):
                assert getattr(method, name) is getattr(file, name)


def test_a_file_that_declares_the_least() -> None:
    seen: list[object] = []

    def rank(*given: object) -> Ranking:
        seen.extend(given)
        return Ranking(((Ranked("a", None, (mark("because"),)),),), (mark("sum"),))

    file = SimpleNamespace(
        __doc__="Least.",
        CODE="least",
        VERSION="3",
        LABEL=mark("Least"),
        SUMMARY=mark("The least."),
        SETTINGS=(),
        MINIMUM_CANDIDATES={"private": 1, "below_threshold": 2},
        EXAMPLE={},
        rank=rank,
    )
    method = method_of(file)
    assert (method.steps, method.needs, method.promises) == ((), (), ())
    values = Values({"regime": "private"})
    method.next_step(values, Journal((), {}), b"seed")
    assert seen == [(), values, b"seed"]
    regime = method.settings[0]
    assert regime == Field(
        name="regime",
        kind="choice",
        description=mark("Legal regime of the tender; a regime that is not listed forbids the method"),
        citation="招标投标法 Art 3; 政府采购法 Art 2; 优化营商环境条例 Art 43",
        default="private",
        required="notice",
        choices=("private", "below_threshold"),
    )


def test_a_field_tells_everything_of_itself() -> None:
    column = Field(name="one", kind="number", description=mark("One"), citation="-", default=1)
    field = Field(
        name="all",
        kind="records",
        description=mark("All"),
        citation="Law",
        default=("1", "2"),
        required="notice",
        filled_by="operator",
        minimum=1,
        maximum=2,
        limited="notice",
        choices=("a", "b"),
        columns=(column,),
    )
    told = field.document()
    inner = told.pop("columns")
    assert told == {
        "name": "all",
        "type": "records",
        "description": mark("All"),
        "citation": "Law",
        "default": ["1", "2"],
        "required": "notice",
        "filled_by": "operator",
        "minimum": 1,
        "maximum": 2,
        "limited": "notice",
        "choices": ["a", "b"],
    }
    assert inner == [column.document()]
    assert column.document()["default"] == 1


def test_kinds_of_value_are_read_each_in_its_own_way() -> None:
    inner = (Field(name="price", kind="money", description=mark("-"), citation="-"),)
    fields = (
        Field(name="terms", kind="record", description=mark("-"), citation="-", columns=inner),
        Field(name="words", kind="text", description=mark("-"), citation="-"),
        Field(name="rates", kind="numbers", description=mark("-"), citation="-", maximum=3),
        Field(name="free", kind="numbers", description=mark("-"), citation="-", maximum=3, limited="notice"),
    )
    given = {"terms": {"price": "1.50"}, "words": "one\ntwo", "rates": ["1", "2.5"], "free": ["4"]}
    read = read_fields(fields, given, "x", 2)
    terms = read.record("terms")
    assert terms is not None
    assert terms.money("price") == 150
    assert read.label("words") == "one\ntwo"
    assert [str(rate) for rate in read.numbers("rates")] == ["1", "5/2"]
    assert [str(rate) for rate in read.numbers("free")] == ["4"]
    assert (read.has("words"), read.has("nothing"), read_fields(fields, {}, "x", 2).has("words")) == (
        True,
        False,
        False,
    )
    for wrong, message in (
        ({"terms": []}, "x.terms is a list: write an object"),
        ({"terms": {"price": "1.505"}}, "x.terms.price is '1.505': at most 2 decimals"),
        ({"words": "\x00"}, "x.words is '\\x00': leave out"),
        ({"words": ""}, "x.words must have 1 to 4000 characters"),
        ({"rates": "1"}, "x.rates is '1': write a list"),
        ({"rates": []}, "x.rates is empty: give at least one entry"),
        ({"rates": ["1", "3.5"]}, "x.rates[1] is too large: at most 3"),
    ):
        with pytest.raises(SelectionInputError) as refusal:
            read_fields(fields, wrong, "x", 2)
        assert message in str(refusal.value)
    with pytest.raises(SelectionInputError, match=r"x\.free\[0\] is too large: at most 3"):
        read_fields(fields, given, "x", 2, notice=True)


def test_points_may_reach_the_most_and_not_pass_it() -> None:
    step = Score("points", mark("Points"), ("r",), ("a",), {"x": Fraction(1), "y": Fraction(2)})
    full = Entry("points", "r", "-", {"scores": {"a": {"x": "1", "y": "2"}}})
    [answer] = answers_to(step, [full], None, 2) or ()
    assert answer.scores["a"] == {"x": 1, "y": 2}
    with pytest.raises(SelectionInputError, match=r"r: a needs points for exactly these criteria, at most: x 1, y 2"):
        answers_to(step, [Entry("points", "r", "-", {"scores": {"a": {"x": "1", "y": "2.1"}}})], None, 2)


def test_json_is_read_from_text_and_from_bytes() -> None:
    assert read_json('{"a": "é"}') == read_json('{"a": "é"}'.encode()) == {"a": "é"}
    for source, message in (
        ("{", "Not a readable JSON document (UTF-8): 'Expecting property name enclosed in double quotes"),
        ("[" * 100_000, "Not a readable JSON document (UTF-8): nested too deeply"),
        ('{"a": 1}'.encode("utf-16"), "Not a readable JSON document (UTF-8): "),
        (b"\xff", "Not a readable JSON document (UTF-8): \"'utf-8' codec can't decode byte 0xff"),
        ('{"a": NaN}', "NaN is not a number: write a decimal string"),
        ('{"a": 1, "a": 2}', "The key 'a' stands twice in one object: keep one"),
    ):
        with pytest.raises(SelectionInputError) as refusal:
            read_json(source)
        assert str(refusal.value).startswith(message)
