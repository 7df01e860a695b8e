"""Files as they leave the site."""

from __future__ import annotations

import io
from collections.abc import Callable

from django.core.cache import cache
from django.http import FileResponse

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# A part of the key, to be raised when the layout changes.
_LAYOUT = 1
_KEEP_SECONDS = 30 * 24 * 3600


def file_response(content: bytes, name: str, kind: str) -> FileResponse:
    """``content`` as a download that no browser may run anything from."""
    return FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=name,
        content_type=kind,
        headers={
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'",
        },
    )


def kept(name: str, build: Callable[[], bytes]) -> bytes:
    """A file whose ``name`` is that of its content: it is made once."""
    key = f"standard-pdf:{_LAYOUT}:{name}"
    content: bytes | None = cache.get(key)
    if content is None:
        content = build()
        cache.set(key, content, _KEEP_SECONDS)
    return content
