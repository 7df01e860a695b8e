from accounts.models.audit import AuditEvent
from accounts.models.unit import Unit, UnitAlias
from accounts.models.user import Role, User

__all__ = ["AuditEvent", "Role", "Unit", "UnitAlias", "User"]
