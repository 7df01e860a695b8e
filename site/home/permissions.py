"""Who may edit which page of the portal."""

from __future__ import annotations

from wagtail.models import GroupPagePermission, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import User
from accounts.permissions import groups_of
from standards_catalog.authoring.permissions import rights_of_drafter


class RolePagePolicy(PagePermissionPolicy):
    """Page rights of the role's group, besides those of the user's own groups and
    of a liaison who drafts standards."""

    def get_all_permissions_for_user(self, user: User):  # type: ignore[no-untyped-def]
        """The page rights of an active account; superusers are asked elsewhere."""
        if not user.is_active or user.is_anonymous or user.is_superuser:
            return GroupPagePermission.objects.none()
        granted = GroupPagePermission.objects.filter(
            group__in=groups_of(user)
        ).select_related("page", "permission")
        return [*granted, *rights_of_drafter(user)]


class PortalPermissionTester(PagePermissionTester):
    """The front page is edited and published, never taken away: `/` needs it."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Nobody; the site would answer 404 at ``/``."""
        return False

    def can_unpublish(self) -> bool:
        """Nobody, for the same reason."""
        return False

    def can_move(self) -> bool:
        """Nobody; it is the root of the site."""
        return False
