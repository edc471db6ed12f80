"""The methods, found by folder: a file dropped into ``methods/`` is a method, with no other edit."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from marketplace.domain.selection import methods
from marketplace.domain.selection.method import Method, method_of


def find_methods() -> dict[str, Method]:
    """Read the folder: every file in it, by its code."""
    names = sorted(file.name for file in iter_modules(methods.__path__))
    found = [method_of(import_module(f"{methods.__name__}.{name}")) for name in names]
    return {method.code: method for method in found}


METHODS: Mapping[str, Method] = find_methods()
"""Every method by its code."""
