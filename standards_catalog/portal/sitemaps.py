"""The public pages, for search engines."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from standards_catalog.portal.selectors import open_standards


class StandardsSitemap(Sitemap[Any]):
    """Every standard that is open today."""

    changefreq = "monthly"
    limit = 5000

    def items(self) -> QuerySet[Any]:
        standards = open_standards(timezone.localdate()).select_related("pilot")
        return standards.order_by("pk")

    def location(self, item: Any) -> str:
        return reverse(
            "standards_catalog:public_detail", args=[item.pilot.code, item.code]
        )

    def lastmod(self, item: Any) -> date | None:
        opened: date | None = item.edition_opened_on
        return opened


class PagesSitemap(Sitemap[str]):
    """The pages that lead to them."""

    changefreq = "weekly"

    def items(self) -> list[str]:
        return [
            "home:portal",
            "standards_catalog:public_list",
            "standards_catalog:public_tree",
            "procedure:public_list",
        ]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: dict[str, type[Sitemap[Any]]] = {
    "pages": PagesSitemap,
    "standards": StandardsSitemap,
}
