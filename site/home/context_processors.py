"""The navigation that every signed-in page shows."""

from typing import Any

from django.http import HttpRequest

from home.navigation import entries_for


def navigation(request: HttpRequest) -> dict[str, Any]:
    """``navigation``: the menu entries this user may open, the current one marked."""
    return {"navigation": entries_for(request.user, request.path)}
