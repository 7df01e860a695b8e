"""The icons of the interface, known to every template without being loaded."""

from __future__ import annotations

from functools import cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """The icon ``name`` of ``vendor/icons.svg``, hidden from those who hear the page.

    A page has about forty of them: to include a template for each took 4 of the 20 ms
    that a page takes.
    """
    return _drawn(name)


@cache
def _drawn(name: str) -> SafeString:
    # Addresses of static files stay the same as long as the process runs. The end of
    # the line is the space between an icon and its words.
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>\n',
        static("vendor/icons.svg"),
        name,
    )
