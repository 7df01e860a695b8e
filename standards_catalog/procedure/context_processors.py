"""How many unread notices the bell shows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from standards_catalog.procedure.models import Notice


def unread_notices(request: HttpRequest) -> dict[str, Any]:
    """``unread_notices``: counted only where a page prints it."""

    def count() -> int:
        user = getattr(request, "user", None)
        if not isinstance(user, User):
            return 0
        return Notice.objects.filter(recipient=user, read_at=None).count()

    return {"unread_notices": SimpleLazyObject(count)}
