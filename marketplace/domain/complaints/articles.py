"""The provisions a complaint may name, each with what it forbids in plain words. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketplace.kernel.i18n import Text, mark

AML = "反垄断法"
"""In force since 2022-08-01."""
FCR = "公平竞争审查条例"
"""State Council Order 783, in force since 2024-08-01."""
O16 = "招标投标领域公平竞争审查规则"
"""Order 16 of 2024."""
TBL_IR = "招标投标法实施条例"
GPL_IR = "政府采购法实施条例"
OBE = "优化营商环境条例"
"""State Council Order 722."""


@dataclass(frozen=True, slots=True)
class Article:
    """One provision."""

    law: str
    number: int
    forbids: Text

    @property
    def citation(self) -> Text:
        """As it is cited."""
        return mark("%(law)s Art %(number)s", law=self.law, number=self.number)


ARTICLES: Mapping[str, Article] = {
    "AML-39": Article(AML, 39, mark("Making people deal with, or buy from, a firm that an authority names")),
    "AML-40": Article(AML, 40, mark("Agreements of an authority with one firm that keep others out")),
    "AML-41": Article(AML, 41, mark("Keeping goods and services of other places out")),
    "AML-42": Article(AML, 42, mark("Unequal conditions, standards or information in bidding")),
    "AML-43": Article(AML, 43, mark("Forcing a local branch, or hindering firms of other places from having one")),
    "AML-44": Article(AML, 44, mark("Making firms form a monopoly")),
    "AML-45": Article(AML, 45, mark("Rules and documents that exclude or restrict competition")),
    "FCR-8": Article(FCR, 8, mark("A policy that restricts entry or exit, or names who is to be dealt with")),
    "FCR-9": Article(FCR, 9, mark("A policy that hinders free movement between places")),
    "FCR-10": Article(FCR, 10, mark("A policy that gives chosen firms an advantage in costs")),
    "FCR-11": Article(FCR, 11, mark("A policy that meddles with how firms do business or set prices")),
    "FCR-12": Article(FCR, 12, mark("An exception that is claimed though its conditions are not met")),
    "O16-5": Article(O16, 5, mark("Lists of candidates, or tools that only some may use, before one may bid")),
    "O16-6": Article(O16, 6, mark("Local filing, branch, tax, record, award, certificate or association asked for")),
    "O16-7": Article(O16, 7, mark("Different treatment by place, ownership, form or size of the firm")),
    "O16-8": Article(O16, 8, mark("Steering the choice of the winner, or choosing by lot where it is forbidden")),
    "O16-9": Article(O16, 9, mark("Credit scores that depend on place or ownership")),
    "O16-10": Article(O16, 10, mark("Obstacles to taking part, such as originals or attendance in person")),
    "O16-11": Article(O16, 11, mark("Deposits that are unlawful, or limited in form or issuer")),
    "TBLIR-32": Article(TBL_IR, 32, mark("Unreasonable conditions that restrict or exclude bidders")),
    "GPLIR-20": Article(GPL_IR, 20, mark("Unequal or discriminating treatment of suppliers")),
    "OBE-43": Article(OBE, 43, mark("A named agency, or costs of a review passed on to the applicant")),
}
"""By code, in the order of the laws."""


def named(codes: Iterable[str]) -> list[Article]:
    """The articles of these codes, in the order of the table."""
    wanted = set(codes)
    return [article for code, article in ARTICLES.items() if code in wanted]
