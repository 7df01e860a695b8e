"""文本对照: two texts of a standard on screen, and 修改对照表 as Word."""

from __future__ import annotations

from functools import cached_property
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic.base import ContextMixin, TemplateView, View

from accounts.permissions import CATALOGUE_READERS, RolesRequiredMixin
from standards_catalog.authoring.access import links_for
from standards_catalog.comparing.rows import comparison_of
from standards_catalog.comparing.selectors import (
    TextVersion,
    chosen_pair,
    public_versions,
    versions_for,
)
from standards_catalog.documents.changes_word import changes_word
from standards_catalog.documents.responses import WORD, file_response
from standards_catalog.models import Standard
from standards_catalog.portal.selectors import open_standards

_FORMS = (("", "并排"), ("merged", "合并"))


class _TwoTexts(ContextMixin, View):
    """A standard and two of the texts this reader may see, by ``old`` and ``new``."""

    @property
    def standard(self) -> Standard:
        """The standard of the address."""
        raise NotImplementedError

    @property
    def versions(self) -> tuple[TextVersion, ...]:
        """The texts that this reader may compare."""
        raise NotImplementedError

    @cached_property
    def pair(self) -> tuple[TextVersion, TextVersion] | None:
        """The two texts; None if there are not two. A 404 for one not open here."""
        asked = [self.request.GET.get(name, "") for name in ("old", "new")]
        known = {version.key for version in self.versions}
        if not {key for key in asked if key} <= known:
            raise Http404("没有这个文本，或者它不向您开放。")
        return chosen_pair(self.versions, *asked)


class _ComparePage(_TwoTexts, TemplateView):
    """The comparison as a page; ``form=merged`` prints both texts in one column."""

    def word_url(self) -> str:
        """Where the 修改对照表 of this reader is."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.request.GET.get("form", "")
        context = super().get_context_data(
            **kwargs,
            standard=self.standard,
            groups=_groups(self.versions),
            forms=_FORMS,
            form=form if form in dict(_FORMS) else "",
        )
        if self.pair is None:
            return context
        old, new = self.pair
        query = urlencode({"old": old.key, "new": new.key})
        return {
            **context,
            "old": old,
            "new": new,
            "query": query,
            "swapped": urlencode({"old": new.key, "new": old.key}),
            "word_url": f"{self.word_url()}?{query}",
            "comparison": comparison_of(old.load(), new.load()),
        }


def _groups(versions: tuple[TextVersion, ...]) -> list[tuple[str, list[TextVersion]]]:
    by_group = groupby(versions, key=lambda version: version.group)
    return [(name, list(members)) for name, members in by_group]


class _WordFile(_TwoTexts):
    """修改对照表 of the two texts."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The file; 404 where there are no two texts."""
        if self.pair is None:
            raise Http404("这项标准还没有两个可以对照的文本。")
        old, new = self.pair
        title = f"《{self.standard.title}》"
        content = changes_word(
            old.load(),
            new.load(),
            old_label=f"{title}{old.label}",
            new_label=f"{title}{new.label}",
        )
        code = self.standard.code.replace("/", "_")
        return file_response(content, f"修改对照表_{code}.docx", WORD)


class _Inside(RolesRequiredMixin, _TwoTexts):
    """For readers of the catalogue: what they may read besides decides what is
    offered, so another unit's draft is no version of the standard."""

    roles = CATALOGUE_READERS

    @cached_property
    def standard(self) -> Standard:
        standards = Standard.objects.select_related("pilot")
        return get_object_or_404(standards, pk=self.kwargs["pk"])

    @cached_property
    def versions(self) -> tuple[TextVersion, ...]:
        return versions_for(self.standard, self.account)


class CompareView(_Inside, _ComparePage):
    """文本对照 of any two texts that the user may read."""

    template_name = "comparing/compare.html"

    def word_url(self) -> str:
        return reverse("comparing:changes", args=[self.standard.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = links_for(self.standard, self.account, timezone.localdate())
        return super().get_context_data(**kwargs, links=links)


class ChangesWordView(_Inside, _WordFile):
    """修改对照表 of any two texts that the user may read."""


class _Outside(_TwoTexts):
    """For everybody: an open standard and its open editions, always of today."""

    @cached_property
    def standard(self) -> Standard:
        return get_object_or_404(
            open_standards(timezone.localdate()).select_related("pilot"),
            pilot__code=self.kwargs["pilot"],
            code=self.kwargs["code"],
        )

    @cached_property
    def versions(self) -> tuple[TextVersion, ...]:
        return public_versions(self.standard, timezone.localdate())


class PublicCompareView(_Outside, _ComparePage):
    """新旧版次对照, without an account."""

    template_name = "comparing/public_compare.html"

    def word_url(self) -> str:
        standard = self.standard
        address = [standard.pilot.code, standard.code]
        return reverse("comparing:public_changes", args=address)


class PublicChangesWordView(_Outside, _WordFile):
    """修改对照表 of two open editions, without an account."""
