"""Contact data as a public page may show it: enough for whoever knows it to recognise it. Pure."""

SHOWN_OF_PHONE = 3


def person(name: str) -> str:
    """The first character, as people are called in public notices: 王**."""
    return f"{name[:1]}**"


def phone(number: str) -> str:
    """The first three digits: 138****."""
    return f"{number[:SHOWN_OF_PHONE]}****"


def email(written: str) -> str:
    """The first character and the domain: o***@example.org."""
    local, _, domain = written.partition("@")
    return f"{local[:1]}***@{domain}"
