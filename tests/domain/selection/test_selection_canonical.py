"""One spelling for one value; reading JSON without binary fractions."""

import hashlib
import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.selection.canonical import LARGEST_EXACT, canonical, digest, read_json, shown
from marketplace.domain.selection.texts import SelectionInputError

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-LARGEST_EXACT, LARGEST_EXACT)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda parts: st.lists(parts) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), parts),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        ({}, "{}"),
        ([], "[]"),
        (None, "null"),
        (True, "true"),
        (-7, "-7"),
        ({"b": 1, "a": [2, {"d": None, "c": False}]}, '{"a":[2,{"c":false,"d":null}],"b":1}'),
        ("评估 “A”/é", '"评估 “A”/é"'),
        (
            'quote " backslash \\ line \n tab \t bell \x07 del \x7f',
            '"quote \\" backslash \\\\ line \\n tab \\t bell \\u0007 del \x7f"',
        ),
        ({"B": 1, "a": 2, "甲": 3, "": 4, "\U00020000": 5, "ﬀ": 6}, '{"":4,"B":1,"a":2,"甲":3,"ﬀ":6,"\U00020000":5}'),
        ((1, 2), "[1,2]"),
        (LARGEST_EXACT, "9007199254740991"),
    ],
)
def test_vectors(value: object, spelled: str) -> None:
    assert canonical(value) == spelled.encode()
    assert digest(value) == hashlib.sha256(spelled.encode()).hexdigest()


def test_a_digest_known_from_elsewhere() -> None:
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@given(VALUES)
def test_reading_back_gives_the_value_and_the_same_bytes(value: object) -> None:
    assert read_json(canonical(value)) == value
    assert canonical(read_json(canonical(value))) == canonical(value)


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.0, "a binary fraction has no exact JSON form"),
        ({"a": [Decimal("1.5")]}, "1.5 has no exact JSON form: write figures as decimal strings"),
        (float("nan"), "no exact JSON form"),
        (LARGEST_EXACT + 1, "9007199254740992 is too large for a JSON number"),
        (10**5000, "a number of more than 64 bits is too large"),
        ({1: 2}, "The key 1 is not text"),
        ({"\ud800": 2}, "The text '\\ud800' is not valid Unicode: mend it"),
        (["\udfff"], "The text '\\udfff' is not valid Unicode: mend it"),
        (b"x", "a value of type bytes has no exact JSON form"),
        ({"a"}, "a value of type set has no exact JSON form"),
        (nested(33), "nested too deeply: at most 32 levels"),
    ],
    ids=itertools.count(),
)
def test_what_has_no_canonical_form(value: object, message: str) -> None:
    with pytest.raises(SelectionInputError) as refused:
        canonical(value)
    assert message in str(refused.value)


def test_the_deepest_nesting() -> None:
    assert canonical(nested(32)).count(b"[") == 32
    objects: object = 1
    for _ in range(32):
        objects = {"a": objects}
    assert canonical(objects).count(b"{") == 32
    with pytest.raises(SelectionInputError, match="nested too deeply"):
        canonical({"a": objects})


def test_fractions_are_read_exactly() -> None:
    assert read_json('{"a": 88530.5, "b": 0.1, "c": "0.1", "d": 1e999}') == {
        "a": Decimal("88530.5"),
        "b": Decimal("0.1"),
        "c": "0.1",
        "d": Decimal("1e999"),
    }


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("", "Not a readable JSON document"),
        ("{", "Not a readable JSON document"),
        ("1 2", "Not a readable JSON document"),
        (b"\xff\xfe", "Not a readable JSON document"),
        ("NaN", "NaN is not a number: write a decimal string"),
        ("[-Infinity]", "-Infinity is not a number"),
        ('{"a": 1, "b": 2, "a": 1}', "The key 'a' stands twice in one object: keep one"),
        ("[" * 200_000, "nested too deeply"),
        ("9" * 5000, "Not a readable JSON document"),
        ("1e99999999999999999999", "Not a readable JSON document"),
    ],
    ids=itertools.count(),
)
def test_unreadable_documents(source: str | bytes, message: str) -> None:
    with pytest.raises(SelectionInputError) as refused:
        read_json(source)
    assert message in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("a\nb", "'a\\nb'"),
        ("x" * 61, f"'{'x' * 60}'…"),
        (None, "null"),
        (False, "false"),
        (3, "3"),
        (Decimal("1e999"), "1E+999"),
        ([], "a list"),
        ({}, "an object"),
    ],
)
def test_how_a_message_shows_a_value(value: object, words: str) -> None:
    assert shown(value) == words
