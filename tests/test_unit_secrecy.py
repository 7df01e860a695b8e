"""Nothing of one unit's records reaches another unit, by whatever address."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import User
from assessment.implementation.models import ImplementationRecord, LedgerPart
from assessment.indicators.registry import INDICATORS
from assessment.planning.models import MeasureDuty
from assessment.rectification.models import Finding
from assessment.satisfaction.models import AnswerSheet
from assessment.self_evaluation.models import SelfEvaluation
from assessment.supervision.models import Inspection
from assessment.training.models import Post, StaffMember
from reports.dashboards.views import IndicatorDetailView
from tests.factories import Cast
from tests.permission_lines import OWN_UNIT, Line, parts
from tests.permission_records import (
    DRAFT,
    HALF,
    OTHER_NEEDLE,
    OWN_NEEDLE,
    Scene,
    make_scene,
)
from tests.permission_table import TABLE

TEXTS = ("text/", "application/json", "application/xml", "application/rss+xml")
HTMX = {"HX-Request": "true", "HX-Target": "record-list"}
MADE_AT = re.compile(r"<dcterms:(created|modified)[^>]*>[^<]*<")
TOKEN = re.compile(r'("csrfmiddlewaretoken" value=|"X-CSRFToken": )"[^"]*"')
OPEN_LINES = [line for line in TABLE if line.is_read and OWN_UNIT & line.readers]


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


def text_of(response: Any) -> str:
    """Everything a response says: all parts of an Office file, all pages of a PDF."""
    streaming = response.streaming
    body = b"".join(response.streaming_content) if streaming else response.content
    if body.startswith(b"%PDF-"):
        pages = PdfReader(io.BytesIO(body)).pages
        return "\n".join(page.extract_text() for page in pages)
    if not body.startswith(b"PK"):
        is_text = response.headers["Content-Type"].startswith(TEXTS)
        return body.decode(errors="strict" if is_text else "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        return "\n".join(
            book.read(name).decode(errors="replace") for name in book.namelist()
        )


def queries(line: Line, asked: str, unit: Any) -> Iterator[dict[str, Any]]:
    """The plain page, and whatever might draw another unit's rows onto it."""
    yield {}
    yield {"unit": unit.name}
    yield {"unit": unit.pk}
    if line.is_list:
        yield {"owner": unit.pk, "unit": [unit.pk, unit.name]}
        yield {"q": asked}
        for form in ("xlsx", "csv"):
            yield {"export": form}
            yield {"export": form, "unit": unit.pk}


def addresses(line: Line, scene: Scene) -> Iterator[str]:
    """Every address of a line; of owned records, the own and the other unit's."""
    if line.view == "dashboards:indicator":
        yield from (reverse(line.view, args=[i.code]) for i in INDICATORS)
    elif line.owned:
        for records in (scene.own, scene.other):
            arguments = [records[line.owned].pk, *line.tail(records)]
            yield reverse(line.view, args=arguments)
    else:
        yield reverse(line.view, args=line.arguments(scene))


def everything_served(
    client: Client, line: Line, scene: Scene, asked: str, unit: Any
) -> Iterator[tuple[str, str]]:
    """``(where, what)`` of all that ``line`` serves to ``client``."""
    for url in addresses(line, scene):
        for query in queries(line, asked, unit):
            response = client.get(url, query)
            yield f"{url} {query}", text_of(response)
            # A role without the page is refused before anything in the address is
            # looked at; ``test_permissions`` says who is.
            if response.status_code == 403:
                break
        if line.is_list:
            yield f"{url} htmx", text_of(client.get(url, headers=HTMX))


@pytest.mark.exhaustive
@pytest.mark.parametrize("lines", parts(OPEN_LINES))
def test_a_unit_is_served_nothing_of_another_unit(
    lines: tuple[Line, ...],
    scene: Scene,
    signed_in: Callable[[User], Client],
    subtests: pytest.Subtests,
) -> None:
    for line in lines:
        with subtests.test(line.view):
            check_leaks(line, scene, signed_in)


def check_leaks(line: Line, scene: Scene, signed_in: Callable[[User], Client]) -> None:
    cast = scene.cast
    for user, unit, needle in (
        (cast.liaison, cast.other_unit, OTHER_NEEDLE),
        (cast.leader, cast.other_unit, OTHER_NEEDLE),
        (cast.other_liaison, cast.own_unit, OWN_NEEDLE),
    ):
        client = signed_in(user)
        served = everything_served(client, line, scene, HALF[needle], unit)
        leaks = [where for where, text in served if needle in text]
        assert leaks == [], user


SHOWING = [
    "implementation:records",
    "planning:duties",
    "training:posts",
    "training:staff",
    "training:sign_ins",
    "training:exemptions",
    "satisfaction:sheets",
    "self_evaluation:entries",
    "rectification:findings",
    "supervision:inspections",
]


