"""The search box of the two frames."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.models import User
from accounts.permissions import CATALOGUE_READERS

register = template.Library()


@register.filter
def may_search(user: Any) -> bool:
    """Whether ``user`` may open the search of the workbench."""
    return isinstance(user, User) and (
        user.is_superuser or user.role in CATALOGUE_READERS
    )
