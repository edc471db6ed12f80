"""The public register of ties between departments and providers."""

from marketplace.blueprints.web.affiliations import register


def index() -> str:
    """All of them, the newest first."""
    return register("public")
