"""RSS of the standards that were opened to the public last."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed

from standards_catalog.models import StandardEdition
from standards_catalog.portal.selectors import (
    newly_opened,
    public_word,
    standing_of,
)

_ITEMS = 30


def address_of(edition: StandardEdition) -> str:
    """The reading page of an edition, by its own address."""
    standard = edition.standard
    url = reverse(
        "standards_catalog:public_detail", args=[standard.pilot.code, standard.code]
    )
    return f"{url}?edition={edition.pk}"


class NewStandardsFeed(Feed[StandardEdition, str]):
    """新公开的标准, of one pilot with ``?pilot=``."""

    feed_type = Rss201rev2Feed
    title = "准绳 · 新公开的标准"
    description = "最近向社会公开的标准"
    language = "zh-hans"

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """The code of the pilot, or nothing for all."""
        return request.GET.get("pilot", "").replace("\x00", "")[:60]

    def link(self, obj: str) -> str:
        return reverse("standards_catalog:public_list")

    def feed_url(self, obj: str) -> str:
        url = reverse("standards_catalog:public_feed")
        return f"{url}?pilot={obj}" if obj else url

    def items(self, obj: str) -> list[StandardEdition]:
        return list(newly_opened(timezone.localdate(), obj)[:_ITEMS])

    def item_title(self, item: StandardEdition) -> str:
        return f"{item.number} {item.standard.title}".strip()

    def item_description(self, item: StandardEdition) -> str:
        days = (
            ("发布", item.published_on),
            ("实施", item.effective_on),
            ("废止", item.abolished_on),
        )
        said = [f"{day.isoformat()} {word}" for word, day in days if day is not None]
        standing = public_word(standing_of(item, timezone.localdate()))
        return "，".join([standing, *said])

    def item_link(self, item: StandardEdition) -> str:
        return address_of(item)

    def item_pubdate(self, item: StandardEdition) -> datetime | None:
        if item.opened_on is None:
            return None
        return timezone.make_aware(datetime.combine(item.opened_on, time.min))
