"""Whether a page of our own portal really opens for a visitor without an account."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve, reverse

from standards_catalog.models import Standard
from standards_catalog.scope import resolve_scope


def portal_path(standard: Standard) -> str:
    """The address of ``standard`` on the portal."""
    return reverse(
        "standards_catalog:public_detail", args=[standard.pilot.code, standard.code]
    )


def is_portal_page(standard: Standard, url: str) -> bool:
    """Whether ``url`` is the page of ``standard`` here, with or without the host."""
    return urlsplit(url).path == portal_path(standard)


def portal_status(path: str) -> int:
    """The status a visitor gets at ``path``, asked in this process, not over the
    network: 200, or 404 where the page is not open."""
    request = HttpRequest()
    request.method, request.path, request.GET = "GET", path, QueryDict()
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    request.user = AnonymousUser()
    try:
        match = resolve(path)
        request.session = {}  # type: ignore[assignment]  # a visitor's: nothing kept
        request.pilot_scope = resolve_scope(request)  # type: ignore[attr-defined]
        return int(match.func(request, *match.args, **match.kwargs).status_code)
    except (Http404, Resolver404):
        return 404
