"""Who may write the text of a standard, and what they may do with its page.

The standards office writes every text. A liaison writes the open draft of a standard
for which the own unit is responsible, and reaches the content administration only
while there is one (``middleware`` closes everything else there).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail.models import GroupPagePermission, Page, PagePermissionTester

from accounts.models import Role, User
from standards_catalog.models import Standard

if TYPE_CHECKING:
    from standards_catalog.authoring.models import StandardPage

ACCESS_ADMIN = "wagtailadmin.access_admin"


def is_responsible(user: User, standard: Standard) -> bool:
    """Whether ``user`` is a liaison of a unit responsible for ``standard``."""
    return (
        user.is_active
        and user.role == Role.UNIT_LIAISON
        and _belongs_to(user, standard)
    )


def may_read_draft(user: User, standard: Standard) -> bool:
    """The office, and the roles of the responsible units, whether it is open or not."""
    if not user.is_active:
        return False
    if user.is_office:
        return True
    return user.is_unit_bound and _belongs_to(user, standard)


def _belongs_to(user: User, standard: Standard) -> bool:
    return user.unit is not None and user.unit in standard.responsible_units.all()


def may_write(user: User, page: StandardPage) -> bool:
    """Whether ``user`` may change the text now."""
    if page.locked or not user.is_active:
        return False
    return user.is_office or is_responsible(user, page.standard)


def open_drafts_of(user: User) -> QuerySet[Page]:
    """The open drafts a liaison may write; none for everybody else."""
    if not (user.is_active and user.role == Role.UNIT_LIAISON):
        return Page.objects.none()
    return Page.objects.filter(
        locked=False, standardpage__standard__responsible_units=user.unit_id
    )


def rights_of_drafter(user: User) -> list[GroupPagePermission]:
    """The right to change each of the open drafts, in the form Wagtail keeps rights
    in; none of these is a row."""
    drafts = list(open_drafts_of(user))
    if not drafts:
        return []
    change = Permission.objects.get_by_natural_key("change_page", "wagtailcore", "page")
    return [GroupPagePermission(page=draft, permission=change) for draft in drafts]


class DrafterBackend(BaseBackend):
    """Lets a liaison into the content administration while there is a draft to write.

    It signs nobody in.
    """

    def has_perm(self, user_obj: User, perm: str, obj: object = None) -> bool:  # type: ignore[override]
        return (
            perm == ACCESS_ADMIN
            and obj is None
            and isinstance(user_obj, User)
            and open_drafts_of(user_obj).exists()
        )


class HiddenContainerTester(PagePermissionTester):
    """Nobody adds, moves or removes texts by hand: services do."""

    def can_add_subpage(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_publish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_submit_for_moderation(self) -> bool:
        return False

    def can_lock(self) -> bool:
        return False

    def can_unlock(self) -> bool:
        return False


class DraftTester(HiddenContainerTester):
    """A draft is opened and closed by its life cycle and published as an edition,
    never by Wagtail's own buttons."""

    page: StandardPage
    user: User

    def can_edit(self) -> bool:
        """The office, also to look at a closed text; liaisons their open drafts."""
        if self.user.is_active and self.user.is_office:
            return True
        return may_write(self.user, self.page)

    def can_view_revisions(self) -> bool:
        """The office: history also shows who else works on the text, and when."""
        return self.user.is_active and self.user.is_office
