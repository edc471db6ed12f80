"""The public star does not flatter, does not jump, and belongs to nobody."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.ratings import star
from marketplace.domain.ratings.rules import (
    BURST_DAYS,
    LEAST_VOICE,
    MOST_SHARE,
    PRIOR_WEIGHT,
    WEIGHTS,
    Stars,
)
from marketplace.domain.ratings.star import Counted, figures, mean, most_of_a_voice, raw_weight, weights
from marketplace.kernel.money import ZERO, Money

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ONE, THREE, FOUR, FIVE = (Stars(n, n, n, n, n) for n in (1, 3, 4, 5))
BOUND = Decimal("0.40")
"""docs/ratings.md: no department, circle, fortnight or contract moves an established score by more."""
HUGE = Money(10**13)


def rated(stars: Stars, voice: Hashable, *, days: int = 0, amount: Money = ZERO) -> Counted:
    return Counted(stars, NOW - timedelta(days=days), amount, voice)


def established(number: int = 40) -> list[Counted]:
    """Four fives to one three: 4.60 on average, from as many departments, one every ten days until three weeks ago.

    They weigh Σ 0.5^((21 + 10n)/365) = 27.2; with the five assumed ones of 4.00 the score is 4.49.
    """
    return [rated(THREE if n % 5 == 0 else FIVE, f"department {n}", days=21 + 10 * n) for n in range(number)]


def moved(by: Sequence[Counted]) -> Decimal:
    """How far these move the score of an established provider."""
    before = figures(established(), NOW)
    assert (before.star, before.weight) == (Decimal("4.49"), Decimal("27.18")), "established"
    return abs(figures([*established(), *by], NOW).star - before.star)


@pytest.mark.parametrize(
    ("number", "stars", "expected"), [(1, 5, "4.17"), (20, 5, "4.80"), (20, 3, "3.20"), (0, 5, "4.00")]
)
def test_the_public_star_as_the_domain_rules_print_it(number: int, stars: int, expected: str) -> None:
    assert mean([(1.0, float(stars))] * number) == Decimal(expected)


def test_the_whole_rule_gives_the_printed_numbers_where_nothing_is_cut() -> None:
    assert figures([rated(FIVE, "a")], NOW).star == Decimal("4.17")
    recent = [rated(FIVE, n, days=0) for n in range(20)]
    assert weights(recent, NOW) == pytest.approx([1 / 20] * 20), "twenty on one day are one burst of weight one"


def test_a_rating_counts_half_after_a_year_and_a_large_contract_is_capped() -> None:
    assert raw_weight(rated(FIVE, "a", days=365), NOW) == 0.5
    assert raw_weight(rated(FIVE, "a", amount=Money(990_000_00)), NOW) == 3
    assert raw_weight(rated(FIVE, "a", amount=HUGE), NOW) == 3


def test_the_score_weighs_five_dimensions() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert Stars(quality=5, timeliness=4, fees=3, conduct=2, compliance=1).score == Decimal("3.40")


def test_nobody_starts_with_five_stars_and_the_mean_of_the_platform_is_assumed() -> None:
    nobody = figures([], NOW, Decimal("3.60"))
    assert (nobody.star, nobody.count, nobody.means) == (Decimal("3.60"), 0, {})
    assert nobody.distribution == [0, 0, 0, 0, 0]


def test_a_figure_comes_with_its_distribution_its_means_and_its_confidence() -> None:
    ratings = [rated(Stars(5, 4, 5, 4, 5), "a"), rated(Stars(3, 3, 3, 3, 4), "b", days=60), rated(FIVE, "c", days=120)]
    counted = figures(ratings, NOW)
    assert counted.distribution == [0, 0, 1, 0, 2]
    assert counted.means["compliance"] == pytest.approx(14 / 3, abs=0.01)
    assert Decimal(1) <= counted.low < counted.star < counted.high <= Decimal(5)
    many = figures(established(), NOW)
    assert many.high - many.low < counted.high - counted.low, "more ratings, more confidence"


def test_the_interval_is_the_normal_approximation_with_kishs_effective_number() -> None:
    """Five assumed at 4 ± 1 and five of weight one at 4: ten ratings, half of them scattered by one star."""
    low, high = star.interval([(1.0, 4.0)] * 5, Decimal(4), Decimal(4))
    half = 1.645 * (5 / 10 / 10) ** 0.5
    assert (low, high) == (Decimal(f"{4 - half:.2f}"), Decimal(f"{4 + half:.2f}"))


def test_a_ring_of_twenty_mutual_raters_moves_less_than_the_bound() -> None:
    """One voice: a tenth of the weight at most, so a tenth of the way from the score to what the ring says.

    Its twenty ones pull 4.49 down by 0.1 · (4.49 − 1) = 0.35, its fives pull it up by 0.1 · (5 − 4.49) = 0.05.
    """
    ring = [rated(ONE, "ring", days=20 * n, amount=HUGE) for n in range(20)]
    assert moved(ring) <= BOUND
    assert moved(ring) == pytest.approx(Decimal("0.35"), abs=Decimal("0.01"))
    praise = [rated(FIVE, "ring", days=20 * n, amount=HUGE) for n in range(20)]
    assert moved(praise) == pytest.approx(Decimal("0.05"), abs=Decimal("0.01"))


def test_a_burst_of_one_star_moves_less_than_the_bound() -> None:
    one_department = [rated(ONE, "angry", days=n) for n in range(100)]
    many_departments = [rated(ONE, f"hired {n}", days=n % 7, amount=HUGE) for n in range(100)]
    across_an_edge = [rated(ONE, f"hired {n}", days=BURST_DAYS // 2 + n % 7, amount=HUGE) for n in range(100)]
    for burst in (one_department, many_departments, across_an_edge):
        assert Decimal("0.2") < moved(burst) <= BOUND


def test_a_single_huge_contract_moves_less_than_the_bound() -> None:
    """Weight three at most: 3 ÷ (5 + 27.2 + 3) of the way from 4.49 to one star, 0.30."""
    assert moved([rated(ONE, "huge", amount=HUGE)]) == pytest.approx(Decimal("0.30"), abs=Decimal("0.01"))


@pytest.mark.parametrize(
    "attack",
    [
        [rated(ONE, "ring", days=20 * n, amount=HUGE) for n in range(20)],
        [rated(ONE, f"hired {n}", days=n % 7, amount=HUGE) for n in range(100)],
    ],
    ids=["ring", "burst"],
)
def test_without_the_cut_the_bound_would_not_hold(monkeypatch: pytest.MonkeyPatch, attack: list[Counted]) -> None:
    monkeypatch.setattr(star, "_cut", lambda found, _grouping: found)
    assert moved(attack) > BOUND


VOICES = st.lists(
    st.builds(
        rated,
        st.sampled_from([ONE, FOUR, FIVE]),
        st.integers(0, 6),
        days=st.integers(0, 800),
        amount=st.sampled_from([ZERO, Money(500_000_00), HUGE]),
    ),
    max_size=60,
)


@given(VOICES)
def test_no_voice_and_no_burst_ever_carries_more_than_its_share(ratings: list[Counted]) -> None:
    found = weights(ratings, NOW)
    most = max(float(LEAST_VOICE), float(MOST_SHARE) * (PRIOR_WEIGHT + sum(found))) + 1e-6
    groups: list[Callable[[Counted], Hashable]] = [
        lambda one: one.voice,
        lambda one: one.at.toordinal() // BURST_DAYS,
        lambda one: (one.at.toordinal() + BURST_DAYS // 2) // BURST_DAYS,
    ]
    for group in groups:
        sums: dict[Hashable, float] = defaultdict(float)
        for one, weight in zip(ratings, found, strict=True):
            sums[group(one)] += weight
        assert all(each <= most for each in sums.values())
    assert all(0 < weight <= raw_weight(one, NOW) for one, weight in zip(ratings, found, strict=True))


@given(st.lists(st.floats(0, 300), max_size=30))
def test_the_cap_is_the_share_of_what_is_left_after_the_cut(sums: list[float]) -> None:
    cap = most_of_a_voice(sums)
    total = PRIOR_WEIGHT + sum(min(one, cap) for one in sums)
    assert cap == pytest.approx(max(float(LEAST_VOICE), float(MOST_SHARE) * total))
