"""What every template knows about the pilot it shows."""

from typing import Any

from django.http import HttpRequest


def pilot_scope(request: HttpRequest) -> dict[str, Any]:
    """``scope``: the lazily resolved :class:`~standards_catalog.scope.PilotScope`."""
    return {"scope": getattr(request, "pilot_scope", None)}
