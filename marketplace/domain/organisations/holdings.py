"""What an agency can show on a given day: certificates with their grades, and practitioners by certificate; pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from marketplace.kernel.i18n import Text, mark


class Grade(IntEnum):
    """How high a certificate stands; a higher grade covers what a lower one allows."""

    UNGRADED = 0
    C = 1
    B = 2
    A = 3
    COMPREHENSIVE = 4


GRADES: Mapping[Grade, Text] = {
    Grade.UNGRADED: mark("Without grades"),
    Grade.C: mark("Grade C (third class)"),
    Grade.B: mark("Grade B (second class)"),
    Grade.A: mark("Grade A (first class)"),
    Grade.COMPREHENSIVE: mark("Comprehensive"),
}


@dataclass(frozen=True, slots=True)
class Holdings:
    """In force on one day: the best grade of each certificate by its name, and how many practitioners hold which."""

    qualifications: Mapping[str, Grade] = field(default_factory=dict)
    practitioners: Mapping[str, int] = field(default_factory=dict)
