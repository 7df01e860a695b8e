"""The search of the content administration, for texts without spaces.

Wagtail's own backends split texts into words at spaces and so find no Chinese word
inside a title. This one looks for pieces of text, on SQLite and PostgreSQL alike; what
is searched there (pages, pictures, documents) are thousands of rows, not millions. It
keeps no index of its own: a page of a standard's text is found by the index of drafts
and editions.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from modelsearch.backends.database.fallback import (
    DatabaseSearchBackend,
    DatabaseSearchQueryCompiler,
)
from wagtail.models import Page

from standards_catalog.authoring.models import StandardPage
from standards_catalog.models import Pilot
from standards_catalog.search.folding import fold
from standards_catalog.search.models import SearchedClause
from standards_catalog.search.services import reindex, reindex_drafts


class PiecesQueryCompiler(DatabaseSearchQueryCompiler):
    """Finds rows in which each word of the query occurs as a piece of text."""

    def build_single_term_filter(self, term: str) -> Q:
        found: Q = super().build_single_term_filter(term)
        model = self.queryset.model
        if issubclass(model, Page):
            found |= Q(draft_title__icontains=term) | Q(pk__in=_pages_that_say(term))
        return found


def _pages_that_say(term: str) -> Any:
    """The pages of standards in whose draft or editions ``term`` occurs."""
    word = fold(term)
    if not word:
        return []
    clauses = SearchedClause.objects.filter(folded__contains=word)
    standards = clauses.values("searched_text__standard_key")
    return StandardPage.objects.filter(standard_id__in=standards).values("pk")


class SearchBackend(DatabaseSearchBackend):
    """``WAGTAILSEARCH_BACKENDS["default"]["BACKEND"]`` names this module."""

    query_compiler_class = PiecesQueryCompiler
    autocomplete_query_compiler_class = PiecesQueryCompiler

    def _search(self, compiler: Any, query: Any, model: Any, **options: Any) -> Any:
        wanted = getattr(model, "model", model)
        if isinstance(wanted, type) and issubclass(wanted, Page):
            for pilot in Pilot.objects.all():
                reindex(pilot=pilot)
                reindex_drafts(pilot=pilot)
        return super()._search(compiler, query, model, **options)
