"""How the web floor calls what the kernel only names."""

from collections.abc import Mapping

from marketplace.kernel.actor import Role
from marketplace.kernel.i18n import Text, mark

ROLES: Mapping[Role, Text] = {
    Role.AGENCY_MEMBER: mark("Member of the provider"),
    Role.DRAFTER: mark("Drafter"),
    Role.APPROVER: mark("Approver"),
    Role.EVALUATOR: mark("Evaluator"),
    Role.FINANCE_OFFICER: mark("Finance officer"),
    Role.LEGAL_OFFICER: mark("Legal officer"),
    Role.REGULATOR: mark("Regulator"),
    Role.OPERATOR: mark("Operator"),
}
