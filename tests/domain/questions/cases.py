"""Questions of agency1, in each of their states."""

from marketplace.domain.questions import operations as questions
from tests.domain.market import Market

TEXT = "Are the site visits included?"


def asked(market: Market, tender: str | None = None, text: str = TEXT, agency: str = "agency1") -> str:
    """A question about a tender, or about a new one; its reference."""
    ref = tender or market.published()
    with market.acting(agency) as uow:
        return questions.ask(uow, ref, market.refs[agency], text).ref


def answer(market: Market, question: str, text: str = "Yes.") -> None:
    with market.acting("drafter") as uow:
        questions.answer(uow, question, text)


def two(market: Market) -> tuple[str, str]:
    """Two that ask the same, of two agencies."""
    tender = market.published()
    return asked(market, tender), asked(market, tender, "And visits?", "agency2")
