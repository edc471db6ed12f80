"""Which passwords are refused, and how long one waits."""

from datetime import timedelta

import pytest

from marketplace.domain.accounts.rules import Limit, wait, weakness
from tests.clock import MONDAY

ABOUT = ("li.ming@example.org", "李明 Li Ming")
LIMIT = Limit("test", 3, timedelta(minutes=10))


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "Winter Mountain River 42",
        "blooming garden walls",
        "我喜欢喝绿茶和看电影听音乐",
        "v9$Kq!x2Lp#8Zt",
        "seven green turtles drink tea",
        "8f3a91c07bd2e645",
        "x" * 3 + "kjhgf lopw zue ttr",
    ],
)
def test_a_good_password_passes(password: str) -> None:
    assert weakness(password, ABOUT) is None


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elevenchars",
        "x" * 129,
        "abababababab",
        "111111222222333333",
        "qwertyuiop1234567890",
        "1qaz2wsx3edc4rfv",
        "zyxwvutsrqponml",
        "Password2026!!",
        "p4$$w0rd-p4$$w0rd",
        "iloveyou1314520",
        "admin123admin123",
        "woaini5201314520",
        "shanghai20260101",
        "dragonmonkey123",
        "my li.ming secret",
    ],
)
def test_what_attackers_try_first_is_refused(password: str) -> None:
    assert weakness(password, ABOUT) is not None


def test_one_waits_until_the_oldest_counted_attempt_is_too_old() -> None:
    attempts = [MONDAY - timedelta(minutes=minutes) for minutes in (11, 9, 5, 1)]
    assert wait(attempts[:3], LIMIT, MONDAY) is None
    assert wait(attempts, LIMIT, MONDAY) == timedelta(minutes=1)
    assert wait(attempts, LIMIT, MONDAY + timedelta(minutes=1)) is None
    assert wait([MONDAY] * 50, LIMIT, MONDAY) == LIMIT.within, "never longer than the limit's own time"


def test_a_limit_counts_without_keeping_what_it_counts_by() -> None:
    assert LIMIT.subject("A@example.org") == LIMIT.subject("a@example.org")
    assert "example" not in LIMIT.subject("a@example.org")
    assert LIMIT.subject("a") != Limit("other", 3, timedelta(minutes=10)).subject("a")
