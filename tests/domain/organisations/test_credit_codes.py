"""Credit codes: what is accepted, and that every single slip is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.organisations.credit_codes import ALPHABET, AUTHORITIES, credit_code, make_credit_code
from marketplace.kernel.errors import Invalid

REAL = "91110000600037341L"
ARMY_FARM_OTHER = ("N2510105MA0000015R",)

STARTS = st.builds(
    lambda authority, kind, region, body: authority + kind + region + body,
    st.sampled_from(sorted(AUTHORITIES)),
    st.sampled_from(ALPHABET),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=8, max_size=8),
)


@pytest.mark.parametrize("code", [REAL, *ARMY_FARM_OTHER])
def test_real_codes_of_all_authorities_are_accepted(code: str) -> None:
    assert credit_code(code) == code


def test_the_check_characters_of_known_codes_are_reproduced() -> None:
    assert make_credit_code(REAL[:16]) == REAL
    assert make_credit_code("N2510105MA000001") == "N2510105MA0000015R"


@given(start=STARTS)
def test_codes_are_made_for_every_authority(start: str) -> None:
    made = make_credit_code(start)
    assert made.startswith(start)
    assert credit_code(made) == made


@pytest.mark.parametrize(
    "written",
    [
        "９１１１００００６００ 037341ｌ",
        " 91110000 60003734 1L\n",
        "91110000600037341l",
        "\ufeff9111\u200b0000600037341L",
        "9111\u30000000600037341L",
    ],
)
def test_full_width_blanks_and_small_letters_are_forgiven(written: str) -> None:
    assert credit_code(written) == REAL


def every_substitution(code: str) -> list[str]:
    return [
        code[:index] + other + code[index + 1 :]
        for index, present in enumerate(code)
        for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        if other != present
    ]


@given(start=STARTS)
def test_every_single_mistyped_character_is_refused(start: str) -> None:
    for wrong in every_substitution(make_credit_code(start)):
        with pytest.raises(Invalid):
            credit_code(wrong)


@given(start=STARTS)
def test_every_swap_of_neighbours_is_refused(start: str) -> None:
    code = make_credit_code(start)
    for index in range(17):
        swapped = code[:index] + code[index + 1] + code[index] + code[index + 2 :]
        if swapped != code:
            with pytest.raises(Invalid):
                credit_code(swapped)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "18 characters"),
        (REAL[:-1], "this one has 17"),
        (REAL + "0", "this one has 19"),
        ("9111000O600037341L", "Character 8 is “O”"),
        ("911100006000I7341L", "Character 13 is “I”"),
        ("91110000中00037341L", "Character 9 is “中”"),
        ("91110000-00037341L", "Character 9 is “-”"),
        ("B1110000600037341L", "Character 1 is “B”"),
        ("9111000A600037341L", "Character 8 is “A”: characters 3 to 8 are digits"),
        ("91110000600037342L", "Character 17, “2”"),
        ("91110000600037351L", "Character 17, “1”"),
        ("91110000600037341M", "Character 18, “M”"),
        ("91110001600037341L", "Character 18, “L”"),
        ("91510100MA000001LX", "Character 17, “L”"),
    ],
)
def test_the_text_says_which_character_and_never_what_it_should_be(written: str, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        credit_code(written)
    assert words in str(refusal.value.text)
    assert "should be" not in str(refusal.value.text)


def test_a_slip_the_organisation_code_cannot_see_is_found_by_the_last_character() -> None:
    """Its check counts modulo 11, so A (10) for L (21) passes it; the one modulo 31 does not."""
    code = make_credit_code("91510100MA000001")
    with pytest.raises(Invalid, match="Character 18"):
        credit_code(code.replace("MA", "ML"))


@pytest.mark.parametrize("start", ["", "91510100MA00000", "91510100MA0000011", "9151010OMA000001", "9151O100MA000001"])
def test_only_sixteen_fitting_characters_make_a_code(start: str) -> None:
    with pytest.raises(Invalid):
        make_credit_code(start)
