"""RSS, sitemap and robots.txt."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.robotparser import RobotFileParser

from defusedxml.ElementTree import fromstring
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from standards_catalog.models import StandardEdition
from tests.factories import Cast, make_pilot
from tests.standards_catalog.search.records import clause, make_published

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def items(query: dict[str, str]) -> list[tuple[str, str]]:
    """Titles and links of the feed."""
    response = Client().get(reverse("standards_catalog:public_feed"), query)
    assert response.headers["Content-Type"].startswith("application/rss+xml")
    root = fromstring(response.content)
    return [
        (i.findtext("title") or "", i.findtext("link") or "") for i in root.iter("item")
    ]


def test_the_feed_lists_open_editions_the_newest_first(cast: Cast) -> None:
    first = make_published(
        cast.pilot, "甲规范", clause("范围"), number="JYSJZ FW 1—2021"
    )
    second = make_published(
        cast.pilot, "乙规范", clause("范围"), number="JYSJZ FW 2—2021"
    )
    StandardEdition.objects.filter(pk=second.pk).update(opened_on=date(2021, 5, 1))
    later = make_published(cast.pilot, "丙规范", clause("范围"))
    tomorrow = timezone.localdate() + timedelta(days=1)
    StandardEdition.objects.filter(pk=later.pk).update(opened_on=tomorrow)
    found = items({})
    assert [title for title, _ in found] == [
        "JYSJZ FW 2—2021 乙规范",
        "JYSJZ FW 1—2021 甲规范",
    ]
    assert found[1][1].endswith(f"?edition={first.pk}")
    assert Client().get(found[1][1]).status_code == 200


def test_the_feed_of_one_pilot_leaves_the_others_out(cast: Cast) -> None:
    make_published(cast.pilot, "甲规范", clause("范围"))
    other = make_pilot()
    make_published(other, "乙规范", clause("范围"))
    assert len(items({})) == 2
    assert [title.split()[-1] for title, _ in items({"pilot": other.code})] == [
        "乙规范"
    ]
    assert items({"pilot": "没有"}) == []


def test_the_sitemap_names_every_open_standard_and_nothing_closed(cast: Cast) -> None:
    edition = make_published(cast.pilot, "甲规范", clause("范围"))
    closed = make_published(cast.pilot, "乙规范", clause("范围"))
    StandardEdition.objects.filter(pk=closed.pk).update(opened_on=None)
    response = Client().get("/sitemap.xml")
    root = fromstring(response.content)
    places = {
        url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod")
        for url in root.iter(f"{SITEMAP}url")
    }
    arguments = [cast.pilot.code, edition.standard.code]
    url = reverse("standards_catalog:public_detail", args=arguments)
    assert places[f"http://testserver{url}"] == "2021-03-05"
    assert "http://testserver/standards/" in places
    assert not any(closed.standard.code in (place or "") for place in places)
    for place in places:
        assert Client().get(place or "").status_code == 200


def test_robots_are_kept_out_of_everything_behind_the_door(cast: Cast) -> None:
    response = Client().get("/robots.txt")
    assert response.headers["Content-Type"].startswith("text/plain")
    parser = RobotFileParser()
    parser.parse(response.content.decode().splitlines())
    assert parser.can_fetch("*", "/standards/")
    assert parser.site_maps() == ["http://testserver/sitemap.xml"]
    for closed in ("/workbench/", "/admin/pages/", "/audit/", "/standards/search/"):
        assert not parser.can_fetch("*", closed)
