"""Hashes that were written down years ago must still come out."""

import pytest

from marketplace.kernel.canonical import canonical, digest


def test_a_document_is_written_in_one_way() -> None:
    assert canonical({"b": [1, None, True], "a": "材料"}) == '{"a":"材料","b":[1,null,true]}'
    assert digest({"b": 1, "a": "材料"}) == digest({"a": "材料", "b": 1})
    assert digest({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_what_is_no_number_has_no_form() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical(float("nan"))
