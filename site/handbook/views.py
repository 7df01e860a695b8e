"""The handbook: open to everybody, because it holds no data."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from handbook.topics import BY_SLUG, TOPICS, Topic, neighbours


class HandbookView(TemplateView):
    """All topics."""

    template_name = "handbook/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(topics=TOPICS, **kwargs)


class TopicView(TemplateView):
    """One topic, with the list of all beside it."""

    @property
    def topic(self) -> Topic:
        topic = BY_SLUG.get(self.kwargs["slug"])
        if topic is None:
            raise Http404
        return topic

    def get_template_names(self) -> list[str]:
        return [f"handbook/topics/{self.topic.slug}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before, after = neighbours(self.topic)
        return super().get_context_data(
            topic=self.topic, topics=TOPICS, before=before, after=after, **kwargs
        )
