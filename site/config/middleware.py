"""HTTP headers that every answer carries."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_COMMON = (
    "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'; font-src 'self' data:; connect-src 'self'; "
)
# Plotly writes style rules and draws its images from blob: URLs.
_PAGES = _COMMON + (
    "script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:"
)
# Wagtail's own date, inline-panel and workflow widgets still use inline scripts.
_ADMIN = _COMMON + (
    "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:"
)


class ContentSecurityPolicyMiddleware:
    """Adds a strict policy to our pages and a looser one under ``/admin/``."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = _ADMIN if request.path.startswith("/admin/") else _PAGES
        response.headers.setdefault("Content-Security-Policy", policy)
        return response
