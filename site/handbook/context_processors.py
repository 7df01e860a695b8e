"""The link to the help of the page that is shown."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from handbook.topics import topic_for


def help_link(request: HttpRequest) -> dict[str, str]:
    """``page_help_url`` for the page of this request, and what the link is called."""
    match = request.resolver_match
    topic = topic_for(match.view_name) if match is not None else None
    if topic is None:
        return {
            "page_help_url": reverse("handbook:index"),
            "page_help_title": "使用帮助",
        }
    url = reverse("handbook:topic", args=[topic.slug])
    return {"page_help_url": url, "page_help_title": f"帮助：{topic.title}"}