@pytest.mark.parametrize("view", SHOWING)
def test_the_needle_is_found_where_it_may_be(
    view: str, scene: Scene, signed_in: Callable[[User], Client]
) -> None:
    """Without this the test above could pass because nothing was planted."""
    for query in ({}, {"export": "xlsx"}, {"export": "csv"}, {"q": "内情"}):
        for user, needles in (
            (scene.cast.office, {OWN_NEEDLE, OTHER_NEEDLE}),
            (scene.cast.leader, {OWN_NEEDLE}),
            (scene.cast.other_liaison, {OTHER_NEEDLE}),
        ):
            text = text_of(signed_in(user).get(reverse(view), query))
            found = {n for n in (OWN_NEEDLE, OTHER_NEEDLE) if n in text}
            assert found == needles, (user, query)


def drill_downs() -> Iterator[dict[str, str]]:
    for key, _ in IndicatorDetailView.LISTS:
        yield {"list": key}
    yield {"export": "xlsx"}


@pytest.mark.parametrize("code", [indicator.code for indicator in INDICATORS])
def test_the_lists_behind_a_number_are_the_own_units(
    code: str, scene: Scene, signed_in: Callable[[User], Client]
) -> None:
    cast = scene.cast
    url = reverse("dashboards:indicator", args=[code])
    for user, unit, needle in (
        (cast.liaison, cast.other_unit, OTHER_NEEDLE),
        (cast.other_liaison, cast.own_unit, OWN_NEEDLE),
    ):
        client = signed_in(user)
        for query in drill_downs():
            for name in ({}, {"unit": unit.name}):
                text = text_of(client.get(url, {**query, **name}))
                assert needle not in text, (user, query)


def test_the_office_opens_the_lists_of_both_units(
    scene: Scene, signed_in: Callable[[User], Client]
) -> None:
    """The control of the test above: the needles do stand in these lists."""
    client, seen = signed_in(scene.cast.office), set()
    for indicator in INDICATORS:
        url = reverse("dashboards:indicator", args=[indicator.code])
        for query in drill_downs():
            text = text_of(client.get(url, query))
            if OTHER_NEEDLE in text and OWN_NEEDLE in text:
                seen.add(indicator.code)
    assert seen >= {
        "training_participation",
        "satisfaction_rate",
        "clause_conformity",
        "rectification_closure",
        "transfer_timeliness",
    }


# A pilot package is the pilot whole: the office takes it out to move or archive it,
# drafts included, and every export is in the audit trail.
WHOLE_PILOT = "packages:export"


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "lines", parts(li for li in TABLE if li.is_read and li.view != WHOLE_PILOT)
)
def test_a_draft_self_evaluation_is_shown_to_nobody_else(
    lines: tuple[Line, ...],
    scene: Scene,
    signed_in: Callable[[User], Client],
    subtests: pytest.Subtests,
) -> None:
    for line in lines:
        with subtests.test(line.view):
            check_drafts(line, scene, signed_in)


def check_drafts(line: Line, scene: Scene, signed_in: Callable[[User], Client]) -> None:
    cast = scene.cast
    for user in (cast.office, cast.leadership, cast.other_liaison, cast.auditor):
        client = signed_in(user)
        for where, text in everything_served(
            client, line, scene, HALF[OWN_NEEDLE], cast.own_unit
        ):
            assert f"{OWN_NEEDLE}{DRAFT}" not in text, (user, where)


def test_the_draft_is_shown_to_its_own_unit(
    scene: Scene, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(scene.cast.leader).get(reverse("self_evaluation:entries"))
    assert f"{OWN_NEEDLE}{DRAFT}" in page.content.decode()


def forget_the_other_unit(scene: Scene) -> None:
    """Take away all that the other unit has filed."""
    for model in (
        Inspection,
        Finding,
        AnswerSheet,
        ImplementationRecord,
        MeasureDuty,
        SelfEvaluation,
        Post,
        StaffMember,
    ):
        model.objects.filter(unit=scene.cast.other_unit).delete()
    LedgerPart.objects.update(digest="own-only")
    cache.clear()


def open_addresses(scene: Scene) -> list[str]:
    """Every address that a unit may open.

    Some records are only made when an address asks for them: all of them come first,
    so that no page is read before the records it shows.
    """
    return [url for line in OPEN_LINES for url in addresses(line, scene)]


def pages_of(client: Client, urls: list[str]) -> dict[str, str]:
    """Each page, but for what changes with every request."""
    return {
        url: MADE_AT.sub("", TOKEN.sub("", text_of(client.get(url)))) for url in urls
    }


@pytest.mark.exhaustive
def test_no_page_of_a_unit_depends_on_what_another_unit_filed(
    scene: Scene, signed_in: Callable[[User], Client]
) -> None:
    """Counts, totals and choices would tell of records that are not shown."""
    client = signed_in(scene.cast.liaison)
    urls = open_addresses(scene)
    before = pages_of(client, urls)
    forget_the_other_unit(scene)
    after = pages_of(client, urls)
    assert [url for url in before if before[url] != after[url]] == []
