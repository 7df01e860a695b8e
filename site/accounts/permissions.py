"""Who may open which page.

Every view names its roles; what a page then shows starts from a queryset of what
the user may see, so another unit's object is a 404 and not a 403.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.mixins import AccessMixin
from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.views.generic.base import View

from accounts.models import Role, User

OFFICE = frozenset({Role.STANDARDS_OFFICE.value})
UNITS = frozenset({Role.UNIT_LIAISON.value, Role.UNIT_LEADER.value})
LIAISONS = frozenset({Role.UNIT_LIAISON.value})
LEADERS = frozenset({Role.LEADERSHIP_GROUP.value})
EXPERTS = frozenset({Role.EXPERT.value})
AUDITORS = frozenset({Role.AUDITOR.value})

# The groups of roles that pages are opened to.
RECORD_READERS = OFFICE | UNITS | LEADERS
CATALOGUE_READERS = RECORD_READERS | EXPERTS
EVERYBODY = CATALOGUE_READERS | AUDITORS


class RolesRequiredMixin(AccessMixin, View):
    """Opens a view to the roles in ``roles``; signed-out users are sent to sign in.

    A signed-in user of another role gets 403.
    """

    roles: ClassVar[frozenset[str]] = frozenset()
    request: HttpRequest

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return self.handle_no_permission()
        if not (user.is_superuser or user.role in self.roles):
            self.raise_exception = True
            return self.handle_no_permission()
        return super().dispatch(request, *args, **kwargs)

    @property
    def account(self) -> User:
        """The signed-in user, typed."""
        return cast("User", self.request.user)


def groups_of(user: User) -> QuerySet[Group]:
    """The groups whose rights ``user`` has: those joined, and the role's own.

    The group of a role bears the role's Chinese name, so the rights of a role follow
    a change of role at once and nobody has to keep two lists equal.
    """
    return Group.objects.filter(
        Q(user=user.pk) | Q(name=user.get_role_display())
    ).distinct()


class RoleBackend(ModelBackend):
    """Signs in by password and grants the model rights of the role's group."""

    def _get_group_permissions(self, user_obj: User) -> QuerySet[Permission]:
        return Permission.objects.filter(group__in=groups_of(user_obj))
