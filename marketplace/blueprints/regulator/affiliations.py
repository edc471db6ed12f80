"""The register of ties between departments and providers, as it is kept here."""

from marketplace.blueprints.web.affiliations import Page, end_page, record_page, register


def affiliations() -> str:
    """All of them."""
    return register("regulator")


def record_affiliation() -> Page:
    """Write one into it."""
    return record_page("regulator")


def end_affiliation(ref: str) -> Page:
    """Say that one is over."""
    return end_page(ref, "regulator")
