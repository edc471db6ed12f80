"""Tables the product carries: catalogue of service items, regions. README.md says where the facts are from."""

from importlib.resources import files


def content(name: str) -> bytes:
    """The bytes of one table, e.g. ``catalogue.csv``."""
    return (files(__name__) / name).read_bytes()
