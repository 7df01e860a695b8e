"""The two searches: everybody's, and that of the workbench with drafts."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import TemplateView

from accounts.models import User
from accounts.permissions import CATALOGUE_READERS
from standards_catalog.models import Pilot, Standard, StandardEdition
from standards_catalog.search.folding import LONGEST_QUERY, words_of
from standards_catalog.search.selectors.lines import StandardLine, lines_of
from standards_catalog.search.selectors.results import (
    PER_PAGE,
    Reach,
    Results,
    search,
)
from standards_catalog.search.services import reindex, reindex_drafts
from standards_catalog.views.catalogue import standing_badge
from standards_catalog.views.pilot_lists import PilotPageMixin, request_scope
from standards_catalog.views.public import (
    open_editions,
    open_standards,
    public_badge,
)


def drafts_open_to(user: User, pilot: Pilot) -> QuerySet[Standard]:
    """The standards whose draft ``user`` may read (``authoring.may_read_draft``)."""
    standards = Standard.objects.filter(pilot=pilot)
    if user.is_office:
        return standards
    if user.is_unit_bound and user.unit_id is not None:
        return standards.filter(responsible_units=user.unit_id)
    return standards.none()


class _SearchPage(TemplateView):
    """A page of results; what it may find is its ``reach``.

    The address holds ``q``, ``page``, ``in`` (the code of one standard) and ``all``
    (earlier editions too).
    """

    view_name = ""

    @cached_property
    def query(self) -> str:
        """The words as they were typed, spaces tidied."""
        text = self.request.GET.get("q", "").replace("\x00", " ")
        return " ".join(text.split())[:LONGEST_QUERY]

    @property
    def only(self) -> str:
        """The code of the one standard to search, or nothing."""
        return self.request.GET.get("in", "").replace("\x00", "")[:30]

    @property
    def is_all(self) -> bool:
        """Whether earlier editions are searched too."""
        return self.request.GET.get("all") == "1"

    def reach(self) -> Reach:
        """What this user may find."""
        raise NotImplementedError

    def address(self, standard: Any, edition: int | None, anchor: str) -> str:
        """Where a standard or a place in its text is read."""
        raise NotImplementedError

    def badge(self, standard: Any) -> Any:
        """The standing of a standard."""
        return standing_badge(standard.standing)

    def results(self, reach: Reach) -> tuple[Results, int]:
        """The asked page, and its number: the last one for too high a number."""
        asked = self.request.GET.get("page", "")
        number = int(asked[:6]) if asked.isdecimal() and int(asked[:6]) else 1
        found = search(reach, self.query, number=number, only=self.only)
        if found.standards and not found.page:
            number = -(-found.standards // PER_PAGE)
            found = search(reach, self.query, number=number, only=self.only)
        return found, number

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reach = self.reach()
        found, number = self.results(reach)
        lines = lines_of(found, reach.day, self.address)
        pages = Paginator(range(found.standards), PER_PAGE).get_page(number)
        return super().get_context_data(
            **kwargs,
            query=self.query,
            has_words=bool(words_of(self.query)),
            results=found,
            lines=[
                (line, self.badge(line.standard), self._more(line)) for line in lines
            ],
            pages=pages,
            page_range=pages.paginator.get_elided_page_range(pages.number, on_ends=1),
            only=self.only,
            everything_url=self._url(),
            is_all=self.is_all,
            action=reverse(self.view_name),
        )

    def _more(self, line: StandardLine) -> str:
        """The address of all the clauses of one standard, if not all are shown."""
        return self._url(**{"in": line.standard.code}) if line.more else ""

    def _url(self, **values: str | int) -> str:
        asked: dict[str, str | int] = {"q": self.query}
        if self.is_all:
            asked["all"] = "1"
        return f"?{urlencode({**asked, **values})}"


class PublicSearchView(_SearchPage):
    """全文检索 for everybody: what is open to the public today, nothing else."""

    template_name = "standards_search/public.html"
    view_name = "standards_search:public"

    def reach(self) -> Reach:
        pilot, _ = request_scope(self.request)
        reindex(pilot=pilot)
        today = timezone.localdate()
        return Reach(
            pilot=pilot,
            standards=open_standards(today).filter(pilot=pilot),
            editions=open_editions(today).filter(standard__pilot=pilot),
            drafts=Standard.objects.none(),
            day=today,
            all_editions=self.is_all,
        )

    def badge(self, standard: Any) -> Any:
        return public_badge(standard.standing)

    def address(self, standard: Any, edition: int | None, anchor: str) -> str:
        arguments = [standard.pilot.code, standard.code]
        url = reverse("standards_catalog:public_detail", args=arguments)
        return _place(url, edition, anchor)


class WorkbenchSearchView(PilotPageMixin, _SearchPage):
    """全文检索 of the pilot on the date of the page, with the drafts one may read."""

    template_name = "standards_search/workbench.html"
    view_name = "standards_search:workbench"
    roles = CATALOGUE_READERS
    request: HttpRequest

    def reach(self) -> Reach:
        reindex(pilot=self.pilot)
        reindex_drafts(pilot=self.pilot)
        day: date = self.as_of
        return Reach(
            pilot=self.pilot,
            standards=Standard.objects.filter(pilot=self.pilot),
            editions=StandardEdition.objects.filter(standard__pilot=self.pilot),
            drafts=drafts_open_to(self.account, self.pilot),
            day=day,
            all_editions=self.is_all,
        )

    def address(self, standard: Any, edition: int | None, anchor: str) -> str:
        if not anchor:
            return reverse("standards_catalog:detail", args=[standard.pk])
        if edition is None:
            return f"{reverse('authoring:draft', args=[standard.pk])}#{anchor}"
        return _place(reverse("authoring:text", args=[standard.pk]), edition, anchor)


def _place(url: str, edition: int | None, anchor: str) -> str:
    asked = f"?edition={edition}" if edition is not None else ""
    return f"{url}{asked}{'#' if anchor else ''}{anchor}"
