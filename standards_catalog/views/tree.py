"""The standards system as a tree, with the 标准统计表 beside it."""

from __future__ import annotations

from typing import Any

from django.views.generic.base import TemplateView

from accounts.permissions import CATALOGUE_READERS
from listing.columns import share_text
from standards_catalog.models import Subsystem
from standards_catalog.selectors import (
    Counts,
    Node,
    count,
    standard_lines,
    statistics,
    system_tree,
)
from standards_catalog.views.catalogue import standing_badge
from standards_catalog.views.pilot_lists import PilotPageMixin

_MAX_SEARCH = 100


class SystemTreeView(PilotPageMixin, TemplateView):
    """四个分体系 → nested sections → standards, with counts at every node."""

    template_name = "standards_catalog/tree.html"
    roles = CATALOGUE_READERS

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        search = " ".join(self.request.GET.get("q", "").split())[:_MAX_SEARCH]
        lines = standard_lines(self.pilot, self.as_of)
        tree = system_tree(self.pilot, lines, search)
        may_edit = self.account.is_office
        return super().get_context_data(
            **kwargs,
            as_of=self.as_of,
            search=search,
            may_edit=may_edit,
            # A search leaves out siblings, so nobody could say what is before what.
            is_arranging=may_edit and not search and "arrange" in self.request.GET,
            found=sum(line.matches(search) for line in lines),
            nodes=[_printed_node(node) for node in tree],
            total=count(lines),
            subsystems=Subsystem.values,
            statistics=[
                (
                    row.label,
                    [_printed_counts(counts) for counts in row.by_subsystem],
                    row.total,
                    share_text(row.total.share),
                )
                for row in statistics(lines)
            ],
        )


def _printed_counts(counts: Counts) -> str:
    return f"{counts.in_force}/{counts.required}" if counts.required else "—"


def _printed_node(node: Node) -> dict[str, Any]:
    """A node with the badges of its standards, for the recursive template."""
    return {
        "node": node,
        "standards": [(line, standing_badge(line.standing)) for line in node.standards],
        "children": [_printed_node(child) for child in node.children],
    }
