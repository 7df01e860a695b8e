"""Which pilot and which date a page is about."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from standards_catalog.scope import PilotScope, resolve_scope


class PilotScopeMiddleware:
    """Sets ``request.pilot_scope``; it costs no query unless a page asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def resolve() -> PilotScope:
            return resolve_scope(request)

        request.pilot_scope = SimpleLazyObject(resolve)  # type: ignore[attr-defined]
        return self.get_response(request)
