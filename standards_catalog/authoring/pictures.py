"""Pictures of figures: who may upload and choose them, and how they are handed out.

The office chooses among all, a drafter among those of the own unit. Nobody but the
system administrator changes or removes one: a frozen text names its pictures by their digest.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Collection
from wagtail.permission_policies import BasePermissionPolicy

from accounts.models import Role, User
from standards_catalog.authoring.permissions import open_drafts_of

_WRITING = frozenset(("add", "choose"))
_ADMINISTRATION = _WRITING | {"change", "delete"}


class DraftPicturePolicy(BasePermissionPolicy):
    """Rights to pictures; a drafter has them while there is a draft to write."""

    def _actions_of(self, user: User | AnonymousUser) -> frozenset[str]:
        if not (isinstance(user, User) and user.is_active):
            return frozenset()
        if user.is_superuser:
            return _ADMINISTRATION
        if user.is_office:
            return _WRITING
        return _WRITING if open_drafts_of(user).exists() else frozenset()

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self._actions_of(user)

    def user_has_permission_for_instance(
        self, user: Any, action: str, instance: AbstractImage
    ) -> bool:
        mine = self.instances_user_has_any_permission_for(user, [action])
        return bool(mine.filter(pk=instance.pk).exists())

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: AbstractImage
    ) -> bool:
        mine = self.instances_user_has_any_permission_for(user, actions)
        return bool(mine.filter(pk=instance.pk).exists())

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[AbstractImage]:
        images: QuerySet[AbstractImage] = get_image_model().objects.all()
        if not self._actions_of(user) & set(actions):
            return images.none()
        if user.is_office:
            return images
        return images.filter(uploaded_by_user__unit=user.unit_id)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        active = User.objects.filter(is_active=True)
        office = active.filter(role=Role.STANDARDS_OFFICE)
        return office | active.filter(is_superuser=True)

    def collections_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Collection]:
        """Every picture lies in the one collection there is."""
        root = Collection.objects.filter(depth=1)
        return root if self._actions_of(user) & set(actions) else root.none()

    def collections_user_has_permission_for(
        self, user: Any, action: str
    ) -> QuerySet[Collection]:
        return self.collections_user_has_any_permission_for(user, [action])
