"""The register of ties between departments and providers, as it is kept here."""

from marketplace.blueprints.web.affiliations import Page, end_page, record_page, register


def affiliations() -> str:
    """All of them."""
    return register("admin")


def record_affiliation() -> Page:
    """Write one into it."""
    return record_page("admin")


def end_affiliation(ref: str) -> Page:
    """Say that one is over."""
    return end_page(ref, "admin")
