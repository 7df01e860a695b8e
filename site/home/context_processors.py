"""The navigation that every page shows."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from home.navigation import entries_for, public_links_for


def navigation(request: HttpRequest) -> dict[str, Any]:
    """``navigation``: the menu groups this user may open; ``public_links``: the
    lines of the public masthead. Lazy: a page that shows neither pays for neither."""
    return {
        "navigation": SimpleLazyObject(lambda: entries_for(request.user, request.path)),
        "public_links": SimpleLazyObject(
            lambda: public_links_for(request.user, request.path)
        ),
    }
